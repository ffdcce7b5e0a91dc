package io.retune.cli.index;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.retune.cli.Help;
import io.retune.cli.InputException;
import io.retune.cli.Session;
import io.retune.cli.option.JsonOption;
import io.retune.cli.service.SearchAnswer;
import io.retune.cli.service.Services;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code retune search}. */
@Command(
        name = "search",
        mixinStandardHelpOptions = true,
        header = "Search an index of the stack",
        description = "%nAsks the generation that is live, encoded by its own model.%n",
        footer = {"%nExample:", "  retune search faq how do I pay without a card"},
        exitCodeListHeading = Help.EXIT_CODES,
        exitCodeList = {Help.DONE, Help.FAULT, Help.BAD_INPUT})
public final class SearchCommand implements Runnable {
    private static final int MOST = 100;
    private static final int SHOWN_CHARACTERS = 160;

    private final Session session;

    @Parameters(index = "0", paramLabel = "INDEX", description = "The index.")
    private String index;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "QUERY",
            description = "The question; its words are joined.")
    private List<String> words;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "5",
            description = "Passages to show, 1 to 100. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Mixin
    private JsonOption json;

    /** The command. */
    public SearchCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        if (limit < 1 || limit > MOST) {
            throw new InputException("--limit: found " + limit + ", expected 1 to " + MOST + "; choose another");
        }
        json.check();
        String query = String.join(" ", words);
        SearchAnswer answer = Services.of(session).embed().search(index, query, limit);
        session.console().print(text(answer));
        json.write(
                () -> JsonOption.object().put("query", query).<ObjectNode>setAll((ObjectNode) JsonOption.tree(answer)));
    }

    private static String text(SearchAnswer answer) {
        StringBuilder text = new StringBuilder(
                "index %s, generation %s, model %s".formatted(answer.index(), answer.generation(), answer.model()));
        for (int i = 0; i < answer.hits().size(); i++) {
            SearchAnswer.Hit hit = answer.hits().get(i);
            text.append(String.format(
                    Locale.ROOT, "%n%3d  %.4f  %s  %s", i + 1, hit.score(), hit.id(), shortened(hit.text())));
        }
        return answer.hits().isEmpty() ? text + "\nnothing found: the index holds no document" : text.toString();
    }

    private static String shortened(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= SHOWN_CHARACTERS ? line : line.substring(0, SHOWN_CHARACTERS) + "...";
    }
}
