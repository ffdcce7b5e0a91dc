package io.retune.cli.stack;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.retune.cli.InputException;
import io.retune.cli.Session;
import io.retune.cli.console.Amounts;
import io.retune.cli.option.JsonOption;
import io.retune.cli.service.IndexView;
import io.retune.cli.service.RunSummary;
import io.retune.cli.service.ServiceAddresses;
import io.retune.cli.service.Services;
import io.retune.local.stack.LocalStack;
import io.retune.local.stack.StackState;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * An installation as it is now.
 *
 * @param parts its servers and services
 * @param indexes what is live; empty while the embed service does not answer
 * @param runs the last ones, the newest first; empty while the eval service does not answer
 */
record StackStatus(List<Part> parts, Optional<List<IndexView>> indexes, Optional<List<RunSummary>> runs) {
    private static final int SHOWN_RUNS = 10;

    static StackStatus of(Session session) {
        ServiceAddresses addresses = ServiceAddresses.of(session);
        Services services = Services.of(session).impatient();
        return new StackStatus(
                parts(LocalStack.running(session.home().folder()), addresses),
                answer(() -> services.embed().indexes()),
                answer(() -> services.eval().runs(SHOWN_RUNS)));
    }

    private static List<Part> parts(Optional<StackState> stack, ServiceAddresses addresses) {
        return stack.map(state -> state.children().stream()
                        .map(child -> Part.of(child, addresses.all()))
                        .toList())
                .orElseGet(() -> addresses.all().entrySet().stream()
                        .map(service -> Part.of(service.getKey(), service.getValue()))
                        .toList());
    }

    private static <T> Optional<T> answer(Supplier<T> question) {
        try {
            return Optional.of(question.get());
        } catch (InputException away) {
            return Optional.empty();
        }
    }

    String text() {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            text.append("%-8s %-9s %s%s%s%n"
                    .formatted(
                            part.name(),
                            part.ready() ? "ready" : "not ready",
                            part.address(),
                            part.pid().map(pid -> ", process " + pid).orElse(""),
                            part.log().map(log -> ", log " + log).orElse("")));
        }
        text.append('\n')
                .append(indexes.map(StackStatus::indexes).orElse("indexes: the embed service does not answer\n"));
        text.append('\n').append(runs.map(StackStatus::runs).orElse("runs: the eval service does not answer\n"));
        return text.toString().stripTrailing();
    }

    private static String indexes(List<IndexView> indexes) {
        StringBuilder text = new StringBuilder(indexes.isEmpty() ? "no index yet\n" : "");
        for (IndexView index : indexes) {
            text.append("index %s: generation %s is live (%s), model %s%s%n"
                    .formatted(
                            index.index(),
                            index.generation(),
                            index.reason(),
                            index.model().name(),
                            index.live().map(StackStatus::fill).orElse("")));
        }
        return text.toString();
    }

    private static String fill(IndexView.GenerationView live) {
        return ", " + Amounts.count(live.points(), "document")
                + (live.lag() == 0 ? "" : ", " + Amounts.count(live.lag(), "write") + " behind");
    }

    private static String runs(List<RunSummary> runs) {
        StringBuilder text = new StringBuilder(runs.isEmpty() ? "no run yet\n" : "");
        runs.forEach(run -> text.append("run %s of index %s: %s, asked for at %s%n"
                .formatted(run.run(), run.index(), run.decision().orElse(run.state()), run.requestedAt())));
        return text.toString();
    }

    ObjectNode json() {
        ObjectNode json = JsonOption.object();
        ArrayNode list = json.putArray("parts");
        for (Part part : parts) {
            list.addObject()
                    .put("name", part.name())
                    .put("ready", part.ready())
                    .put("address", part.address())
                    .put("pid", part.pid().orElse(null))
                    .put("log", part.log().orElse(null));
        }
        json.set("indexes", JsonOption.tree(indexes.orElse(null)));
        json.set("runs", JsonOption.tree(runs.orElse(null)));
        return json;
    }
}
