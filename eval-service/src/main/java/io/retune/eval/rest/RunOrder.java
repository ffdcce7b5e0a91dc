package io.retune.eval.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.retune.events.DatasetReference;
import io.retune.events.EventCodec;
import io.retune.events.ModelReference;
import io.retune.events.Recipe;
import io.retune.events.RunRequest;
import java.util.List;
import java.util.Optional;

/**
 * Body of {@code POST /v1/runs}.
 *
 * @param index what the run is for
 * @param dataset the target; absent: a snapshot of the index
 * @param guards what must not be forgotten
 * @param model a name, or a model with instructions, length and number format; absent: what is live
 * @param recipe what is other than the defaults
 */
record RunOrder(
        String index,
        Optional<DatasetReference> dataset,
        List<DatasetReference> guards,
        Optional<JsonNode> model,
        Optional<JsonNode> recipe) {
    static RunRequest parse(String body) {
        RunOrder order = EventCodec.readPlain(body, RunOrder.class);
        return new RunRequest(
                order.index,
                order.dataset,
                order.guards,
                present(order.model).map(RunOrder::model),
                present(order.recipe).map(EventCodec::recipe).orElse(Recipe.DEFAULTS));
    }

    private static Optional<JsonNode> present(Optional<JsonNode> node) {
        return node == null ? Optional.empty() : node.filter(value -> !value.isNull());
    }

    private static ModelReference model(JsonNode stated) {
        return stated.isTextual()
                ? ModelReference.of(stated.asText())
                : EventCodec.readPlain(stated.toString(), ModelReference.class);
    }
}
