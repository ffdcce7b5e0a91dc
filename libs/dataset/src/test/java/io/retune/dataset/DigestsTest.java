package io.retune.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The two values were computed by Python 3.11's hashlib over the same layout: {@code T(s) = struct.pack(">i",
 * len(s.encode())) + s.encode()}, {@code N(n) = struct.pack(">i", n)}; corpus: {@code T("retune corpus 1") + T("doc-1")
 * + T("一") + T("doc-2") + T("two")}; split: {@code T("retune split 1") + T("q-1") + T("first?") + N(2) + T("doc-1") +
 * N(2) + T("doc-2") + N(0) + T("q-2") + T("second?") + N(1) + T("doc-2") + N(1)}.
 */
class DigestsTest {

    @Test
    void areWhatTheirLayoutSaysWhateverTheOrder() {
        RagDataset dataset = RagDataset.builder("set")
                .query("q-2", "second?")
                .query("q-1", "first?")
                .passage("doc-2", "two")
                .passage("doc-1", "一")
                .relevant("q-2", "doc-2")
                .relevant("q-1", "doc-2", 0)
                .relevant("q-1", "doc-1", 2)
                .split("val", List.of("q-2", "q-1"))
                .build();

        assertThat(dataset.corpusDigest())
                .isEqualTo("8268b5bfc53530ab41f00aba77eb05c4d17b79fbef640ac90379795f5270f6bb");
        assertThat(dataset.splitDigest("val"))
                .isEqualTo("1d25d97445c00959ff17d54c3a22e5e1ba3dc818d5875b4d0e647b081b21f36a");
    }

    @Test
    void tellEveryChangeOfASplitApart() {
        String base = digest("q-1", "first?", "doc-1", 1);

        assertThat(List.of(
                        digest("q-2", "first?", "doc-1", 1),
                        digest("q-1", "second?", "doc-1", 1),
                        digest("q-1", "first?", "doc-2", 1),
                        digest("q-1", "first?", "doc-1", 2)))
                .doesNotHaveDuplicates()
                .doesNotContain(base);
        assertThat(digest("q-1", "first?", "doc-1", 1)).isEqualTo(base);
    }

    private static String digest(String query, String text, String document, int grade) {
        return RagDataset.builder("set")
                .query(query, text)
                .passage("doc-1", "one")
                .passage("doc-2", "two")
                .relevant(query, document, grade)
                .split("val", List.of(query))
                .build()
                .splitDigest("val");
    }
}
