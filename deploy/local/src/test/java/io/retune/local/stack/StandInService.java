package io.retune.local.stack;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.retune.local.child.ParentWatch;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A service as the launcher sees it: a jar that answers at its health page and ends with its standard input. */
public final class StandInService {
    /** Setting: the service says so and ends with status 3 instead of serving. */
    static final String BROKEN = "retune.stand-in.broken";

    private StandInService() {}

    public static void main(String[] arguments) throws IOException {
        if (System.getProperty(BROKEN) != null) {
            System.out.println("no database at " + System.getProperty(BROKEN));
            System.exit(3);
        }
        if (Boolean.getBoolean("retune.parent-watch")) {
            ParentWatch.start();
        }
        int port = Integer.getInteger("quarkus.http.port");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/q/health/ready", exchange -> answer(exchange, "UP"));
        server.createContext("/command-line", exchange -> answer(exchange, commandLine()));
        server.createContext("/environment", exchange -> answer(exchange, environment()));
        server.start();
    }

    private static String commandLine() {
        List<String> options =
                new ArrayList<>(ManagementFactory.getRuntimeMXBean().getInputArguments());
        return String.join("\n", options);
    }

    private static String environment() {
        Map<String, String> environment = new TreeMap<>(System.getenv());
        return environment.entrySet().stream().map(Map.Entry::toString).collect(Collectors.joining("\n"));
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        try (OutputStream body = exchange.getResponseBody()) {
            body.write(bytes);
        }
    }

    /** A checkout in which all four services have been built. */
    static Path buildAll(Path root) throws IOException {
        for (Service service : Service.values()) {
            Path jar = service.jar(root);
            Files.createDirectories(jar.getParent());
            SelfContainedJar.write(jar, StandInService.class);
        }
        return root;
    }
}
