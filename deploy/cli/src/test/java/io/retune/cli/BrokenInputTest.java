package io.retune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.retune.encoder.TinyModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be used leads to exit code 2, one line that says place, found, expected and remedy, and no file. */
class BrokenInputTest {
    @TempDir
    Path folder;

    private Path model;
    private Path dataset;

    @BeforeEach
    void writeInputs() throws IOException {
        model = TinyModel.bert(folder.resolve("model"));
        dataset = Harbour.write(folder.resolve("harbour.json"));
    }

    /** Data sets, in a few lines each; '@' stands for a quotation mark. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        truncated      | {@queries@: {@q@: @text                                                       | the file ends inside queries; expected a complete JSON object; it may have been cut short: copy or write it again
        not JSON       | queries: q                                                                    | line 1 column 1: this is not JSON
        wrong type     | {@queries@: [], @corpus@: {}, @relevant_docs@: {}}                            | queries
        dangling id    | {@queries@:{@q@:@t@},@corpus@:{@d@:@t@},@relevant_docs@:{@q@:[@x@]},@queries_split@:{@val@:[@q@]}} | refers to document "x", which is not in corpus
        dangling query | {@queries@:{@q@:@t@},@corpus@:{@d@:@t@},@relevant_docs@:{@r@:[@d@]},@queries_split@:{@val@:[@q@]}} | "r"
        empty query    | {@queries@:{@q@:@ @},@corpus@:{@d@:@t@},@relevant_docs@:{@q@:[@d@]},@queries_split@:{@val@:[@q@]}} | query "q"
        empty passage  | {@queries@:{@q@:@t@},@corpus@:{@d@:@@},@relevant_docs@:{@q@:[@d@]},@queries_split@:{@val@:[@q@]}}  | "d"
        missing split  | {@queries@:{@q@:@t@},@corpus@:{@d@:@t@},@relevant_docs@:{@q@:[@d@]},@queries_split@:{@train@:[@q@]}} | there is no split "val"
        two splits     | {@queries@:{@q@:@t@},@corpus@:{@d@:@t@},@relevant_docs@:{@q@:[@d@]},@queries_split@:{@train@:[@q@],@val@:[@q@]}} | "q"
        no corpus      | {@queries@:{@q@:@t@},@relevant_docs@:{@q@:[@d@]}}                             | corpus
        """)
    void brokenDataSets(String kind, String text, String expected) throws IOException {
        Path file = folder.resolve("broken.json");
        Files.writeString(file, text.replace('@', '"'));
        assertThat(refused("evaluate", file.toString(), "--model", model.toString()))
                .as(kind)
                .contains("broken")
                .contains(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        no such file   | evaluate nowhere.json --model M                       | nowhere.json
        no such model  | evaluate D --model nowhere                            | model "nowhere": there is no such folder
        unknown flag   | evaluate D --model M --topk 5                         | Unknown options: '--topk', '5'; did you mean --top-k?; see retune evaluate --help
        small top k    | evaluate D --model M --top-k 3                        | --top-k: found 3, expected 10 or more
        bad length     | evaluate D --model M --max-length 1000                | --max-length: found 1000, expected 3 to 64 for
        bad dtype      | evaluate D --model M --dtype int8                     | int8
        no output dir  | mine D --model M -o X/none/out.json                   | none does not exist; create it or choose another
        same output    | mine D --model M -o D                                 | is also the data set to mine
        bad range      | mine D --model M --range-min 9 --range-max 3 -o X/o.json | range is 9 to 3
        bad epochs     | train D --model M --epochs 0 -o X/c                   | epochs is 0, expected 1 or more
        bad method     | train D --model M --method prompt -o X/c              | Invalid value for option '--method': expected one of [full, lora, nudge-m, nudge-n] but was 'prompt'; see retune train --help
        bad criterion  | train D --model M --method nudge-n --gamma-by x -o X/c | Invalid value for option '--gamma-by': expected one of [top-1, ndcg-at-10] but was 'x'
        lora's flag    | train D --model M --lora-rank 4 -o X/c               | --lora-rank: has no effect with --method full; expected --method lora; leave the flag out or choose another method
        lora's module  | train D --model M --lora-target query -o X/c         | --lora-target: has no effect with --method full; expected --method lora
        full's flag    | train D --model M --method lora --freeze-embeddings -o X/c | --freeze-embeddings: has no effect with --method lora; expected --method full
        nudge's flag   | train D --model M --method lora --gamma 0.1 -o X/c   | --gamma: has no effect with --method lora; expected --method nudge-m or nudge-n
        steps' flag    | train D --model M --method nudge-n --epochs 2 -o X/c | --epochs: has no effect with --method nudge-n; expected --method full or lora
        loss' flag     | train D --model M --method nudge-n --loss guided -o X/c | --loss: has no effect with --method nudge-n; expected --method full or lora
        sweep's flag   | train D --model M --method nudge-m --alphas 1 -o X/c | --alphas: has no effect with --method nudge-m; expected --method full or lora
        refinement     | train D --model M --method nudge-m --layer-decay 0.9 -o X/c | --layer-decay: has no effect with --method nudge-m; expected --method full or lora
        bad alphas     | train D --model M --alphas 0.5,2 -o X/c              | sweep: alphas is [0.5, 2.0], expected one to 6 ascending numbers
        lora dropout   | train D --model M --method lora --lora-dropout 0.1 -o X/c | LoRA dropout is 0.1, expected 0: the adapter is added to the weights before
        one model      | merge M -o X/c                                       | MODEL
        few weights    | merge M M M --weight 0.5 -o X/c                      | --weight: found 1 for 3 models, expected 2: one for each model after the first
        large weights  | merge M M --weight 1.5 -o X/c                        | weights [1.5] add up to 1.5, expected at most 1
        output exists  | train D --model M -o M                                | exists already; expected a new folder
        no sweep       | merge M M --guard D -o X/c                            | --guard: has no effect without --dataset, and nothing would be checked; add --dataset or leave the flag out
        no line        | merge M M --alphas 1 -o X/c                           | --alphas: has no effect without --dataset
        merge's json   | merge M M --dataset D --json D -o X/c                 | is also named elsewhere in this command; expected a file of its own
        guard's json   | train D --model M --guard X/rows.jsonl --json X/rows.jsonl -o X/c | is also named elsewhere in this command
        more's json    | train D --model M --with X/rows.jsonl --json X/rows.jsonl -o X/c | is also named elsewhere in this command
        ablate's page  | ablate D --model M --markdown D -o X/c                | --markdown
        arms alike     | ablate D --model M --negatives-per-query 0 -o X/c    | --negatives-per-query: found 0, expected 1 or more: without hard negatives all arms are the same
        page and json  | ablate D --model M --markdown X/p --json X/p -o X/c   | is also named elsewhere in this command
        no margins     | train D --model M --loss margin-mse --teacher M --teacher-scale 0 -o X/c | teacher scale is 0.0, expected a positive number
        bad guide      | train D --model M --loss guided --guide-margin 3 -o X/c | margin is 3.0, expected 0 to 2
        no guide       | train D --model M --guide-margin 0.1 -o X/c           | --guide-margin: has no effect with --loss in-batch; expected --loss guided
        no teacher     | train D --model M --teacher-scale 2 -o X/c            | --teacher-scale: has no effect with --loss in-batch; expected --loss margin-mse
        no cosines     | train D --model M --loss margin-mse --scale 20 -o X/c | --scale: has no effect with --loss margin-mse; expected --teacher-scale
        no negatives   | train D --model M --loss margin-mse --negatives-per-query 0 -o X/c | --negatives-per-query: found 0, expected 1 or more for --loss margin-mse
        infinite scale | train D --model M --scale Infinity -o X/c             | scale is Infinity, expected a positive number
        wide vectors   | train D --model M --matryoshka 32,64 -o X/c           | has vectors of 32 dimensions, expected no more; leave larger ones out
        bad margin     | compare D --base M --candidate M --margin 2           | --margin: found 2.0, expected 0 or more
        unknown format | convert csv D -o X/out.json                           | csv
        wrong columns  | convert infgrad X/rows.jsonl -o X/out.json            | line 1: no column for the query: found "question", "answer"
        """)
    void brokenCommands(String kind, String command, String expected) throws IOException {
        Files.writeString(folder.resolve("rows.jsonl"), "{\"question\": \"a\", \"answer\": \"b\"}\n");
        String[] args = Stream.of(command.split(" "))
                .map(word -> switch (word) {
                    case "D" -> dataset.toString();
                    case "M" -> model.toString();
                    default -> word.replaceFirst("^X", folder.toString());
                })
                .toArray(String[]::new);
        assertThat(refused(args)).as(kind).contains(expected);
        assertThat(folder.resolve("out.json")).doesNotExist();
        assertThat(folder.resolve("c")).doesNotExist();
    }

    @Test
    void weightsWithAHugeHeader() throws IOException {
        Path weights = model.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, Long.MAX_VALUE);
        Files.write(weights, bytes);
        assertThat(refused("evaluate", dataset.toString(), "--model", model.toString()))
                .startsWith("error: " + weights + ": states a header of 9223372036854775807 bytes, expected 2 to ");
    }

    @Test
    void aCheckpointWithAChangedFile() throws IOException {
        CommandRun trained = CommandRun.of(
                folder.resolve("home"),
                "train",
                dataset.toString(),
                "--model",
                model.toString(),
                "--dtype",
                "fp32",
                "--learning-rate",
                "2e-3",
                "-o",
                folder.resolve("checkpoint").toString());
        assertThat(trained.exitCode()).as(trained.err()).isZero();
        Files.writeString(folder.resolve("checkpoint/tokenizer.json"), "{}");
        assertThat(refused(
                        "evaluate",
                        dataset.toString(),
                        "--model",
                        folder.resolve("checkpoint").toString()))
                .startsWith("error: " + folder.resolve("checkpoint/tokenizer.json") + ": sha256 is ")
                .endsWith(" from manifest.json; the file was changed or damaged: restore it");
    }

    @Test
    void aMisspeltVariableIsAnErrorNotADefault() {
        CommandRun run =
                CommandRun.of(Map.of("RETUNE_HOEM", "x"), "evaluate", dataset.toString(), "--model", model.toString());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .isEqualTo("error: environment: found RETUNE_HOEM, expected one of RETUNE_HOME, RETUNE_JAVA_OPTS,"
                        + " RETUNE_LLM_API_KEY, RETUNE_LLM_BASE_URL, RETUNE_LLM_MODEL, RETUNE_LLM_PROVIDER,"
                        + " RETUNE_TEST_QDRANT, RETUNE_URL_EMBED, RETUNE_URL_EVAL, RETUNE_URL_SYNTH,"
                        + " RETUNE_URL_TRAIN; correct or unset it" + System.lineSeparator());
    }

    @Test
    void aLineOfTextsThatIsNotJson() throws IOException {
        Path texts = folder.resolve("texts.jsonl");
        Files.writeString(texts, "\"fine\"\nnot fine\n");
        assertThat(refused(
                        "encode",
                        texts.toString(),
                        "--model",
                        model.toString(),
                        "-o",
                        folder.resolve("v.npy").toString()))
                .isEqualTo(
                        "error: " + texts + " line 2: found \"not fine\"; expected a JSON string, or an object with the"
                                + " key \"text\" and a string; correct the line");
        assertThat(folder.resolve("v.npy")).doesNotExist();
    }

    /** Runs a command that must be refused and returns its one line. */
    private String refused(String... args) {
        CommandRun run = CommandRun.of(folder.resolve("home"), args);
        assertThat(run.exitCode()).as(run.err() + run.out()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        List<String> lines = run.err().lines().toList();
        String last = lines.get(lines.size() - 1);
        assertThat(last).startsWith("error: ");
        assertThat(run.err()).doesNotContain("\tat ");
        return last;
    }
}
