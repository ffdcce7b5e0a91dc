package io.retune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.retune.events.EventCodec;
import io.retune.events.Recipe;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that talk to a stack, against answers laid out by the schema of its REST resources. */
class StackCommandsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STORED =
            """
            {"name": "harbour", "artifact": "datasets/00ff", "queries": 550, "passages": 110,
             "splits": {"train": 440, "val": 110}}""";

    @TempDir
    Path folder;

    private StackServer server;

    @BeforeEach
    void startServer() throws IOException {
        server = new StackServer();
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void aRunIsAskedForAndToldToItsEnd() throws IOException {
        // Given a stack on which the training is at step 3, then everything is done
        Path dataset = Harbour.write(folder.resolve("harbour.json"));
        server.answers("POST /v1/datasets?name=harbour", 201, STORED)
                .answers(
                        "POST /v1/indexes/harbour/load",
                        "{\"index\":\"harbour\",\"dataset\":\"datasets/00ff\",\"documents\":110,\"loaded\":true}")
                .answers("POST /v1/runs", 202, StackServer.recorded("run-training.json"))
                .answers("GET /v1/runs/r-1", StackServer.recorded("run-training.json"))
                .answers("GET /v1/runs/r-1", StackServer.recorded("run-promoted.json"));

        // When
        CommandRun run = run(
                "run",
                dataset.toString(),
                "--model",
                "tiny",
                "--query-instruction",
                "Ask: ",
                "--epochs",
                "3",
                "--json",
                folder.resolve("run.json").toString());

        // Then the requests carry what the flags said
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(server.bodies("POST /v1/datasets")).containsExactly(Files.readString(dataset));
        assertThat(JSON.readTree(server.bodies("POST /v1/indexes/harbour/load").get(0)))
                .isEqualTo(
                        JSON.readTree(
                                "{\"dataset\":\"datasets/00ff\",\"model\":{\"name\":\"tiny\",\"query_instruction\":\"Ask: \"}}"));
        JsonNode asked = JSON.readTree(server.bodies("POST /v1/runs").get(0));
        assertThat(asked.path("index").asText()).isEqualTo("harbour");
        assertThat(asked.path("dataset"))
                .isEqualTo(JSON.readTree("{\"name\":\"harbour\",\"artifact\":\"datasets/00ff\"}"));
        Recipe recipe = EventCodec.json().treeToValue(asked.path("recipe"), Recipe.class);
        assertThat(recipe.mining()).isEqualTo(Recipe.DEFAULTS.mining());
        assertThat(recipe.synthesis()).isEqualTo(Recipe.DEFAULTS.synthesis());
        assertThat(recipe.training().epochs()).isEqualTo(3);
        assertThat(recipe.training().batchSize())
                .isEqualTo(Recipe.DEFAULTS.training().batchSize());

        // And the story is told once, in order
        assertThat(run.out()).isEqualToNormalizingNewlines(story());
        assertThat(run.err().lines())
                .containsExactly(
                        "12.3 s",
                        "1.0 s",
                        "0.5 s",
                        "dev ndcg_at_10 0.55378 at step 3, the best so far",
                        "60.0 s",
                        "12.0 s",
                        "2.0 s",
                        "7.0 s");
        JsonNode result = JSON.readTree(folder.resolve("run.json").toFile());
        assertThat(keys(result))
                .contains(
                        "decision",
                        "reasons",
                        "target",
                        "guards",
                        "looks",
                        "run",
                        "stages",
                        "model",
                        "collection",
                        "generation");
        assertThat(result.path("stages").path(0))
                .isEqualTo(JSON.readTree("{\"name\":\"base-index\",\"seconds\":12.25}"));
        assertThat(result.path("collection").asText()).isEqualTo("harbour--g-2");
        assertThat(result.path("model").asText()).isEqualTo("models/00aa");
    }

    @Test
    void aRunIsAskedForWithTheMethodAndTheBoundsOfMining() throws IOException {
        Recipe adapters = recipeOf("--method", "lora", "--lora-rank", "4", "--absolute-margin", "0.1");
        assertThat(adapters.training().method()).isEqualTo("lora");
        assertThat(adapters.training().loraRank()).contains(4);
        assertThat(adapters.training().loraAlpha()).contains(32);
        assertThat(adapters.training().learningRate()).contains(5e-4);
        assertThat(adapters.mining().absoluteMargin()).contains(0.1);
        assertThat(adapters.mining().relativeMargin()).contains(0.05);

        Recipe passages = recipeOf("--method", "nudge-n");
        assertThat(passages.training().method()).isEqualTo("nudge-n");
        assertThat(passages.training().learningRate()).isEmpty();

        Recipe weights = recipeOf("--query-similarity", "0");
        assertThat(weights.training().method()).isEqualTo("full");
        assertThat(weights.training().learningRate()).contains(5e-5);
        assertThat(weights.training().loraRank()).isEmpty();
        assertThat(weights.mining().querySimilarity()).contains(0.0);
        assertThat(weights.mining().passageSimilarity()).contains(0.8);
    }

    private Recipe recipeOf(String... flags) throws IOException {
        String dataset = Harbour.write(folder.resolve("harbour.json")).toString();
        server.answers("POST /v1/datasets?name=harbour", 201, STORED)
                .answers("POST /v1/runs", 202, StackServer.recorded("run-training.json"));
        List<String> command = new ArrayList<>(List.of("run", dataset, "--no-load", "--no-follow"));
        command.addAll(List.of(flags));
        CommandRun run = run(command.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.err()).isZero();
        List<String> asked = server.bodies("POST /v1/runs");
        return EventCodec.json()
                .treeToValue(JSON.readTree(asked.get(asked.size() - 1)).path("recipe"), Recipe.class);
    }

    private String story() {
        return """
                data set   harbour: 550 queries (train 440, val 110), 110 passages
                index      harbour: 110 documents of harbour loaded
                run        r-1, %s/runs/r-1

                --- base-index: embed encodes queries and passages with the base model ---

                --- baseline: eval measures the base model ---
                                 @1      @10
                ndcg        0.45669  0.63593
                mrr         0.45669  0.59000
                these 254 queries can show a difference of about 6.8 percentage points of ndcg_at_10

                --- training-data: synth gathers what to train on ---
                given 487, synthetic 0, in val 3

                --- training: train mines hard negatives and fine-tunes ---
                best: step 12 of 12; dev ndcg_at_10 0.49420 -> 0.61067 (+11.65 pp)

                --- candidate-index: embed encodes the same with the candidate ---

                --- decision: eval compares both ---
                target harbour: 254 queries, 240 passages
                                     base  candidate  difference   95 %% interval      p
                ndcg_at_10        0.63593    0.72447    +8.85 pp    +4.68 to +13.07   0.0002

                decision   promoted
                           target harbour is better: +8.85 percentage points, 95 %% interval +4.68 to +13.07, 254 queries
                looks      1 at these queries so far

                --- promotion: embed puts the candidate live ---
                live: generation g-2

                run r-1 of index harbour: live: generation g-2; 94.8 s at work
                """
                .formatted(server.url());
    }

    @ParameterizedTest
    @CsvSource({"rejected,3", "undecided,4", "unchanged,5", "failed,6", "cancelled,7"})
    void theExitCodeIsTheDecision(String decision, int exitCode) {
        server.answers(
                "GET /v1/runs/r-1",
                StackServer.recorded("run-failed.json").replace("\"failed\",", "\"" + decision + "\","));
        CommandRun run = run("status", "r-1", "--follow");
        assertThat(run.exitCode()).isEqualTo(exitCode);
        assertThat(run.out()).contains("decision   " + decision + "\n           base-index failed three times: ");
    }

    @Test
    void whyARunFailedIsInItsStatus() {
        server.answers("GET /v1/runs/r-1", StackServer.recorded("run-failed.json"));
        CommandRun run = run("status", "r-1");
        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).contains("failed (attempt 3): models/00aa: no such artifact");
        assertThat(run.out()).contains("decision   failed", "state      failed", server.url() + "/runs/r-1");
    }

    @Test
    void withoutFollowingARunIsOnlyAskedFor() {
        server.answers("POST /v1/runs/r-0/retry", 202, StackServer.recorded("run-training.json"));
        CommandRun run = run("retry", "r-0", "--no-follow");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualToNormalizingNewlines("run        r-1, " + server.url() + "/runs/r-1\n");
        assertThat(run.err()).isEqualToNormalizingNewlines("follow it with: retune status r-1 --follow\n");
    }

    @Test
    void aSignalEndsTheFollowingNotTheRun() throws IOException, InterruptedException {
        server.answers("GET /v1/runs/r-1", StackServer.recorded("run-training.json"));
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Retune.class.getName(),
                        "status",
                        "r-1",
                        "--follow")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(server.environment(folder.resolve("home")));
        Process process = builder.start();
        try (BufferedReader errors = process.errorReader(StandardCharsets.UTF_8)) {
            String line = errors.readLine();
            while (line != null && !line.startsWith("dev ndcg_at_10")) {
                line = errors.readLine();
            }
            process.toHandle().destroy(); // not Ctrl-C's signal, which children of a job in the background ignore

            assertThat(errors.lines())
                    .containsExactly(
                            "the run goes on without this command; follow it with: retune status r-1 --follow");
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.waitFor()).isEqualTo(143);
        assertThat(server.bodies("POST")).isEmpty();
    }

    @Test
    void statusTellsPartsIndexesAndRuns() {
        server.answers("GET /q/health/ready", "{}")
                .answers("GET /v1/indexes", "{\"indexes\":[" + index(110, 3) + "]}")
                .answers(
                        "GET /v1/runs?limit=10",
                        """
                        {"runs": [{"run": "r-1", "index": "harbour", "requested_at": "2026-01-02T03:04:05Z",
                                   "state": "running", "decision": null}]}""");
        CommandRun run = run("status");
        assertThat(run.out())
                .isEqualToNormalizingNewlines(
                        """
                        synth    ready     %1$s
                        embed    ready     %1$s
                        train    ready     %1$s
                        eval     ready     %1$s

                        index harbour: generation first is live (first), model tiny, 110 documents, 3 writes behind

                        run r-1 of index harbour: running, asked for at 2026-01-02T03:04:05Z
                        """
                                .formatted(server.url()));
    }

    @Test
    void statusSaysWhatDoesNotAnswer() {
        server.close();
        CommandRun run = run("status");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("eval     not ready", "indexes: the embed service does not answer", "runs: the eval service");
    }

    @Test
    void searchShowsHits() throws IOException {
        server.answers("POST /v1/search", answer("p1", "p7"));
        CommandRun run = run(
                "search",
                "harbour",
                "where",
                "to",
                "moor",
                "--limit",
                "2",
                "--json",
                folder.resolve("s.json").toString());
        assertThat(run.out())
                .isEqualToNormalizingNewlines(
                        """
                        index harbour, generation first, model tiny
                          1  0.5000  p1  text of p1
                          2  0.5000  p7  text of p7
                        """);
        assertThat(JSON.readTree(server.bodies("POST /v1/search").get(0)))
                .isEqualTo(JSON.readTree("{\"index\":\"harbour\",\"query\":\"where to moor\",\"limit\":2}"));
        assertThat(keys(JSON.readTree(folder.resolve("s.json").toFile())))
                .containsExactly("query", "index", "generation", "model", "hits");
    }

    @ParameterizedTest
    @CsvSource({
        "superseded: index harbour: found sequence 5 live,8,superseded: index harbour: found sequence 5 live",
        ",6,'promoted, but not put live'"
    })
    void aBetterModelThatIsNotLiveIsNoSuccess(String deployment, int exitCode, String told) throws IOException {
        ObjectNode run = (ObjectNode) JSON.readTree(StackServer.recorded("run-promoted.json"));
        run.put("deployment", deployment).putNull("generation").putNull("collection");
        server.answers("GET /v1/runs/r-1", run.toString());
        CommandRun status = run("status", "r-1", "--follow");
        assertThat(status.exitCode()).isEqualTo(exitCode);
        assertThat(status.out()).contains("run r-1 of index harbour: " + told + "; ");
    }

    @Test
    void rollbackTakesBackWhatItSaw() {
        server.answers("GET /v1/indexes/harbour", index(110, 0))
                .answers(
                        "POST /v1/indexes/harbour/rollback",
                        """
                {"index": "harbour", "sequence": 3, "generation": "first", "model": {"name": "tiny"},
                 "passage_identity": "00", "previous": "g-2", "reason": "rollback", "run": null, "at": "2026-01-02T03:04:05Z"}""");
        assertThat(run("rollback", "harbour").out())
                .isEqualToNormalizingNewlines("index harbour: generation first is live, model tiny; before: g-2\n");
        assertThat(server.bodies("POST /v1/indexes/harbour/rollback")).containsExactly("{\"sequence\":1}");
    }

    @Test
    void aProblemIsOneLine() throws IOException {
        Path dataset = Files.writeString(folder.resolve("harbour.json"), "{}");
        server.answers(
                "POST /v1/datasets?name=harbour",
                422,
                "{\"status\":422,\"title\":\"Invalid\",\"detail\":\"harbour: the key \\\"corpus\\\" is missing\"}");
        assertThat(refused("run", dataset.toString()))
                .isEqualTo("error: synth: POST /v1/datasets was refused: harbour: the key \"corpus\" is missing");
        server.answers(
                "POST /v1/runs/r-1/cancel",
                409,
                "{\"status\":409,\"title\":\"Conflict\",\"detail\":\"r-1 has ended\"}");
        assertThat(refused("cancel", "r-1"))
                .isEqualTo("error: eval: POST /v1/runs/r-1/cancel was refused: r-1 has ended");
    }

    @Test
    void aServiceThatCannotAnswerNowIsAskedAgain() {
        server.answers("POST /v1/search", 503, "{\"detail\":\"Qdrant is away\"}")
                .answers("POST /v1/search", answer("p1"));
        CommandRun run = run("search", "harbour", "mooring");
        assertThat(run.exitCode()).isZero();
        assertThat(run.err())
                .isEqualToNormalizingNewlines(
                        "embed at " + server.url() + ": Qdrant is away; waiting up to 60 s\nembed is there again\n");
    }

    @Test
    void whatMayHaveBeenDoneIsNotAskedForTwice() {
        server.answers("GET /v1/indexes/harbour", index(110, 0))
                .answers("POST /v1/indexes/harbour/rollback", 503, "{\"detail\":\"Kafka is away\"}");
        assertThat(refused("rollback", "harbour"))
                .isEqualTo("error: embed: POST /v1/indexes/harbour/rollback was refused: Kafka is away");
        assertThat(server.bodies("POST /v1/indexes/harbour/rollback")).hasSize(1);
    }

    @Test
    void aServiceThatIsAway() {
        server.close();
        assertThat(refused("status", "r-1"))
                .isEqualTo("error: eval at " + server.url()
                        + ": no connection; see its log, or start the stack with: retune up");
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "status r-1", "search faq a", "cancel r-1", "retry r-1", "rollback faq", "run D"})
    void withoutAStackThereIsOneLine(String command) throws IOException {
        String dataset = Harbour.write(folder.resolve("harbour.json")).toString();
        CommandRun run = CommandRun.of(
                folder.resolve("home"), command.replace("D", dataset).split(" "));
        assertThat(run)
                .isEqualTo(new CommandRun(
                        2,
                        "",
                        "error: no stack runs in " + folder.resolve("home") + "; start one with: retune up"
                                + System.lineSeparator()));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        no run          | status --follow                         | --follow: no RUN; expected the id of a run; see retune status
        bad limit       | search faq a --limit 0                  | --limit: found 0, expected 1 to 100; choose another
        no model        | run D --dtype fp32                      | --model: missing; expected the model that the instructions, --max-length or --dtype are for; name it
        bad epochs      | run D --epochs 0                        | epochs is 0, expected 1 or more
        bad margin      | run D --margin 1.5                      | recipe.margin: found 1.5, expected 0 or more and below 1
        bad range       | run D --range-max 3                     | range is 10 to 3, expected a minimum of 0 or more and a larger maximum; choose for instance 10 to 100
        bad method      | run D --method prompt                   | Invalid value for option '--method': expected one of [full, lora, nudge-m, nudge-n] but was 'prompt'; see retune run --help
        lora's flag     | run D --lora-alpha 8                    | --lora-alpha: has no effect with --method full; expected --method lora; leave the flag out or choose another method
        mining's flag   | run D --method nudge-n --range-min 5    | --range-min: has no effect with --method nudge-n; expected --method full or lora; leave the flag out or choose another method
        mining's bound  | run D --method nudge-n --max-score 0.9  | --max-score: has no effect with --method nudge-n; expected --method full or lora; leave the flag out or choose another method
        steps' flag     | run D --method nudge-m --learning-rate 1 | --learning-rate: has no effect with --method nudge-m; expected --method full or lora; leave the flag out or choose another method
        bad rank        | run D --method lora --lora-rank 0       | LoRA rank is 0, expected 1 or more
        no data set     | run nowhere.json                        | nowhere.json: there is no such file; expected a data set; check the name
        bad database    | up --database postgres                  | --database: found postgres, expected a JDBC address such as jdbc:postgresql://host/retune; correct it
        not the script  | up                                      | -Dretune.root: not set; expected the folder of the checkout, whose services make the stack; use the retune script, which sets it
        """)
    void brokenStackCommands(String kind, String command, String expected) throws IOException {
        String dataset = Harbour.write(folder.resolve("harbour.json")).toString();
        String[] args = command.replaceFirst("\\bD\\b", dataset).split(" ");
        assertThat(refused(args)).as(kind).isEqualTo("error: " + expected);
    }

    @Test
    void addressesMustBeAddressesAndEnough() {
        Map<String, String> misspelt = Map.of("RETUNE_HOME", folder.toString(), "RETUNE_URL_EVAL", "localhost:8084");
        assertThat(CommandRun.of(misspelt, "status").err().strip())
                .isEqualTo("error: RETUNE_URL_EVAL: found \"localhost:8084\", expected an address such as"
                        + " http://localhost:8084; correct it or unset it");
        Map<String, String> only = Map.of("RETUNE_HOME", folder.toString(), "RETUNE_URL_EVAL", server.url());
        assertThat(CommandRun.of(only, "search", "faq", "a").err().strip())
                .isEqualTo("error: RETUNE_URL_EMBED: not set, and no stack runs in " + folder
                        + "; expected the address of the embed service; set it");
    }

    @Test
    void theDemoTurnsTheRingAndSearchesBeforeAndAfter() throws IOException {
        // Given a stack with an index of an earlier demo; before the run nothing relevant is found, then everything
        String name = "skerrin-2";
        server.answers("GET /v1/runs?limit=20", "{\"runs\":[]}")
                .answers("GET /v1/indexes", "{\"indexes\":[" + index(240, 0).replace("harbour", "skerrin") + "]}")
                .answers("POST /v1/datasets?name=skerrin", 201, STORED.replace("harbour", "skerrin"))
                .answers("POST /v1/datasets?name=general", 201, STORED.replace("harbour", "general"))
                .answers(
                        "POST /v1/indexes/" + name + "/load",
                        "{\"index\":\"skerrin-2\",\"dataset\":\"datasets/00ff\",\"documents\":240,\"loaded\":true}")
                .answers("GET /v1/indexes/" + name, index(100, 140).replace("harbour", name))
                .answers("GET /v1/indexes/" + name, index(240, 0).replace("harbour", name))
                .answers(
                        "POST /v1/runs",
                        202,
                        StackServer.recorded("run-training.json").replace("harbour", name))
                .answers(
                        "GET /v1/runs/r-1",
                        StackServer.recorded("run-promoted.json").replace("harbour", name));
        for (int question = 0; question < 60; question++) {
            server.answers("POST /v1/search", answer("nothing"));
        }
        String[] passages =
                JSON.readTree(StackServer.recorded("demo/skerrin.json")).path("corpus").properties().stream()
                        .map(Map.Entry::getKey)
                        .toArray(String[]::new);
        server.answers("POST /v1/search", answer(passages));

        // When
        CommandRun run = run("demo", "--json", folder.resolve("demo.json").toString());

        // Then
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .startsWith("a stack runs already; the demo uses it\n")
                .contains("index      skerrin-2: 240 documents of skerrin loaded")
                .contains("of 60 questions, the right passage stands higher for 60, lower for 0, as before for 0")
                .contains("before, the answer is not among the first 1\n");
        JsonNode search = JSON.readTree(folder.resolve("demo.json").toFile()).path("search");
        assertThat(keys(search)).contains("question", "before", "after", "higher", "lower");
        assertThat(search.path("higher").asInt()).isEqualTo(60);
        assertThat(folder.resolve("home/demo/skerrin.json")).exists();
    }

    private static String answer(String... ids) {
        List<String> hits = new ArrayList<>();
        for (String id : ids) {
            hits.add("{\"id\":\"%1$s\",\"score\":0.5,\"text\":\"text of\\n%1$s\",\"metadata\":{}}".formatted(id));
        }
        return "{\"index\":\"harbour\",\"generation\":\"first\",\"model\":\"tiny\",\"hits\":[" + String.join(",", hits)
                + "]}";
    }

    private static String index(int points, int lag) {
        return """
                {"index": "harbour", "sequence": 1, "generation": "first", "model": {"name": "tiny", "dtype": null},
                 "passage_identity": "00", "previous": null, "reason": "first", "run": null, "at": "2026-01-02T03:04:05Z",
                 "generations": [{"generation": "first", "state": "live", "model": {"name": "tiny"},
                   "passage_identity": "00", "dimensions": 32, "points": %d, "lag": %d,
                   "created_at": "2026-01-02T03:04:05Z"}]}"""
                .formatted(points, lag);
    }

    private CommandRun run(String... args) {
        return CommandRun.of(server.environment(folder.resolve("home")), args);
    }

    /** Runs a command that must be refused and returns its one line. */
    private String refused(String... args) {
        CommandRun run = run(args);
        assertThat(run.exitCode()).as(run.err() + run.out()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        return run.err().strip();
    }

    private static List<String> keys(JsonNode node) {
        List<String> keys = new ArrayList<>();
        node.fieldNames().forEachRemaining(keys::add);
        return keys;
    }
}
