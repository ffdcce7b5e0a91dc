package io.retune.cli.index;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.retune.cli.Help;
import io.retune.cli.Session;
import io.retune.cli.option.JsonOption;
import io.retune.cli.service.EmbedClient;
import io.retune.cli.service.Services;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code retune rollback}. */
@Command(
        name = "rollback",
        mixinStandardHelpOptions = true,
        header = "Make live again what was live before",
        description = "%nThe generation before goes on following every write for a grace period (retune.grace-period,"
                + " 24 hours), so nothing is lost; after it there is nothing to go back to. A second rollback takes"
                + " the first one back.%n",
        footer = {"%nExample:", "  retune rollback faq"},
        exitCodeListHeading = Help.EXIT_CODES,
        exitCodeList = {Help.DONE, Help.FAULT, Help.BAD_INPUT})
public final class RollbackCommand implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "INDEX", description = "The index.")
    private String index;

    @Mixin
    private JsonOption json;

    /** The command. */
    public RollbackCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        json.check();
        EmbedClient embed = Services.of(session).embed();
        JsonNode live = embed.rollback(index, embed.index(index).sequence());
        session.console()
                .print("index %s: generation %s is live, model %s; before: %s"
                        .formatted(
                                live.path("index").asText(),
                                live.path("generation").asText(),
                                live.path("model").path("name").asText(),
                                live.path("previous").asText("none")));
        json.write(() -> (ObjectNode) live);
    }
}
