package io.retune.synthesis.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.retune.dataset.RagDataset;
import io.retune.synthesis.Cancellation;
import io.retune.synthesis.FilterOptions;
import io.retune.synthesis.Outcome;
import io.retune.synthesis.SynthesisInput;
import io.retune.synthesis.SynthesisListener;
import io.retune.synthesis.SynthesisResult;
import io.retune.synthesis.Synthesizer;
import io.retune.synthesis.SyntheticPair;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExtractivePairsTest {
    @Test
    void asksForTheRarestWordsOfTheMostTellingSentence() {
        SynthesisResult result = extract(
                1,
                Map.of(
                        "en", "It is used in the house. Foxglove contains digitoxin, a cardiac glycoside. It is good.",
                        "other", "It is used in the garden. The house is good, a garden in the house is good.",
                        "short", "Yes."));
        assertThat(result.pairs())
                .extracting(SyntheticPair::question, SyntheticPair::answer)
                .contains(tuple(
                        "Foxglove contains digitoxin a cardiac glycoside",
                        "Foxglove contains digitoxin, a cardiac glycoside."));
        assertThat(result.pairs()).extracting(SyntheticPair::passageId).doesNotContain("short");
        assertThat(result.source()).startsWith("extractive: no language model was asked");
        assertThat(result.counts().with(Outcome.EXTRACTED)).isEqualTo(3);
        assertThat(result.counts().calls().requests()).isZero();
    }

    @Test
    void asksForTheMostTellingClauseOfChinese() {
        Map<String, String> corpus = new LinkedHashMap<>();
        corpus.put("zh", "感谢您的咨询。党参可以降低血脂，促进代谢。希望我的回答对您有帮助。");
        corpus.put("other", "感谢您的咨询。可以多喝水。希望我的回答对您有帮助。");
        SyntheticPair pair = extract(1, corpus).pairs().get(0);
        assertThat(pair.answer()).isEqualTo("党参可以降低血脂，促进代谢。");
        assertThat(pair.question()).isEqualTo("促进代谢");
    }

    @Test
    void cutsTextWithoutPunctuation() {
        String words = "alkylphenols human milk relations dietary habits central taiwan ".repeat(20);
        String han = "党参可以降低血脂促进代谢".repeat(50);
        SynthesisResult result = extract(2, Map.of("words", words, "han", han, "emoji", "😀".repeat(400) + " a b c"));
        assertThat(result.pairs()).extracting(SyntheticPair::passageId).contains("words", "han");
        assertThat(result.pairs()).allSatisfy(pair -> assertThat(pair.answer()).hasSizeLessThanOrEqualTo(240));
    }

    @Test
    void isDeterministicAndGivesADataSet() {
        Map<String, String> corpus = Map.of(
                "a", "Roses flower in June. They need sun and much water in the summer.",
                "b", "Oaks are trees that live for a thousand years. Acorns fall in autumn.");
        SynthesisResult first = extract(2, corpus);
        assertThat(extract(2, corpus)).isEqualTo(first);
        RagDataset dataset = first.toDataset("extracted", corpus);
        assertThat(dataset.split(RagDataset.TRAIN)).hasSize(4);
    }

    private static SynthesisResult extract(int pairs, Map<String, String> corpus) {
        return new Synthesizer(new ExtractivePairs(pairs), Optional.empty(), FilterOptions.defaults())
                .run(SynthesisInput.of(corpus), SynthesisListener.SILENT, Cancellation.NEVER);
    }
}
