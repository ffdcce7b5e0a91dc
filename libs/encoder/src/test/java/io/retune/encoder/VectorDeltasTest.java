package io.retune.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.retune.encoder.graph.Torch;
import io.retune.encoder.model.EncoderWeights;
import io.retune.encoder.model.ModelFolder;
import io.retune.encoder.model.Sha256;
import io.retune.encoder.model.VectorDeltas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VectorDeltasTest {
    private static final int WIDTH = 32;
    private static final List<String> TEXTS = List.of("ebb", "flood", "slack");

    @TempDir
    Path temporary;

    private ModelFolder base;

    @BeforeEach
    void writeModel() throws IOException {
        base = ModelFolder.open("tiny", TinyModel.bert(temporary.resolve("model")));
    }

    @Test
    void areAddedToTheirPassagesWhoeverEncodes() {
        ModelFolder moved = write("moved", deltas(false, 0.5f));
        float[][] before = encode(base, Role.PASSAGE);
        float[][] after = encode(moved, Role.PASSAGE);

        assertThat(after[0]).isEqualTo(before[0]);
        assertThat(after[2]).isEqualTo(before[2]);
        for (int i = 0; i < WIDTH; i++) {
            assertThat(after[1][i]).isCloseTo(before[1][i] + 0.5f, within(1e-6f));
        }
        assertThat(encode(moved, Role.QUERY)).isDeepEqualTo(encode(base, Role.QUERY));
        // Twice: what the cache keeps is without deltas.
        assertThat(encodeCached(moved, 3)).isDeepEqualTo(after);
        assertThat(encodeCached(moved, 0)).isDeepEqualTo(after);
        assertThat(encodeCached(base, 0)).isDeepEqualTo(before);
    }

    @Test
    void keepLengthOneIfTheyWereMadeTo() {
        float[] vector = encode(write("moved", deltas(true, 0.5f)), Role.PASSAGE)[1];
        double squared = 0;
        for (float value : vector) {
            squared += value * value;
        }
        assertThat(squared).isCloseTo(1, within(1e-6));
    }

    @Test
    void areOfOtherWeightsNoConcern() {
        ModelFolder moved = write("moved", deltas(false, 0.5f));
        try (var manager = Torch.newManager();
                EncoderWeights weights = moved.readWeights(manager);
                TextEncoder encoder = TextEncoder.open(moved, weights, Dtype.FP32)) {
            assertThat(encoder.deltas()).isEmpty();
            assertThat(encoder.identity()).isEqualTo(identity(base));
        }
    }

    @Test
    void canBeLeftOut() {
        ModelFolder alone = write("moved", deltas(false, 0.5f)).withoutDeltas();

        alone.requireNoDeltas();
        assertThat(identity(alone.withMaxTokens(alone.description().maxTokens())))
                .isEqualTo(identity(base));
    }

    @Test
    void changeThePassageIdentityOnly() {
        ModelIdentity identity = identity(write("moved", deltas(false, 0.5f)));

        assertThat(identity.passage()).isNotEqualTo(identity(base).passage());
        assertThat(identity.query()).isEqualTo(identity(base).query());
        assertThat(identity(write("same", deltas(false, 0.5f)))).isEqualTo(identity);
        assertThat(identity(write("further", deltas(false, 0.6f)))).isNotEqualTo(identity);
        assertThat(identity(write("scaled", deltas(true, 0.5f)))).isNotEqualTo(identity);
    }

    @Test
    void areReadBackAsWritten() {
        VectorDeltas read = write("moved", deltas(true, 0.25f)).readDeltas().orElseThrow();

        assertThat(read.digest()).isEqualTo(deltas(true, 0.25f).digest());
        assertThat(read.origin()).isEqualTo(new VectorDeltas.Origin("nudge-n", 0.1, true));
        assertThat(read.count()).isEqualTo(1);
        assertThat(base.readDeltas()).isEmpty();
    }

    @Test
    void knowWhoseTextHasChanged() {
        VectorDeltas deltas = deltas(true, 0.25f);

        assertThat(deltas.isOutdated("d1", Sha256.of("flood"))).isFalse();
        assertThat(deltas.isOutdated("d1", Sha256.of("high water"))).isTrue();
        assertThat(deltas.isOutdated("d2", Sha256.of("high water"))).isFalse();
    }

    @Test
    void areRefusedWhenDamaged() throws IOException {
        write("moved", deltas(true, 0.25f));
        Path folder = temporary.resolve("moved");
        Files.delete(folder.resolve("manifest.json"));
        Path values = folder.resolve("vector_deltas.safetensors");
        String expected = Sha256.of(values);
        byte[] bytes = Files.readAllBytes(values);
        byte[] changed = bytes.clone();
        changed[changed.length - 1] ^= 1;
        Files.write(values, changed);
        assertRefused(
                folder,
                values + ": sha256 is " + Sha256.of(values) + ", expected " + expected
                        + " from vector_deltas.json; the file was changed or damaged: restore it");

        Files.delete(values);
        assertRefused(
                folder,
                values + ": cannot be read (NoSuchFileException), but vector_deltas.json describes it; restore it");

        Files.write(values, bytes);
        Path description = folder.resolve("vector_deltas.json");
        Files.writeString(description, Files.readString(description).replace(Sha256.of("flood"), "spring"));
        assertRefused(
                folder,
                description + ": content hash \"spring\", expected the 64 hexadecimal digits of a sha256; the file is"
                        + " damaged: restore it");

        Files.delete(description);
        assertRefused(
                folder,
                description + ": cannot be read (NoSuchFileException); a model folder has this file: check the path");
    }

    @Test
    void ofAnotherWidthAreRefused() {
        VectorDeltas wide = new VectorDeltas(
                new VectorDeltas.Origin("nudge-m", 1, false),
                List.of(Sha256.of("flood")),
                Map.of(),
                VectorMatrix.zeros(1, WIDTH + 1));
        write("wide", wide);
        assertRefused(
                temporary.resolve("wide"),
                temporary.resolve("wide") + ": vector deltas have 33 dimensions, expected the model's 32; take both"
                        + " from one checkpoint");
    }

    @Test
    void mustFitTogether() {
        VectorDeltas.Origin origin = new VectorDeltas.Origin("nudge-m", 1, false);
        List<String> hash = List.of(Sha256.of("flood"));
        assertThatThrownBy(() -> new VectorDeltas(origin, hash, Map.of(), VectorMatrix.zeros(2, 1)))
                .hasMessage("2 vector deltas for 1 content hashes, 1 of them distinct; expected one delta per distinct"
                        + " hash");
        assertThatThrownBy(() -> new VectorDeltas(origin, hash, Map.of("d", 1), VectorMatrix.zeros(1, 1)))
                .hasMessage("document \"d\" has the vector delta in row 1, expected 0 to 0");
        VectorMatrix notFinite = new VectorMatrix(1, 1, new float[] {Float.NaN});
        assertThatThrownBy(() -> new VectorDeltas(origin, hash, Map.of(), notFinite))
                .hasMessage("vector delta in row 0 holds NaN, expected finite numbers");
    }

    private static void assertRefused(Path folder, String message) {
        assertThatThrownBy(() -> TextEncoder.open(ModelFolder.open("moved", folder), Dtype.FP32))
                .isInstanceOf(EncoderException.class)
                .hasMessage(message);
    }

    /** A delta for "flood". */
    private static VectorDeltas deltas(boolean unitNorm, float value) {
        VectorMatrix values = VectorMatrix.zeros(1, WIDTH);
        Arrays.fill(values.values(), value);
        return new VectorDeltas(
                new VectorDeltas.Origin("nudge-n", 0.1, unitNorm),
                List.of(Sha256.of("flood")),
                Map.of("d1", 0),
                values);
    }

    private ModelFolder write(String name, VectorDeltas deltas) {
        try (var manager = Torch.newManager();
                EncoderWeights weights = base.readWeights(manager)) {
            base.writeCheckpoint(temporary.resolve(name), weights, deltas);
        }
        return ModelFolder.open(name, temporary.resolve(name));
    }

    private static float[][] encode(ModelFolder model, Role role) {
        try (TextEncoder encoder = TextEncoder.open(model, Dtype.FP32)) {
            return encoder.encode(role, TEXTS);
        }
    }

    private float[][] encodeCached(ModelFolder model, int expectedNew) {
        try (TextEncoder encoder = TextEncoder.open(model, Dtype.FP32);
                CachedEncoder cached = new CachedEncoder(encoder, temporary.resolve("cache"))) {
            VectorMatrix made = cached.encode(Role.PASSAGE, TEXTS, Progress.NONE);
            assertThat(cached.encodedTexts()).isEqualTo(expectedNew);
            return new float[][] {made.row(0), made.row(1), made.row(2)};
        }
    }

    private static ModelIdentity identity(ModelFolder model) {
        try (TextEncoder encoder = TextEncoder.open(model, Dtype.FP32)) {
            return encoder.identity();
        }
    }
}
