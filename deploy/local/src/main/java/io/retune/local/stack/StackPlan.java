package io.retune.local.stack;

import io.retune.local.LocalException;
import io.retune.local.LoopbackPorts;
import io.retune.local.child.LogProvider;
import io.retune.local.kafka.LocalKafka;
import io.retune.local.qdrant.LocalQdrant;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The children of a stack and how they are run, in the order of their start.
 *
 * @param options what was asked for
 * @param machine what there is
 * @param ports by the name of the child
 */
record StackPlan(StackOptions options, Machine machine, Map<String, Integer> ports) {
    static final String KAFKA = "kafka";
    static final String QDRANT = "qdrant";

    private static final int KAFKA_PORT = 9092;
    private static final int QDRANT_PORT = 6334;
    private static final int FURTHER_PORTS = 20;
    private static final int PORT_STEP = 100;
    private static final Pattern SECRET = Pattern.compile("(?i).*(key|password|secret|token|jaas)[^.]*");

    /**
     * Chooses the ports: those of the stack before where they are free, else the defaults, else a hundred above, and so on.
     *
     * @throws LocalException if a service has not been built
     */
    static StackPlan of(StackOptions options, Machine machine, Optional<StackState> before) {
        requireBuilt(options.root());
        Map<String, Integer> defaults = new LinkedHashMap<>();
        if (options.kafka().isEmpty()) {
            defaults.put(KAFKA, KAFKA_PORT);
        }
        if (options.qdrant().isEmpty()) {
            defaults.put(QDRANT, QDRANT_PORT);
        }
        for (Service service : Service.values()) {
            defaults.put(service.childName(), service.defaultPort());
        }
        List<List<Integer>> wishes = new ArrayList<>();
        defaults.forEach((name, port) -> wishes.add(wishes(name, port, before)));
        List<Integer> chosen = LoopbackPorts.choose(wishes);
        Map<String, Integer> ports = new LinkedHashMap<>();
        defaults.keySet().forEach(name -> ports.put(name, chosen.get(ports.size())));
        return new StackPlan(options, machine, ports);
    }

    /** Those that the system gives to outgoing connections come last: one may be taken while its child restarts. */
    private static List<Integer> wishes(String name, int port, Optional<StackState> before) {
        List<Integer> wishes = new ArrayList<>();
        before.flatMap(state -> state.child(name)).ifPresent(child -> wishes.add(child.port()));
        for (int further = 0; further <= FURTHER_PORTS; further++) {
            wishes.add(port + further * PORT_STEP);
        }
        return wishes;
    }

    private static void requireBuilt(Path root) {
        for (Service service : Service.values()) {
            Path jar = service.jar(root);
            if (!Files.isRegularFile(jar)) {
                throw new LocalException("%s: not there; build the services with mvn -Dquick -DskipTests package in %s"
                        .formatted(jar, root));
            }
        }
    }

    String kafkaAddress() {
        return options.kafka().orElseGet(() -> LoopbackPorts.HOST + ":" + ports.get(KAFKA));
    }

    String qdrantAddress() {
        return options.qdrant().orElseGet(() -> LoopbackPorts.HOST + ":" + ports.get(QDRANT));
    }

    /** What the services need before they can start. */
    List<ChildProgram> servers() {
        List<ChildProgram> servers = new ArrayList<>();
        if (ports.containsKey(KAFKA)) {
            servers.add(server(KAFKA, machine.heap(3, 256, 512), LocalKafka.class));
        }
        if (ports.containsKey(QDRANT)) {
            servers.add(server(QDRANT, machine.heap(8, 384, 4096), LocalQdrant.class));
        }
        return servers;
    }

    private ChildProgram server(String name, String heap, Class<?> main) {
        List<String> command = java(name, heap, "-XX:+UseSerialGC");
        command.addAll(List.of(
                "-Dslf4j.provider=" + LogProvider.class.getName(),
                "-Dslf4j.internal.verbosity=WARN",
                "-Dlog4j2.statusLoggerLevel=OFF",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                "--folder",
                options.home().resolve(name).toString(),
                "--port",
                ports.get(name).toString(),
                "--parent-watch"));
        return new ChildProgram(name, ports.get(name), command, threads(1), Readiness.line());
    }

    List<ChildProgram> services() {
        List<ChildProgram> services = new ArrayList<>();
        for (Service service : Service.values()) {
            services.add(program(service));
        }
        return services;
    }

    private ChildProgram program(Service service) {
        String name = service.childName();
        int threads = service.runsModel() ? machine.cores() : 1;
        List<String> command = service.runsModel()
                ? java(name, machine.heap(10, 768, 3072), "-XX:+UseParallelGC", machine.buffers())
                : java(name, machine.heap(6, 384, 1536), "-XX:+UseSerialGC");
        command.add("-Dai.djl.pytorch.num_threads=" + threads);
        command.add("-Dai.djl.pytorch.num_interop_threads=1");
        Map<String, String> environment = new HashMap<>(threads(threads));
        settings(service).forEach((key, value) -> {
            if (SECRET.matcher(key).matches()) {
                environment.put(environmentName(key), value);
            } else {
                command.add("-D%s=%s".formatted(key, value));
            }
        });
        command.add("-jar");
        command.add(service.jar(options.root()).toString());
        return new ChildProgram(name, ports.get(name), command, environment, Readiness.health(ports.get(name)));
    }

    private Map<String, String> settings(Service service) {
        String qdrant = qdrantAddress();
        int colon = qdrant.lastIndexOf(':');
        Map<String, String> settings = new LinkedHashMap<>(options.settings());
        settings.put("quarkus.http.host", LoopbackPorts.HOST);
        settings.put("quarkus.http.port", ports.get(service.childName()).toString());
        settings.put("kafka.bootstrap.servers", kafkaAddress());
        settings.put("retune.home", options.home().toString());
        settings.put("retune.parent-watch", "true");
        settings.put("retune.qdrant.host", qdrant.substring(0, colon));
        settings.put("retune.qdrant.port", qdrant.substring(colon + 1));
        if (service == Service.EVAL) {
            options.databaseUrl().ifPresent(url -> settings.put("retune.database.url", url));
        }
        return settings;
    }

    private List<String> java(String name, String... memory) {
        List<String> command = new ArrayList<>();
        command.add(options.java().toString());
        command.addAll(List.of(memory));
        command.addAll(List.of(
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:ErrorFile=" + options.home().resolve("logs").resolve(name + "-crash-%p.log"),
                "-Dfile.encoding=UTF-8"));
        return command;
    }

    private static Map<String, String> threads(int count) {
        String threads = Integer.toString(count);
        return Map.of("OMP_NUM_THREADS", threads, "MKL_NUM_THREADS", threads);
    }

    /** How MicroProfile Config finds a key in the environment. */
    private static String environmentName(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
