package io.retune.embed.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.retune.artifacts.ArtifactStore;
import io.retune.embed.StackResource;
import io.retune.events.ModelReference;
import io.retune.vectors.Point;
import io.retune.vectors.VectorStore;
import io.retune.vectors.VectorStoreException;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Of generations without a record, so that no follower is in the way. */
@QuarkusTest
@WithTestResource(value = StackResource.class, scope = TestResourceScope.GLOBAL)
class GenerationCollectionsTest {
    private static final ModelReference MODEL = ModelReference.of("tiny");

    @Inject
    GenerationCollections collections;

    @Inject
    Generations generations;

    @Inject
    VectorStore vectors;

    @Inject
    ArtifactStore store;

    private static Generation generation(String index) {
        return new Generation(index, "first", MODEL, "identity", 2, Instant.EPOCH);
    }

    private String storeId() {
        return new String(store.read("store-id").orElseThrow(), StandardCharsets.UTF_8);
    }

    @Test
    void aCollectionHasAGroupOfItsOwnEachTimeItIsMade() {
        Generation generation = generation("made");
        Incarnation first = collections.prepare(generation);
        assertThat(collections.prepare(generation)).isEqualTo(first);
        vectors.deleteCollection(generation.collection());
        assertThat(collections.exists(generation)).isFalse();
        assertThat(collections.applied(generation)).isEmpty();
        Incarnation second = collections.prepare(generation);
        assertThat(second.topic()).isEqualTo(first.topic());
        assertThat(second.group()).startsWith("retune-generation-made--first-").isNotEqualTo(first.group());
    }

    @Test
    void aCollectionOfAnotherLogIsMadeAnew() {
        // Given
        Generation generation = generation("moved");
        collections.prepare(generation("any"));
        Incarnation old = Incarnation.draw(generation, "another topic");
        vectors.createCollection(old.spec(storeId()));
        vectors.upsert(
                generation.collection(), List.of(new Point("stale", new float[] {1, 0}, "stale", "hash", 9, Map.of())));
        // When
        Incarnation now = collections.prepare(generation);
        // Then
        assertThat(now.topic()).isNotEqualTo("another topic");
        assertThat(now.id()).isNotEqualTo(old.id());
        assertThat(vectors.count(generation.collection())).isZero();
    }

    @Test
    void aCollectionOfAnotherInstallationIsRefusedAndKept() {
        Generation generation = generation("shared");
        vectors.createCollection(Incarnation.draw(generation, "topic").spec("another store"));
        assertThatThrownBy(() -> collections.prepare(generation))
                .isInstanceOf(VectorStoreException.class)
                .hasMessageStartingWith("collection shared--first: found 2 dimensions and metadata ")
                .hasMessageEndingWith(
                        ": it is not this installation's; delete it if nothing needs it, or use another index");
        generations.removeLeftovers("shared");
        assertThat(collections.exists(generation)).isTrue();
    }

    @Test
    void whatARemovalLeftBehindIsDeleted() {
        Generation generation = generation("left");
        collections.prepare(generation);
        generations.removeLeftovers("left");
        assertThat(collections.exists(generation)).isFalse();
    }
}
