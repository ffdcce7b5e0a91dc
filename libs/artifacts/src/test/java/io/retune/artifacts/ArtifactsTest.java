package io.retune.artifacts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactsTest {
    private static final String WEIGHTS = "0123456789";
    private static final String CONFIG = "{}";

    /** Computed with {@code sha256sum}. */
    private static final String WEIGHTS_DIGEST = "84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882";

    private static final String CONFIG_DIGEST = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

    private static final String MANIFEST =
            """
            {
              "files" : {
                "1_Pooling/config.json" : {
                  "bytes" : 2,
                  "sha256" : "%s"
                },
                "model.safetensors" : {
                  "bytes" : 10,
                  "sha256" : "%s"
                }
              }
            }
            """
                    .formatted(CONFIG_DIGEST, WEIGHTS_DIGEST);

    @TempDir
    Path folder;

    private Path root;
    private FileArtifactStore store;

    @BeforeEach
    void open() throws IOException {
        root = folder.toRealPath().resolve("store");
        store = new FileArtifactStore(root);
    }

    @Test
    void publishesUnderTheDigestOfTheManifest() throws IOException {
        // When
        String artifact = store.publish("models", ArtifactsTest::checkpoint);
        // Then
        assertThat(artifact).isEqualTo("models/" + Sha256.of(MANIFEST.getBytes(UTF_8)));
        Path opened = store.open(artifact);
        assertThat(opened).isEqualTo(root.resolve(artifact));
        assertThat(opened.resolve("manifest.json")).hasContent(MANIFEST);
        assertThat(opened.resolve("model.safetensors")).hasContent(WEIGHTS);
        assertThat(store.exists(artifact)).isTrue();
        assertThat(root.resolve(".building")).isEmptyDirectory();
    }

    @Test
    void othersMayReadWhatTheUsersMaskAllows() throws IOException {
        // Given
        Set<PosixFilePermission> usual =
                Files.getPosixFilePermissions(Files.createDirectory(folder.resolve("ordinary")));
        // When
        Path opened = store.open(store.publish("models", ArtifactsTest::checkpoint));
        // Then
        assertThat(Files.getPosixFilePermissions(opened)).isEqualTo(usual);
    }

    @Test
    void publishingTwiceKeepsTheFirst() throws IOException {
        // Given
        String first = store.publish("models", ArtifactsTest::checkpoint);
        Object inode = Files.getAttribute(root.resolve(first), "unix:ino");
        // When
        String second = store.publish("models", target -> {
            Files.writeString(target.resolve("model.safetensors"), WEIGHTS);
            Files.writeString(Files.createDirectory(target.resolve("1_Pooling")).resolve("config.json"), CONFIG);
        });
        // Then
        assertThat(second).isEqualTo(first);
        assertThat(Files.getAttribute(root.resolve(first), "unix:ino")).isEqualTo(inode);
        assertThat(root.resolve(".building")).isEmptyDirectory();
        assertThat(store.publish("datasets", ArtifactsTest::checkpoint))
                .isEqualTo(first.replace("models/", "datasets/"));
    }

    @Test
    void ofManyThreadsThatPublishOneWins() throws Exception {
        // Given
        int count = 8;
        ExecutorService threads = Executors.newFixedThreadPool(count);
        CyclicBarrier written = new CyclicBarrier(count);
        List<Future<String>> published = new ArrayList<>();
        // When
        for (int i = 0; i < count; i++) {
            published.add(threads.submit(() -> store.publish("models", target -> {
                checkpoint(target);
                await(written);
            })));
        }
        // Then
        Set<String> artifacts = new HashSet<>();
        for (Future<String> each : published) {
            artifacts.add(each.get());
        }
        threads.shutdown();
        assertThat(artifacts).hasSize(1);
        store.open(artifacts.iterator().next());
        assertThat(root.resolve(".building")).isEmptyDirectory();
    }

    @Test
    void takesAManifestThatIsTrue() {
        String plain = store.publish("models", ArtifactsTest::checkpoint);
        String described = store.publish("models", target -> {
            checkpoint(target);
            Files.writeString(
                    target.resolve("manifest.json"),
                    MANIFEST.replace(" : ", ":").replace("\n", ""));
        });
        assertThat(described).isEqualTo(plain);
    }

    @Test
    void refusesAManifestThatIsNotTrue() {
        String other = CONFIG_DIGEST.replace('4', '5');
        assertThatThrownBy(() -> store.publish("models", target -> {
                    checkpoint(target);
                    Files.writeString(target.resolve("manifest.json"), MANIFEST.replace(CONFIG_DIGEST, other));
                }))
                .isInstanceOf(ArtifactException.class)
                .hasMessage("models/1_Pooling/config.json: 2 bytes with sha256 " + CONFIG_DIGEST
                        + ", expected 2 bytes with sha256 " + other + " from manifest.json;"
                        + " write the manifest after the last file, or leave it out");
        assertNothingIsVisible();
    }

    @Test
    void refusesAManifestThatCannotBeRead() {
        assertThatThrownBy(() -> store.publish("models", target -> {
                    checkpoint(target);
                    Files.writeString(target.resolve("manifest.json"), "{}");
                }))
                .isInstanceOf(ArtifactException.class)
                .hasMessageStartingWith("models/manifest.json: is no manifest (")
                .hasMessageContaining("\"files\" is missing")
                .hasMessageEndingWith("; expected {\"files\": {\"<path>\": {\"bytes\": 1, \"sha256\": \"<hex>\"}}}:"
                        + " write it again, or leave it out");
        assertNothingIsVisible();
    }

    @Test
    void refusesContentThatFails() {
        assertThatThrownBy(() -> store.publish("models", target -> {
                    checkpoint(target);
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(ArtifactException.class)
                .hasMessage("models: an artifact cannot be written to " + root
                        + " (java.io.IOException: No space left on device);"
                        + " free space, or check who may write to the store");
        IllegalStateException own = new IllegalStateException("cancelled");
        assertThatThrownBy(() -> store.publish("models", target -> {
                    checkpoint(target);
                    throw own;
                }))
                .isSameAs(own);
        assertNothingIsVisible();
    }

    @Test
    void refusesNothingAndLinks() {
        assertThatThrownBy(() -> store.publish("models", target -> {}))
                .isInstanceOf(ArtifactException.class)
                .hasMessage("models: nothing was written, expected at least one file; write one");
        assertThatThrownBy(() -> store.publish(
                        "models", target -> Files.createSymbolicLink(target.resolve("weights"), Path.of("/etc/hosts"))))
                .isInstanceOf(ArtifactException.class)
                .hasMessageStartingWith(root.resolve(".building").toString())
                .hasMessageEndingWith(
                        "/weights: is a link or a device, expected a regular file;" + " put a copy of the file there");
        assertNothingIsVisible();
    }

    @Test
    void refusesAFlippedByte() throws IOException {
        // Given
        Path model = store.open(store.publish("models", ArtifactsTest::checkpoint));
        // When
        Files.writeString(model.resolve("model.safetensors"), "0123456780");
        // Then
        assertRefused(
                model,
                model + "/model.safetensors: 10 bytes with sha256 " + Sha256.of("0123456780".getBytes(UTF_8))
                        + ", expected 10 bytes with sha256 " + WEIGHTS_DIGEST + " from manifest.json; ");
    }

    @Test
    void refusesATruncatedFile() throws IOException {
        Path model = store.open(store.publish("models", ArtifactsTest::checkpoint));
        Files.writeString(model.resolve("model.safetensors"), "01234");
        assertRefused(
                model,
                model + "/model.safetensors: 5 bytes with sha256 " + Sha256.of("01234".getBytes(UTF_8))
                        + ", expected 10 bytes with sha256 " + WEIGHTS_DIGEST + " from manifest.json; ");
    }

    @Test
    void refusesAMissingFile() throws IOException {
        Path model = store.open(store.publish("models", ArtifactsTest::checkpoint));
        Files.delete(model.resolve("1_Pooling/config.json"));
        assertRefused(
                model,
                model + "/1_Pooling/config.json: missing, expected 2 bytes with sha256 " + CONFIG_DIGEST
                        + " from manifest.json; ");
    }

    @Test
    void refusesAnExtraFile() throws IOException {
        Path model = store.open(store.publish("models", ArtifactsTest::checkpoint));
        Files.writeString(model.resolve("1_Pooling/notes.txt"), CONFIG);
        assertRefused(
                model,
                model + "/1_Pooling/notes.txt: 2 bytes with sha256 " + CONFIG_DIGEST
                        + ", expected no such file according to manifest.json; ");
    }

    @Test
    void refusesAChangedManifest() throws IOException {
        Path model = store.open(store.publish("models", ArtifactsTest::checkpoint));
        Files.writeString(model.resolve("manifest.json"), MANIFEST + "\n");
        assertRefused(
                model,
                model + "/manifest.json: sha256 " + Sha256.of((MANIFEST + "\n").getBytes(UTF_8)) + ", expected sha256 "
                        + model.getFileName() + " from the artifact's name; ");
    }

    @Test
    void refusesAMissingManifest() throws IOException {
        Path model = store.open(store.publish("models", ArtifactsTest::checkpoint));
        Files.delete(model.resolve("manifest.json"));
        assertRefused(
                model,
                model + "/manifest.json: missing, expected sha256 " + model.getFileName()
                        + " from the artifact's name; ");
    }

    @Test
    void hashesAFileAgainOnlyWhenItLooksDifferent() throws IOException {
        // Given
        String artifact = store.publish("models", ArtifactsTest::checkpoint);
        Path weights = root.resolve(artifact).resolve("model.safetensors");
        FileTime old = FileTime.from(Instant.now().minus(Duration.ofMinutes(1)));
        Files.setLastModifiedTime(weights, old);
        store.open(artifact);
        // When
        Files.writeString(weights, "0123456780");
        Files.setLastModifiedTime(weights, old);
        // Then
        store.open(artifact);
        FileArtifactStore another = new FileArtifactStore(root);
        assertThatThrownBy(() -> another.open(artifact)).isInstanceOf(ArtifactException.class);
        Files.setLastModifiedTime(weights, FileTime.from(old.toInstant().plusMillis(1)));
        assertThatThrownBy(() -> store.open(artifact)).isInstanceOf(ArtifactException.class);
    }

    @Test
    void refusesWhatIsNotThere() {
        String artifact = "models/" + WEIGHTS_DIGEST;
        assertThat(store.exists(artifact)).isFalse();
        assertThatThrownBy(() -> store.open(artifact))
                .isInstanceOf(ArtifactException.class)
                .hasMessage("artifact " + artifact + ": is not in " + root
                        + "; run the step that publishes it again, or use the store that has it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"models", "models/abc", "../" + WEIGHTS_DIGEST, "a/b/" + WEIGHTS_DIGEST})
    void refusesMalformedArtifacts(String artifact) {
        String message = "artifact \"" + artifact
                + "\": expected <kind>/<sha256 in 64 lower-case hexadecimal digits>; use what publish returned";
        assertThatThrownBy(() -> store.open(artifact))
                .isInstanceOf(ArtifactException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> store.exists(artifact)).hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", ".building", "a/b", "a b"})
    void refusesMalformedKinds(String kind) {
        assertThatThrownBy(() -> store.publish(kind, ArtifactsTest::checkpoint))
                .isInstanceOf(ArtifactException.class)
                .hasMessage("kind \"" + kind + "\": expected one segment of letters, digits, '.', '_' and '-' without"
                        + " a leading dot; rename it");
    }

    @Test
    void aProcessKilledWhilePublishingLeavesNothingVisible() throws Exception {
        try (ChildProcess publisher = new ChildProcess(PublishHalf.class, root.toString())) {
            // Given
            assertThat(publisher.readLine()).isEqualTo("half");
            // When
            publisher.kill();
        }
        // Then
        assertNothingIsVisible(1);
        assertThat(store.list("")).isEmpty();
        FileArtifactStore next = new FileArtifactStore(root);
        next.open(next.publish("models", ArtifactsTest::checkpoint));
        assertThat(root.resolve(".building")).isNotEmptyDirectory();
    }

    @Test
    void removesWhatWasLeftADayAgo() throws IOException {
        // Given
        Path building = root.resolve(".building");
        Path abandoned = Files.createDirectory(building.resolve("abandoned"));
        checkpoint(abandoned);
        Path alive = Files.createDirectory(building.resolve("alive"));
        checkpoint(alive);
        Path record = Files.writeString(building.resolve("record"), "{");
        for (Path path : Disk.tree(building)) {
            Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
        }
        Files.setLastModifiedTime(
                alive.resolve("1_Pooling/config.json"),
                FileTime.from(Instant.now().minus(Duration.ofHours(23))));
        // When
        store = new FileArtifactStore(root);
        // Then
        assertThat(abandoned).doesNotExist();
        assertThat(record).doesNotExist();
        assertThat(alive.resolve("model.safetensors")).exists();
    }

    private void assertRefused(Path model, String beginning) {
        String artifact = root.relativize(model).toString();
        assertThatThrownBy(() -> store.open(artifact))
                .isInstanceOf(ArtifactException.class)
                .hasMessage(beginning + "the artifact was changed after it was published: restore " + model
                        + " from a copy, or remove it and run the step that published it again");
    }

    private void assertNothingIsVisible() {
        assertNothingIsVisible(0);
    }

    private void assertNothingIsVisible(int building) {
        assertThat(root.toFile().list()).containsExactly(".building");
        assertThat(root.resolve(".building").toFile().list()).hasSize(building);
    }

    private static void checkpoint(Path target) throws IOException {
        Files.writeString(Files.createDirectory(target.resolve("1_Pooling")).resolve("config.json"), CONFIG);
        Files.writeString(target.resolve("model.safetensors"), WEIGHTS);
    }

    private static void await(CyclicBarrier barrier) throws IOException {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    /** What a process does until it is killed: publishes, and never ends. */
    static final class PublishHalf {
        private PublishHalf() {}

        public static void main(String[] args) {
            new FileArtifactStore(Path.of(args[0])).publish("models", target -> {
                checkpoint(target);
                Files.writeString(target.resolve("manifest.json"), MANIFEST);
                System.out.println("half");
                if (System.in.read() >= 0) {
                    throw new IOException("expected to be killed");
                }
            });
        }
    }
}
