package io.retune.dataset.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.retune.dataset.RagDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SquadConverterTest {
    @TempDir
    private Path folder;

    @Test
    void paragraphsArePassagesAndQuestionsQueries() throws IOException {
        Conversion conversion = convert(
                """
                {"version": "v2.0", "data": [
                  {"title": "T", "paragraphs": [
                    {"context": "one", "qas": [
                      {"id": "1", "question": "a?", "is_impossible": false,
                       "answers": [{"text": "first", "answer_start": 0}, {"text": "other", "answer_start": 0}]},
                      {"id": "2", "question": "b?", "is_impossible": true, "answers": []}]},
                    {"context": "two", "qas": [
                      {"id": "3", "question": "a?", "answers": [{"text": "second", "answer_start": 0}]}]}]},
                  {"title": "U", "paragraphs": [
                    {"context": "three", "qas": [
                      {"id": "4", "question": "c?", "answers": [{"text": "third", "answer_start": 0}]},
                      {"id": "5", "question": "d?", "answers": []},
                      {"id": "6", "question": " ", "answers": [{"text": "x", "answer_start": 0}]}]}]}]}
                """);

        RagDataset dataset = conversion.dataset();
        assertThat(dataset.queries()).containsExactly(Map.entry("q-0", "a?"), Map.entry("q-1", "c?"));
        assertThat(dataset.corpus().values()).containsExactly("one", "two", "three");
        assertThat(dataset.relevantDocs())
                .isEqualTo(Map.of("q-0", Map.of("doc-0", 1, "doc-1", 1), "q-1", Map.of("doc-2", 1)));
        assertThat(dataset.referenceAnswers()).isEqualTo(Map.of("q-0", "first", "q-1", "third"));
        assertThat(conversion.report().rows()).isEqualTo(6);
        assertThat(conversion.report().skipped())
                .isEqualTo(Map.of("question without an answer in its paragraph", 2L, "row without a question", 1L));
        assertThat(conversion.report().notes()).hasSize(1);
    }

    @Test
    void saysWhatIsNotSquad() {
        assertThatThrownBy(() -> convert("{\"version\": \"1\", \"data\": {}}"))
                .hasMessage("squad.json: there is no list \"data\" at the top; expected SQuAD's {\"data\":"
                        + " [{\"paragraphs\": [{\"context\": ..., \"qas\": [...]}]}]}; choose another format or check"
                        + " the file");
        assertThatThrownBy(() -> convert("{\"data\": [{\"paragraphs\": [{\"context\": null, \"qas\": []}]}]}"))
                .hasMessageContaining("has no \"context\"; expected SQuAD's JSON");
        assertThatThrownBy(() -> convert("[]"))
                .hasMessage("squad.json: there is no list \"data\" at the top; expected SQuAD's {\"data\":"
                        + " [{\"paragraphs\": [{\"context\": ..., \"qas\": [...]}]}]}; choose another format or check"
                        + " the file");
        assertThatThrownBy(() -> convert("{\"data\": [{\"title\": \"T\"}]}"))
                .hasMessage("squad.json: after 0 questions, \"{\"title\":\"T\"}\" has no \"paragraphs\"; expected"
                        + " SQuAD's JSON; choose another format or correct the file");
        assertThatThrownBy(() -> convert("{\"data\": [{\"paragraphs\": ["))
                .hasMessage("squad.json line 1 column 27: the file ends inside the data; expected a complete JSON"
                        + " object; it may have been cut short: copy or write it again");
        assertThatThrownBy(() -> convert("{\"data\": [}"))
                .hasMessage("squad.json line 1 column 11: this is not JSON, in the data: Unexpected close marker '}':"
                        + " expected ']' (for Array starting at line 1 column 10); correct it there or write the file"
                        + " again");
    }

    private Conversion convert(String json) throws IOException {
        Path file = Files.writeString(folder.resolve("squad.json"), json);
        return Converters.byName("squad").convert(file, ConvertOptions.DEFAULTS);
    }
}
