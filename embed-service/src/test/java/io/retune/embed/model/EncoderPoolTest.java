package io.retune.embed.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.retune.embed.StackResource;
import io.retune.encoder.Dtype;
import io.retune.encoder.EncoderException;
import io.retune.encoder.Role;
import io.retune.encoder.TinyModel;
import io.retune.events.ModelReference;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In Quarkus, since native code is loaded once for all tests. */
@QuarkusTest
@WithTestResource(value = StackResource.class, scope = TestResourceScope.GLOBAL)
class EncoderPoolTest {
    @TempDir
    Path folder;

    private final List<String> opened = new ArrayList<>();

    private SharedEncoder open(ModelReference model) {
        opened.add(model.name());
        if (model.name().equals("broken") && opened.size() == 1) {
            throw new EncoderException("broken");
        }
        try {
            return new SharedEncoder(
                    TinyModel.open(TinyModel.bert(folder.resolve(opened.size() + model.name())), Dtype.FP32),
                    folder.resolve("vectors"),
                    (texts, tokens) -> {});
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void use(EncoderPool pool, String model) {
        try (EncoderLease lease = pool.lease(ModelReference.of(model))) {
            assertThat(lease.encoder().encode(Role.QUERY, List.of("text")).vectors())
                    .hasNumberOfRows(1);
        }
    }

    @Test
    void theOneUnusedForLongestMakesRoom() {
        try (EncoderPool pool = new EncoderPool(2, this::open)) {
            for (String model : List.of("a", "b", "a", "c", "a", "b")) {
                use(pool, model);
            }
        }
        assertThat(opened).containsExactly("a", "b", "c", "b");
    }

    @Test
    void whatIsInUseStaysOpenEvenOverTheLimit() {
        try (EncoderPool pool = new EncoderPool(1, this::open);
                EncoderLease held = pool.lease(ModelReference.of("a"))) {
            use(pool, "b");
            assertThat(held.encoder()
                            .encode(Role.PASSAGE, List.of("still open"))
                            .tokens())
                    .isPositive();
            use(pool, "a");
        }
        assertThat(opened).containsExactly("a", "b");
    }

    @Test
    void nothingIsOpenedOrUsedOnceItIsClosed() {
        EncoderPool pool = new EncoderPool(1, this::open);
        SharedEncoder held;
        try (EncoderLease lease = pool.lease(ModelReference.of("a"))) {
            held = lease.encoder();
        }
        pool.close();
        assertThatThrownBy(() -> use(pool, "b"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the encoders are closed: the service stops");
        assertThatThrownBy(() -> held.encode(Role.QUERY, List.of("text")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the encoder is closed: the service stops");
        assertThat(opened).containsExactly("a");
    }

    @Test
    void aModelThatCouldNotBeOpenedIsTriedAgain() {
        try (EncoderPool pool = new EncoderPool(1, this::open)) {
            assertThatThrownBy(() -> use(pool, "broken")).isInstanceOf(EncoderException.class);
            use(pool, "broken");
        }
        assertThat(opened).containsExactly("broken", "broken");
    }
}
