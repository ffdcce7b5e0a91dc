package io.retune.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The values of the store's interface: what cannot be used cannot be made. */
class ValuesTest {
    @Test
    void addressesAreCheckedAndHideTheKey() {
        assertThat(new QdrantAddress("qdrant.example", 6334, true, Optional.of("secret")))
                .hasToString("qdrant.example:6334");
        refused(
                () -> QdrantAddress.plain(" ", 6334),
                "Qdrant address: the host is missing; name one, such as localhost");
        refused(
                () -> QdrantAddress.plain("localhost", 65_536),
                "Qdrant address: found port 65536, expected 1 to 65535; Qdrant's gRPC port is usually 6334");
        refused(
                () -> new QdrantAddress("localhost", 6334, false, Optional.of("")),
                "Qdrant address: the API key is blank; set one or leave it out");
    }

    @Test
    void collectionsAreChecked() {
        refused(() -> new CollectionSpec("", 4, Map.of()), "collection: the name is missing; every collection has one");
        refused(
                () -> new CollectionSpec("medical", 0, Map.of()),
                "collection \"medical\": found 0 dimensions, expected at least 1; take them from the model");
    }

    @Test
    void pointsAreChecked() {
        float[] vector = {1, 0};
        refused(
                () -> new Point("", vector, "text", "hash", 0, Map.of()),
                "point: the document id is missing; every point has one");
        refused(
                () -> new Point("a", new float[0], "text", "hash", 0, Map.of()),
                "point \"a\": the vector is missing; every point has one");
        refused(
                () -> new Point("a", vector, null, "hash", 0, Map.of()),
                "point \"a\": the text is missing; every point has one");
        refused(
                () -> new Point("a", vector, "text", null, 0, Map.of()),
                "point \"a\": the content hash is missing; every point has one");
        refused(
                () -> new Point("a", new float[] {1, Float.NaN}, "text", "hash", 0, Map.of()),
                "point \"a\": found NaN at index 1 of the vector, expected a finite number; check the model");
        refused(
                () -> new Point("a", vector, "text", "hash", -1, Map.of()),
                "point \"a\": found log position -1, expected 0 or more; take it from the log");
    }

    @Test
    void textHasAKeyOfItsOwn() {
        refused(
                () -> VectorStore.connect(QdrantAddress.plain("localhost", 6334), "doc_id"),
                "payload: found \"doc_id\" as the key of the text, expected a name other than doc_id, content_hash and"
                        + " log_position; text_segment is the usual one");
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
