package io.retune.cli.stack;

import io.retune.cli.Help;
import io.retune.cli.InputException;
import io.retune.cli.Session;
import io.retune.cli.console.Farewell;
import io.retune.local.stack.LocalStack;
import io.retune.local.stack.Service;
import io.retune.local.stack.StackOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code retune up}. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        header = "Start the stack on this machine",
        description = "%nStarts Kafka, a local Qdrant and the four services as processes of this one, on 127.0.0.1, and"
                + " stays until Ctrl-C, which ends them all. A part that dies is started again. Data and logs are kept"
                + " in .retune, or where RETUNE_HOME says; the next start goes on with them. Servers that run already"
                + " can be used instead, one by one. A language model for synthesis is named in the environment:"
                + " RETUNE_LLM_PROVIDER (openai or ollama), RETUNE_LLM_BASE_URL, RETUNE_LLM_MODEL and"
                + " RETUNE_LLM_API_KEY.%n",
        footer = {"%nExample:", "  retune up", "  retune up --kafka broker:9092 --qdrant vectors:6334"},
        exitCodeListHeading = Help.EXIT_CODES,
        exitCodeList = {Help.FAULT, Help.BAD_INPUT, "130:ended with Ctrl-C; the next start goes on with the data"})
public final class UpCommand implements Callable<Integer> {
    private final Session session;

    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT",
            description = "Use this Kafka, several addresses separated by commas, instead of one of the stack's own.")
    private String kafka;

    @Option(
            names = "--qdrant",
            paramLabel = "HOST:PORT",
            description = "Use this Qdrant, its gRPC port, instead of one of the stack's own.")
    private String qdrant;

    @Option(
            names = "--database",
            paramLabel = "URL",
            description = "Use this database for runs, such as jdbc:postgresql://host/retune, instead of a file.")
    private String database;

    @Option(
            names = "--setting",
            paramLabel = "KEY=VALUE",
            description = "Configure all services, with a key that all of them know, such as"
                    + " retune.qdrant.api-key=SECRET. Repeatable.")
    private Map<String, String> settings = new LinkedHashMap<>();

    /** The command. */
    public UpCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        StackOptions options = options();
        LocalStack.running(options.home()).ifPresent(running -> {
            throw new InputException("a stack runs in " + session.home().folder() + " already, process "
                    + running.launcher().pid() + "; see it with: retune status");
        });
        try (LocalStack stack = LocalStack.start(options, new StackReport(session.console()))) {
            Farewell.say(session.console(), "ending; data and logs stay in " + options.home());
            session.console()
                    .print("\ndashboard  %s/\nsearch     %s/v1/search\nend with Ctrl-C"
                            .formatted(stack.address(Service.EVAL), stack.address(Service.EMBED)));
            new CountDownLatch(1).await(); // until a signal ends the process
            throw new IllegalStateException("a stack ended by itself");
        }
    }

    private StackOptions options() {
        if (database != null && !database.startsWith("jdbc:")) {
            throw new InputException("--database: found " + database
                    + ", expected a JDBC address such as jdbc:postgresql://host/retune; correct it");
        }
        StackOptions options = StackOptions.of(Checkout.root(), session.home().folder());
        if (kafka != null) {
            options = options.withKafka(kafka);
        }
        if (qdrant != null) {
            options = options.withQdrant(qdrant);
        }
        if (database != null) {
            options = options.withDatabase(database);
        }
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            options = options.withSetting(setting.getKey(), setting.getValue());
        }
        return options;
    }
}
