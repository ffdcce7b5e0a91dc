package io.retune.artifacts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordsTest {
    private static final int THREADS = 8;
    private static final int RECORDS = 60;

    /** Longer than one write of the operating system, so that half a record could be seen. */
    private static final int LENGTH = 100_000;

    @TempDir
    Path folder;

    private Path root;
    private FileArtifactStore store;

    @BeforeEach
    void open() throws IOException {
        store = new FileArtifactStore(folder.resolve("new/store"));
        root = folder.toRealPath().resolve("new/store");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void firstRecordStays(boolean links) {
        // Given
        FileArtifactStore once = new FileArtifactStore(root, links);
        // When
        boolean first = once.putIfAbsent("runs/r1/training.json", bytes("first"));
        boolean second = once.putIfAbsent("runs/r1/training.json", bytes("second"));
        // Then
        assertThat(first).isTrue();
        assertThat(second).isFalse();
        assertThat(once.read("runs/r1/training.json")).contains(bytes("first"));
        assertThat(root.resolve(".building")).isEmptyDirectory();
    }

    @Test
    void linksAreUsedWhereTheFileSystemHasThem() throws IOException {
        assertThat(new BuildingFolder(root.resolve(".building")).supportsLinks())
                .isTrue();
        store.putIfAbsent("a", bytes("1"));
        assertThat(root.resolve(".lock")).doesNotExist();
    }

    @Test
    void readsNothingWhereThereIsNone() {
        store.putIfAbsent("runs/r1/decision.json", bytes("{}"));
        assertThat(store.read("runs/r2/decision.json")).isEmpty();
        assertThat(store.read("runs/r1")).isEmpty();
    }

    @Test
    void anEmptyRecordIsARecord() {
        assertThat(store.putIfAbsent("runs/r1/training/attempt-1", new byte[0])).isTrue();
        assertThat(store.read("runs/r1/training/attempt-1")).contains(new byte[0]);
    }

    @Test
    void listsByPrefixSorted() {
        // Given
        List.of("runs/r2/a.json", "runs/r1/t/attempt-2", "runs/r1/t/attempt-1", "runs/r1/t.json", "runs/r10/a", "top")
                .forEach(key -> store.putIfAbsent(key, bytes(key)));
        // When, Then
        assertThat(store.list(""))
                .containsExactly(
                        "runs/r1/t.json",
                        "runs/r1/t/attempt-1",
                        "runs/r1/t/attempt-2",
                        "runs/r10/a",
                        "runs/r2/a.json",
                        "top");
        assertThat(store.list("runs/r1/"))
                .containsExactly("runs/r1/t.json", "runs/r1/t/attempt-1", "runs/r1/t/attempt-2");
        assertThat(store.list("runs/r1"))
                .containsExactly("runs/r1/t.json", "runs/r1/t/attempt-1", "runs/r1/t/attempt-2", "runs/r10/a");
        assertThat(store.list("runs/r1/t/attempt-")).containsExactly("runs/r1/t/attempt-1", "runs/r1/t/attempt-2");
        assertThat(store.list("runs/r3/")).isEmpty();
    }

    @Test
    void listsNeitherArtifactsNorWhatIsBeingBuilt() throws IOException {
        // Given
        String artifact = store.publish("models", target -> Files.writeString(target.resolve("config.json"), "{}"));
        Files.writeString(root.resolve(".building/half"), "ha");
        Files.writeString(root.resolve(".lock"), "");
        store.putIfAbsent("models/notes.json", bytes("{}"));
        // When, Then
        assertThat(store.list("")).containsExactly("models/notes.json");
        assertThat(store.list(artifact + "/")).isEmpty();
    }

    @Test
    void listsThroughALink() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), root);
        store.putIfAbsent("runs/r1/a.json", bytes("{}"));
        assertThat(new FileArtifactStore(link).list("runs/")).containsExactly("runs/r1/a.json");
    }

    @Test
    void deletesRecordsOnly() {
        // Given
        store.putIfAbsent("runs/r1/t/attempt-1", bytes("1"));
        store.putIfAbsent("runs/r1/t/attempt-2", bytes("2"));
        // When
        store.delete("runs/r1/t/attempt-1");
        store.delete("runs/r1/t/attempt-1");
        store.delete("runs/r1/t");
        // Then
        assertThat(store.list("")).containsExactly("runs/r1/t/attempt-2");
        assertThat(store.putIfAbsent("runs/r1/t/attempt-1", bytes("again"))).isTrue();
    }

    @Test
    void listsWhileAnotherThreadDeletes() throws Exception {
        // Given
        store.putIfAbsent("runs/r1/t/kept", bytes("k"));
        ExecutorService other = Executors.newSingleThreadExecutor();
        // When
        Future<?> deletions = other.submit(() -> {
            for (int i = 0; i < 200; i++) {
                store.putIfAbsent("runs/r1/t/attempt-1", bytes("1"));
                store.delete("runs/r1/t/attempt-1");
            }
        });
        // Then
        while (!deletions.isDone()) {
            assertThat(store.list("runs/r1/")).contains("runs/r1/t/kept");
        }
        deletions.get();
        other.shutdown();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/", "/a", "a/", "a//b", "..", "a/../b", "a/.hidden", ".building/x", "a b", "a\\b", "ü"})
    void refusesMalformedKeys(String key) {
        String message = "key \"" + key + "\": expected segments of letters, digits, '.', '_' and '-' joined by '/',"
                + " none with a leading dot; rename it";
        assertThatThrownBy(() -> store.putIfAbsent(key, bytes("x")))
                .isInstanceOf(ArtifactException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> store.read(key)).hasMessage(message);
        assertThatThrownBy(() -> store.delete(key)).hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "../", "a/.b", "a//"})
    void refusesMalformedPrefixes(String prefix) {
        assertThatThrownBy(() -> store.list(prefix))
                .isInstanceOf(ArtifactException.class)
                .hasMessage("prefix \"" + prefix + "\": expected segments of letters, digits, '.', '_' and '-' joined"
                        + " by '/', none with a leading dot; rename it");
    }

    @Test
    void refusesKeysOfArtifacts() {
        String artifact = store.publish("models", target -> Files.writeString(target.resolve("config.json"), "{}"));
        assertThatThrownBy(() -> store.delete(artifact + "/config.json"))
                .isInstanceOf(ArtifactException.class)
                .hasMessage("key \"" + artifact + "/config.json\": names an artifact (<kind>/<sha256>), expected a"
                        + " record; use open, or another key");
        assertThat(store.open(artifact).resolve("config.json")).exists();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusesAKeyAboveOrBelowARecord(boolean links) {
        FileArtifactStore once = new FileArtifactStore(root, links);
        once.putIfAbsent("runs/r1", bytes("x"));
        assertThatThrownBy(() -> once.putIfAbsent("runs", bytes("y")))
                .isInstanceOf(ArtifactException.class)
                .hasMessage(root.resolve("runs")
                        + ": cannot be created, because records lie below this key; use another key");
        assertThatThrownBy(() -> once.putIfAbsent("runs/r1/a/b", bytes("y")))
                .isInstanceOf(ArtifactException.class)
                .hasMessage(root.resolve("runs/r1/a/b") + ": cannot be created, because " + root.resolve("runs/r1")
                        + " is a record; use another key");
        assertThat(root.resolve(".building")).isEmptyDirectory();
    }

    @Test
    void refusesARootThatIsAFile() throws IOException {
        Path file = Files.writeString(folder.toRealPath().resolve("file"), "x");
        assertThatThrownBy(() -> new FileArtifactStore(file))
                .isInstanceOf(ArtifactException.class)
                .hasMessage(file + ": cannot be used as an artifact store"
                        + " (java.nio.file.FileAlreadyExistsException: " + file
                        + "); choose a folder that this user may create and write");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofManyThreadsOneWins(boolean links) throws Exception {
        // Given
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        CyclicBarrier everyRecord = new CyclicBarrier(THREADS);
        List<Future<List<Integer>>> wins = new ArrayList<>();
        // When
        for (int i = 0; i < THREADS; i++) {
            byte[] mine = content(i);
            FileArtifactStore own = new FileArtifactStore(root, links);
            wins.add(threads.submit(() -> race(own, mine, everyRecord)));
        }
        // Then
        Map<Integer, Integer> winners = new HashMap<>();
        for (int i = 0; i < THREADS; i++) {
            for (int won : wins.get(i).get()) {
                assertThat(winners.put(won, i)).as("second winner of " + won).isNull();
            }
        }
        threads.shutdown();
        assertWinnersContent(winners);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nobodySeesHalfARecord(boolean links) throws Exception {
        // Given
        FileArtifactStore writer = new FileArtifactStore(root, links);
        byte[] large = new byte[20_000_000];
        ExecutorService other = Executors.newSingleThreadExecutor();
        for (String key : List.of("large/1", "large/2", "large/3")) {
            // When
            Future<Boolean> created = other.submit(() -> writer.putIfAbsent(key, large));
            Optional<byte[]> seen = store.read(key);
            while (seen.isEmpty()) {
                boolean done = created.isDone();
                seen = store.read(key);
                assertThat(done && seen.isEmpty()).as("created, not seen").isFalse();
            }
            // Then
            assertThat(created.get()).isTrue();
            assertThat(seen.orElseThrow()).hasSize(large.length);
        }
        other.shutdown();
    }

    @Test
    void withoutLinksAProcessWaitsForTheOther() throws Exception {
        try (ChildProcess holder = new ChildProcess(HoldLock.class, root.toString())) {
            // Given
            assertThat(holder.readLine()).isEqualTo("locked");
            FutureTask<Boolean> created = new FutureTask<>(
                    () -> new FileArtifactStore(root, false).putIfAbsent("runs/r1/training.json", bytes("mine")));
            Thread waiting = new Thread(created);
            // When
            waiting.start();
            Awaitility.await().until(() -> waitsForLock(waiting));
            holder.writeLine("create");
            // Then
            assertThat(created.get()).isFalse();
            assertThat(store.read("runs/r1/training.json")).contains(bytes("theirs"));
        }
    }

    private static boolean waitsForLock(Thread thread) {
        return Stream.of(thread.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(FileChannel.class.getName())
                        && frame.getMethodName().equals("lock"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofTwoProcessesOneWins(boolean links) throws Exception {
        Map<Integer, Integer> winners = new HashMap<>();
        try (ChildProcess first = new ChildProcess(Race.class, root.toString(), "" + links, "1");
                ChildProcess second = new ChildProcess(Race.class, root.toString(), "" + links, "2")) {
            // Given
            assertThat(first.readLine()).isEqualTo("ready");
            assertThat(second.readLine()).isEqualTo("ready");
            // When
            first.writeLine("go");
            second.writeLine("go");
            // Then
            addWins(winners, first, 1);
            addWins(winners, second, 2);
            assertThat(first.waitFor()).isZero();
            assertThat(second.waitFor()).isZero();
        }
        assertWinnersContent(winners);
    }

    private static void addWins(Map<Integer, Integer> winners, ChildProcess process, int name) throws IOException {
        for (String line = process.readLine(); line != null; line = process.readLine()) {
            assertThat(winners.put(Integer.valueOf(line), name))
                    .as("second winner of " + line)
                    .isNull();
        }
    }

    private void assertWinnersContent(Map<Integer, Integer> winners) {
        assertThat(winners).hasSize(RECORDS);
        winners.forEach(
                (record, winner) -> assertThat(store.read("race/" + record)).contains(content(winner)));
        assertThat(root.resolve(".building")).isEmptyDirectory();
    }

    /** The records that this store created; what others created must be complete. */
    private static List<Integer> race(FileArtifactStore store, byte[] mine, CyclicBarrier everyRecord)
            throws Exception {
        List<Integer> won = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            everyRecord.await(30, TimeUnit.SECONDS);
            if (store.putIfAbsent("race/" + i, mine)) {
                won.add(i);
            }
            int length = store.read("race/" + i).orElseThrow().length;
            if (length != LENGTH) {
                throw new IllegalStateException("race/%d: %d bytes, expected %d".formatted(i, length, LENGTH));
            }
        }
        return won;
    }

    /** What each of two processes does. */
    static final class Race {
        private Race() {}

        public static void main(String[] args) throws Exception {
            FileArtifactStore store = new FileArtifactStore(Path.of(args[0]), Boolean.parseBoolean(args[1]));
            byte[] mine = content(Integer.parseInt(args[2]));
            BufferedReader input = new BufferedReader(new InputStreamReader(System.in, UTF_8));
            System.out.println("ready");
            if ("go".equals(input.readLine())) {
                race(store, mine, new CyclicBarrier(1)).forEach(System.out::println);
            }
        }
    }

    /** A process that has the lock, and creates a record before it gives it back. */
    static final class HoldLock {
        private HoldLock() {}

        public static void main(String[] args) throws IOException {
            Path store = Path.of(args[0]);
            try (FileChannel channel =
                    FileChannel.open(store.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                channel.lock();
                System.out.println("locked");
                if (System.in.read() >= 0) {
                    Path record = store.resolve("runs/r1/training.json");
                    Files.writeString(record, "theirs");
                }
            }
        }
    }

    private static byte[] content(int owner) {
        return bytes(Integer.toString(owner).repeat(LENGTH));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
