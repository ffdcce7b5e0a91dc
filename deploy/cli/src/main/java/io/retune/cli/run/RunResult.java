package io.retune.cli.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.retune.cli.option.JsonOption;
import io.retune.cli.service.RunView;

/** A run as JSON, with the keys of docs/design.md section 10. */
public final class RunResult {
    private RunResult() {}

    /** A run that has ended. */
    public static ObjectNode of(RunView run) {
        ObjectNode result = JsonOption.object();
        run.decision()
                .ifPresentOrElse(
                        decision -> result.put("decision", decision.label()), () -> result.putNull("decision"));
        result.set("reasons", JsonOption.tree(run.reasons()));
        run.comparison()
                .ifPresentOrElse(
                        comparison -> {
                            result.set("target", JsonOption.tree(comparison.target()));
                            result.set("guards", JsonOption.tree(comparison.guards()));
                        },
                        () -> result.putNull("target").putArray("guards"));
        result.put("looks", run.looks()).put("run", run.run()).put("index", run.index());
        ArrayNode stages = result.putArray("stages");
        run.stages().forEach(stage -> stages.addObject()
                .put("name", stage.name())
                .put("seconds", stage.seconds().orElse(null)));
        return result.put("model", run.checkpoint().orElse(null))
                .put("collection", run.collection().orElse(null))
                .put("generation", run.generation().orElse(null))
                .put("deployment", run.deployment().orElse(null));
    }
}
