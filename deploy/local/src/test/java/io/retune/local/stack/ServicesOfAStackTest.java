package io.retune.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.retune.local.LocalException;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Supervision, on stand-ins for the services and with servers of others: small processes, quickly started. */
class ServicesOfAStackTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private Path home;
    private StackOptions options;
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final StackListener listener = new StackListener() {
        @Override
        public void started(Child child) {
            told.add("started " + child.name());
        }

        @Override
        public void ready(Child child, Duration after) {
            told.add("ready " + child.name());
        }

        @Override
        public void restarted(Child child, int exitStatus, Duration waited) {
            told.add("restarted %s after status %d and %d s".formatted(child.name(), exitStatus, waited.toSeconds()));
        }
    };

    @BeforeEach
    void build() throws IOException {
        home = folder.resolve("home");
        options = StackOptions.of(StandInService.buildAll(folder.resolve("checkout")), home)
                .withKafka("kafka.example:9092")
                .withQdrant("qdrant.example:6334");
    }

    @Test
    void startsAllInOrderAndEndsAll() throws Exception {
        // When
        List<ProcessHandle> processes;
        try (LocalStack stack = LocalStack.start(options, listener)) {
            // Then
            processes = processes(stack);
            assertThat(told)
                    .containsExactly(
                            "started synth",
                            "started embed",
                            "started train",
                            "started eval",
                            "ready synth",
                            "ready embed",
                            "ready train",
                            "ready eval");
            assertThat(LocalStack.running(home)).contains(stack.state());
            assertThat(stack.state().address(Service.EVAL)).contains(stack.address(Service.EVAL));
            assertThat(processes).hasSize(4).allMatch(ProcessHandle::isAlive);
            assertThatThrownBy(() -> LocalStack.start(options, listener))
                    .isInstanceOf(LocalException.class)
                    .hasMessage("%s: in use by process %d; stop that process or choose another folder"
                            .formatted(home, ProcessHandle.current().pid()));
        }
        assertThat(processes).noneMatch(ProcessHandle::isAlive);
    }

    @Test
    void handsSettingsOver() throws Exception {
        StackOptions given = options.withDatabase("jdbc:h2:mem:eval")
                .withSetting("retune.llm.model", "qwen")
                .withSetting("retune.qdrant.api-key", "very secret");
        try (LocalStack stack = LocalStack.start(given, listener)) {
            String eval = get(stack, Service.EVAL, "/command-line");
            assertThat(eval.lines())
                    .contains(
                            "-Dretune.home=" + home,
                            "-Dretune.parent-watch=true",
                            "-Dkafka.bootstrap.servers=kafka.example:9092",
                            "-Dretune.qdrant.host=qdrant.example",
                            "-Dretune.qdrant.port=6334",
                            "-Dretune.llm.model=qwen",
                            "-Dretune.database.url=jdbc:h2:mem:eval",
                            "-Dai.djl.pytorch.num_threads=1")
                    .noneMatch(option -> option.contains("very secret"));
            String train = get(stack, Service.TRAIN, "/environment");
            String cores = Integer.toString(Runtime.getRuntime().availableProcessors());
            assertThat(train.lines())
                    .contains(
                            "RETUNE_QDRANT_API_KEY=very secret",
                            "OMP_NUM_THREADS=" + cores,
                            "MKL_NUM_THREADS=" + cores);
            assertThat(get(stack, Service.EVAL, "/environment").lines()).contains("OMP_NUM_THREADS=1");
            assertThat(get(stack, Service.TRAIN, "/command-line")).doesNotContain("retune.database.url");
        }
    }

    @Test
    void startsAKilledChildAgain() throws Exception {
        try (LocalStack stack = LocalStack.start(options, listener)) {
            told.clear();
            Child embed = stack.child(Service.EMBED);
            long before = embed.pid().orElseThrow();
            // When
            embed.kill();
            // Then
            assertThat(told.poll(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isEqualTo("restarted embed after status 137 and 1 s");
            embed.awaitReady(LIMIT);
            long after = embed.pid().orElseThrow();
            assertThat(after).isNotEqualTo(before);
            assertThat(LocalStack.running(home).orElseThrow().child("embed").flatMap(child -> child.process()))
                    .map(ProcessMark::pid)
                    .contains(after);
            assertThat(get(stack, Service.EMBED, "/q/health/ready")).isEqualTo("UP");
        }
    }

    @Test
    void aPausedChildStaysDownUntilItIsResumed() throws Exception {
        try (LocalStack stack = LocalStack.start(options, listener)) {
            told.clear();
            Child train = stack.child("train");
            train.pause();
            assertThat(train.isAlive()).isFalse();
            assertThat(train.isReady()).isFalse();
            assertThatThrownBy(() -> get(stack, Service.TRAIN, "/q/health/ready"))
                    .isInstanceOf(IOException.class);
            train.resume();
            train.awaitReady(LIMIT);
            assertThat(told).as("restarts told").isEmpty();
            assertThatThrownBy(() -> stack.child("kafka"))
                    .isInstanceOf(LocalException.class)
                    .hasMessage("kafka: no child of this stack; expected one of [synth, embed, train, eval]");
        }
    }

    @Test
    void whatDoesNotStartIsToldWithTheEndOfItsLog() {
        StackOptions broken = options.withSetting(StandInService.BROKEN, "db:5432");
        Path log = home.resolve("logs/synth.log");
        assertThatThrownBy(() -> LocalStack.start(broken, listener))
                .isInstanceOf(LocalException.class)
                .hasMessage("synth ended with status 3; see %s, which ends:%nno database at db:5432".formatted(log));
        assertThat(LocalStack.running(home)).map(StackState::children).hasValueSatisfying(children -> assertThat(
                        children)
                .allSatisfy(child ->
                        assertThat(child.process().flatMap(ProcessMark::find)).isEmpty()));
    }

    @Test
    void refusesACheckoutThatIsNotBuilt() throws IOException {
        Path jar = Service.TRAIN.jar(folder.resolve("checkout"));
        Files.delete(jar);
        assertThatThrownBy(() -> LocalStack.start(options, listener))
                .isInstanceOf(LocalException.class)
                .hasMessage("%s: not there; build the services with mvn -Dquick -DskipTests package in %s"
                        .formatted(jar, folder.resolve("checkout")));
    }

    @Test
    void theNextStackKeepsPortsThatAreFreeAndTheLogsOfTheOneBefore() throws Exception {
        StackState first;
        try (LocalStack stack = LocalStack.start(options, listener)) {
            first = stack.state();
        }
        Path log = Files.writeString(home.resolve("logs/eval.log"), "from the first stack\n");
        try (ServerSocket other = new ServerSocket(
                        first.child("embed").orElseThrow().port(), 1, InetAddress.getLoopbackAddress());
                LocalStack stack = LocalStack.start(options, listener)) {
            for (Service service : List.of(Service.SYNTH, Service.TRAIN, Service.EVAL)) {
                assertThat(stack.state().address(service)).isEqualTo(first.address(service));
            }
            assertThat(stack.child(Service.EMBED).port()).isNotEqualTo(other.getLocalPort());
        }
        assertThat(log.resolveSibling("eval.log.1")).hasContent("from the first stack");
    }

    @Test
    void nothingIsLeftOfAKilledLauncher() throws Exception {
        // Given
        Process launcher = launch();
        StackState killed = LocalStack.running(home).orElseThrow();
        List<ProcessHandle> children = new ArrayList<>();
        killed.children()
                .forEach(child -> child.process().flatMap(ProcessMark::find).ifPresent(children::add));
        assertThat(killed.launcher().pid()).isEqualTo(launcher.pid());
        assertThat(children).hasSize(4);
        assertThatThrownBy(() -> LocalStack.start(options, listener))
                .isInstanceOf(LocalException.class)
                .hasMessage("%s: in use by process %d; stop that process or choose another folder"
                        .formatted(home, launcher.pid()));
        // When
        launcher.destroyForcibly().waitFor();
        // Then
        assertThat(LocalStack.running(home)).isEmpty();
        try (LocalStack stack = LocalStack.start(options, listener)) {
            assertThat(children).noneMatch(ProcessHandle::isAlive);
            assertThat(stack.state().children())
                    .map(child -> child.port())
                    .isEqualTo(killed.children().stream()
                            .map(child -> child.port())
                            .toList());
        }
    }

    @Test
    void aLauncherThatIsInterruptedEndsItsChildren() throws Exception {
        Process launcher = launch();
        List<ProcessHandle> children = launcher.toHandle().children().toList();
        assertThat(children).hasSize(4);
        launcher.destroy();
        assertThat(launcher.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        await().atMost(LIMIT).until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    }

    private Process launch() throws IOException {
        Process launcher = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Launcher.class.getName(),
                        folder.resolve("checkout").toString(),
                        home.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = launcher.inputReader(StandardCharsets.UTF_8);
        assertThat(output.readLine()).isEqualTo(Launcher.UP);
        return launcher;
    }

    private static List<ProcessHandle> processes(LocalStack stack) {
        return stack.children().stream()
                .map(Child::pid)
                .flatMap(Optional::stream)
                .map(pid -> ProcessHandle.of(pid).orElseThrow())
                .toList();
    }

    private static String get(LocalStack stack, Service service, String path) throws Exception {
        URI page = stack.address(service).resolve(path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(page).timeout(LIMIT).build(), BodyHandlers.ofString())
                .body();
    }
}
