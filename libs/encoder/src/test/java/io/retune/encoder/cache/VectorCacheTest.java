package io.retune.encoder.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.retune.encoder.EncoderException;
import io.retune.encoder.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VectorCacheTest {
    private static final int DIMENSIONS = 3;
    private static final String IDENTITY = "model-a";

    @TempDir
    Path folder;

    @Test
    void whatWasFlushedIsThereAfterReopening() {
        try (VectorCache cache = open(IDENTITY, Role.PASSAGE)) {
            put(cache, "one", 1);
            put(cache, "two", 2);
            cache.flush();
            assertHas(cache, "one", 1);
        }
        try (VectorCache cache = open(IDENTITY, Role.PASSAGE)) {
            assertHas(cache, "one", 1);
            assertHas(cache, "two", 2);
            assertLacks(cache, "three");
        }
    }

    @Test
    void modelsAndRolesDoNotShareVectors() {
        try (VectorCache cache = open(IDENTITY, Role.PASSAGE)) {
            put(cache, "one", 1);
        }
        try (VectorCache query = open(IDENTITY, Role.QUERY);
                VectorCache other = open("model-b", Role.PASSAGE)) {
            assertLacks(query, "one");
            assertLacks(other, "one");
        }
    }

    @Test
    void aProcessKilledInTheMiddleOfAWriteLeavesWholeBatchesOnly() throws IOException {
        // Given one complete batch and a second one of two records
        try (VectorCache cache = open(IDENTITY, Role.PASSAGE)) {
            put(cache, "first", 1);
            cache.flush();
            put(cache, "second", 2);
            put(cache, "third", 3);
        }
        Path segment = segment();
        byte[] whole = Files.readAllBytes(segment);
        int recordBytes = RecordFormat.of(IDENTITY, Role.PASSAGE, DIMENSIONS).recordBytes();

        // When the second batch is cut at every byte
        for (int length = whole.length - 2 * recordBytes; length < whole.length; length++) {
            Files.write(segment, java.util.Arrays.copyOf(whole, length));
            try (VectorCache cache = open(IDENTITY, Role.PASSAGE)) {
                // Then it is not there at all, the first is, and the cache goes on
                assertHas(cache, "first", 1);
                assertLacks(cache, "second");
                assertLacks(cache, "third");
                put(cache, "second", 20);
            }
            try (VectorCache cache = open(IDENTITY, Role.PASSAGE)) {
                assertHas(cache, "first", 1);
                assertHas(cache, "second", 20);
                assertLacks(cache, "third");
            }
        }
    }

    @Test
    void aRecordThatChangedOnDiskIsNotRead() throws IOException {
        try (VectorCache cache = open(IDENTITY, Role.PASSAGE)) {
            put(cache, "one", 1);
        }
        Path segment = segment();
        byte[] bytes = Files.readAllBytes(segment);
        bytes[RecordFormat.HEADER_BYTES + RecordFormat.HASH_BYTES + 1] ^= 4;
        Files.write(segment, bytes);

        try (VectorCache cache = open(IDENTITY, Role.PASSAGE)) {
            assertLacks(cache, "one");
        }
    }

    @Test
    void twoWritersUseSegmentsOfTheirOwn() {
        try (VectorCache one = open(IDENTITY, Role.PASSAGE);
                VectorCache two = open(IDENTITY, Role.PASSAGE)) {
            put(one, "one", 1);
            one.flush();
            put(two, "two", 2);
            two.flush();
            put(one, "three", 3);
            one.flush();
        }
        try (VectorCache cache = open(IDENTITY, Role.PASSAGE)) {
            assertHas(cache, "one", 1);
            assertHas(cache, "two", 2);
            assertHas(cache, "three", 3);
        }
    }

    @Test
    void aFullSegmentIsFollowedByAnother() throws IOException {
        try (VectorCache cache = VectorCache.open(folder, IDENTITY, Role.PASSAGE, DIMENSIONS, 400)) {
            for (int i = 0; i < 20; i++) {
                put(cache, "text " + i, i);
                cache.flush();
            }
        }
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(file -> file.toString().endsWith(".vectors")))
                    .hasSizeGreaterThan(5);
        }
        try (VectorCache cache = open(IDENTITY, Role.PASSAGE)) {
            for (int i = 0; i < 20; i++) {
                assertHas(cache, "text " + i, i);
            }
        }
    }

    @Test
    void aFileOfAnotherKindIsRefused() throws IOException {
        try (VectorCache cache = open(IDENTITY, Role.PASSAGE)) {
            put(cache, "one", 1);
        }
        Path segment = segment();
        Files.writeString(segment, "not a segment ".repeat(40));

        assertThatThrownBy(() -> open(IDENTITY, Role.PASSAGE))
                .isInstanceOf(EncoderException.class)
                .hasMessageStartingWith(segment + ": header is \"not a segment not a segment")
                .hasMessageEndingWith("\", expected \"retune-vectors version=1 role=passage dimensions=3"
                        + " identity=model-a\"; the file is damaged or not of this cache: remove it");
    }

    private VectorCache open(String identity, Role role) {
        return VectorCache.open(folder, identity, role, DIMENSIONS);
    }

    private Path segment() throws IOException {
        try (Stream<Path> files = Files.walk(folder.toRealPath())) {
            return files.filter(file -> file.toString().endsWith(".vectors"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void put(VectorCache cache, String text, float value) {
        cache.put(hash(text), new float[] {-1, value, value + 1, value + 2}, 1);
    }

    private static void assertHas(VectorCache cache, String text, float value) {
        float[] target = new float[DIMENSIONS + 1];
        assertThat(cache.get(hash(text), target, 1)).as(text).isTrue();
        assertThat(target).containsExactly(0, value, value + 1, value + 2);
    }

    private static void assertLacks(VectorCache cache, String text) {
        float[] target = new float[DIMENSIONS];
        assertThat(cache.get(hash(text), target, 0)).as(text).isFalse();
        assertThat(target).containsOnly(0);
    }

    private static byte[] hash(String text) {
        try {
            return java.security.MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
