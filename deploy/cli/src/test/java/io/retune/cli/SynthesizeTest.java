package io.retune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.retune.dataset.DatasetReader;
import io.retune.dataset.RagDataset;
import io.retune.encoder.TinyModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Synthesis on files, with a server that speaks OpenAI's chat completions. */
class SynthesizeTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private final List<String> authorizations = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;
    private Path dataset;

    @BeforeEach
    void startServer() throws IOException {
        server = StackServer.listening();
        server.createContext("/v1/chat/completions", this::answer);
        server.start();
        dataset = Files.writeString(
                folder.resolve("tides.json"),
                """
                {"queries": {"q1": "when is high water"},
                 "corpus": {"d1": "High water is at noon and at midnight on the first of the month.",
                            "d2": "The harbour master keeps the keys of the eastern gate in his office.",
                            "d3": "Mooring rings are painted yellow on the side of the fishing boats."},
                 "relevant_docs": {"q1": ["d1"]},
                 "queries_split": {"val": ["q1"]}}
                """);
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    @Test
    void aLanguageModelIsAskedOncePerPassage() throws IOException {
        String[] command = {
            "synthesize",
            dataset.toString(),
            "-o",
            folder.resolve("more.json").toString(),
            "--llm-url",
            "http://127.0.0.1:" + server.getAddress().getPort() + "/v1",
            "--llm-model",
            "test-model",
            "--json",
            folder.resolve("result.json").toString()
        };
        Map<String, String> environment =
                Map.of("RETUNE_HOME", folder.resolve("home").toString(), "RETUNE_LLM_API_KEY", "secret");

        CommandRun first = CommandRun.of(environment, command);

        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(authorizations).containsExactly("Bearer secret", "Bearer secret");
        RagDataset more = DatasetReader.read(folder.resolve("more.json"));
        assertThat(more.split(RagDataset.TRAIN)).hasSize(4);
        assertThat(more.queries().values())
                .contains("when is high water", "What does the text about The harbour say first?");
        JsonNode result = JSON.readTree(folder.resolve("result.json").toFile());
        assertThat(result.path("kept").asInt()).isEqualTo(4);
        assertThat(result.path("resumed").asInt()).isZero();
        assertThat(result.path("outcomes")).isEqualTo(JSON.readTree("{\"answered\": 2}"));
        assertThat(result.path("calls").path("requests").asInt()).isEqualTo(2);
        assertThat(folder.resolve("more.json.synthesis")).isDirectory();

        // The same command again finds all answers on the disk.
        Files.delete(folder.resolve("more.json"));
        CommandRun again = CommandRun.of(environment, command);
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(authorizations).hasSize(2);
        assertThat(DatasetReader.read(folder.resolve("more.json")).queries()).isEqualTo(more.queries());
        assertThat(JSON.readTree(folder.resolve("result.json").toFile())
                        .path("resumed")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void withoutALanguageModelItSaysSoAndChecksThatPassagesAreFound() throws IOException {
        CommandRun run = CommandRun.of(
                folder.resolve("home"),
                "synthesize",
                dataset.toString(),
                "-o",
                folder.resolve("more.json").toString(),
                "--passages",
                "1",
                "--pairs-per-passage",
                "1",
                "--model",
                TinyModel.bert(folder.resolve("model")).toString(),
                "--dtype",
                "fp32",
                "--round-trip-rank",
                "3");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).contains("no language model was named (--llm-url or --ollama)");
        assertThat(run.out())
                .contains(
                        "source: extractive",
                        "passages: 1, of which 0 answered, 1 extracted",
                        "more.json: 1 question more")
                .doesNotContain("round trip: not checked");
        assertThat(DatasetReader.read(folder.resolve("more.json")).split(RagDataset.TRAIN))
                .hasSize(1);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        no server      | --llm-model m                                | --llm-model: found neither --llm-url nor --ollama; expected a server; name one
        two servers    | --llm-url http://a --ollama http://b --llm-model m | --ollama: found --llm-url too; expected one of them; drop one
        no model       | --ollama http://b                            | --llm-model: missing; expected the name of a model on http://b; name one
        no address     | --llm-url b --llm-model m                    | --llm-url: found "b", expected an address such as http://localhost:11434; correct it
        no passages    | --passages 0                                 | --passages: found 0, expected 1 or more; choose another
        """)
    void brokenFlags(String kind, String flags, String expected) {
        List<String> args = new ArrayList<>(List.of(
                "synthesize",
                dataset.toString(),
                "-o",
                folder.resolve("more.json").toString()));
        args.addAll(List.of(flags.split(" ")));
        CommandRun run = CommandRun.of(folder.resolve("home"), args.toArray(String[]::new));
        assertThat(run).as(kind).isEqualTo(new CommandRun(2, "", "error: " + expected + System.lineSeparator()));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            authorizations.add(exchange.getRequestHeaders().getFirst("Authorization"));
            String passage = JSON.readTree(exchange.getRequestBody())
                    .path("messages")
                    .path(1)
                    .path("content")
                    .asText()
                    .replace("<passage>\n", "");
            String start = passage.substring(0, passage.indexOf(' ', 5));
            ObjectNode completion = JSON.createObjectNode().put("id", "1").put("object", "chat.completion");
            completion
                    .put("model", "test-model")
                    .putArray("choices")
                    .addObject()
                    .put("index", 0)
                    .put("finish_reason", "stop")
                    .putObject("message")
                    .put("role", "assistant")
                    .put(
                            "content",
                            """
                            [{"question": "What does the text about %1$s say first?", "answer": "Much about %1$s"},
                             {"question": "Who painted what, according to %1$s ...", "answer": "Someone, near %1$s"}]"""
                                    .formatted(start));
            byte[] bytes = completion.toString().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
