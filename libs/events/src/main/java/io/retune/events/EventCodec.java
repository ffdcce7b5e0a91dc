package io.retune.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.format.EventDeserializationException;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.rw.CloudEventRWException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;

/**
 * Events as text and back. Ring events, deployments and dead letters travel as CloudEvents 1.0 in the structured JSON
 * format; the id of a ring event is run/stage, so that the same outcome sent twice is the same event.
 */
public final class EventCodec {
    private static final String TYPE_PREFIX = "io.retune.";
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModules(new Jdk8Module(), new JavaTimeModule())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .build();
    private static final JsonFormat CLOUD_EVENTS = new JsonFormat();
    private static final Map<String, Class<? extends Record>> TYPES = Map.of(
            Topic.RETRAINING_REQUESTED.topicName(), RetrainingRequested.class,
            Topic.INDEX_READY.topicName(), IndexReady.class,
            Topic.BASELINE_READY.topicName(), BaselineReady.class,
            Topic.TRAINING_DATA_READY.topicName(), TrainingDataReady.class,
            Topic.CHECKPOINT_PUBLISHED.topicName(), CheckpointPublished.class,
            Topic.RUN_DECIDED.topicName(), RunDecided.class,
            Topic.RUN_PROGRESS.topicName(), RunProgress.class,
            Topic.DEPLOYMENTS.topicName(), Deployment.class,
            Topic.DEAD_LETTERS.topicName(), DeadLetter.class);

    private EventCodec() {}

    /** The mapper for every record of this package: snake case, ISO times, unknown keys refused. */
    public static ObjectMapper json() {
        return JSON;
    }

    /** A ring event as a CloudEvent. */
    public static String write(RingEvent event) {
        String run = event.context().run();
        return write(event.topic(), run + "/" + event.stage().label(), run, event);
    }

    /** Progress as a CloudEvent. */
    public static String write(RunProgress progress) {
        String id = progress.run() + "/" + progress.stage().label() + "/" + progress.at();
        return write(Topic.RUN_PROGRESS, id, progress.run(), progress);
    }

    /** A deployment as a CloudEvent. */
    public static String write(Deployment deployment) {
        String id = deployment.index() + "/" + deployment.sequence();
        return write(Topic.DEPLOYMENTS, id, deployment.index(), deployment);
    }

    /** A dead letter as a CloudEvent. */
    public static String write(DeadLetter letter) {
        String id = letter.topic() + "/" + letter.partition() + "/" + letter.offset();
        return write(Topic.DEAD_LETTERS, id, letter.run().orElse(letter.topic()), letter);
    }

    /** Anything without an envelope, such as {@link DocumentUpsert} and {@link Feedback}. */
    public static String writePlain(Record value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new EventException(value.getClass().getSimpleName() + ": cannot be written as JSON: " + e, e);
        }
    }

    /**
     * Reads a CloudEvent.
     *
     * @param type what is expected, such as {@link IndexReady}
     * @throws EventException if the text is no CloudEvent, is of another type, or its data do not fit
     */
    public static <T extends Record> T read(String text, Class<T> type) {
        CloudEvent event = envelope(text);
        Class<? extends Record> found = TYPES.get(
                event.getType().startsWith(TYPE_PREFIX) ? event.getType().substring(TYPE_PREFIX.length()) : "");
        if (!type.equals(found)) {
            throw new EventException("event " + event.getId() + ": found type " + event.getType() + ", expected "
                    + typeOf(type) + "; send it to the topic of its type");
        }
        CloudEventData data = event.getData();
        if (data == null) {
            throw new EventException("event " + event.getId() + ": found no data; expected " + typeOf(type)
                    + " as JSON; correct the producer");
        }
        return readPlain(new String(data.toBytes(), StandardCharsets.UTF_8), type);
    }

    /**
     * Reads JSON without an envelope.
     *
     * @throws EventException if it is no JSON or does not fit
     */
    public static <T extends Record> T readPlain(String text, Class<T> type) {
        try {
            T value = JSON.readValue(text, type);
            if (value == null) {
                throw new EventException(type.getSimpleName() + ": found null; expected an object");
            }
            return value;
        } catch (JsonProcessingException e) {
            if (e.getCause() instanceof EventException known) {
                throw known;
            }
            throw new EventException(
                    type.getSimpleName() + ": " + e.getOriginalMessage()
                            + "; expected the fields that /q/openapi lists",
                    e);
        }
    }

    /** A recipe from a request: what it says over the defaults; unknown keys are refused. */
    public static Recipe recipe(JsonNode stated) {
        JsonNode merged = merge(JSON.valueToTree(Recipe.DEFAULTS), stated);
        return readPlain(merged.toString(), Recipe.class);
    }

    private static JsonNode merge(JsonNode base, JsonNode stated) {
        if (!(base instanceof ObjectNode object) || !stated.isObject()) {
            return stated;
        }
        stated.properties()
                .forEach(entry -> object.set(entry.getKey(), merge(object.path(entry.getKey()), entry.getValue())));
        return object;
    }

    private static String typeOf(Class<? extends Record> type) {
        return TYPES.entrySet().stream()
                .filter(entry -> entry.getValue().equals(type))
                .map(entry -> TYPE_PREFIX + entry.getKey())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(type + " has no envelope; use readPlain"));
    }

    private static CloudEvent envelope(String text) {
        CloudEvent event = text == null ? null : parse(text);
        if (event == null) {
            throw new EventException("event: found nothing; expected a CloudEvent 1.0 in JSON; correct the producer");
        }
        return event;
    }

    private static CloudEvent parse(String text) {
        try {
            return CLOUD_EVENTS.deserialize(text.getBytes(StandardCharsets.UTF_8));
        } catch (EventDeserializationException | CloudEventRWException | IllegalArgumentException e) {
            throw new EventException(
                    "event: no CloudEvent 1.0 in JSON: "
                            + e.getMessage().lines().findFirst().orElse("")
                            + "; expected specversion, id, source, type and data; correct the producer",
                    e);
        }
    }

    private static String write(Topic topic, String id, String subject, Record data) {
        CloudEvent event = CloudEventBuilder.v1()
                .withId(id)
                .withSource(URI.create("/retune"))
                .withType(TYPE_PREFIX + topic.topicName())
                .withSubject(subject)
                .withTime(OffsetDateTime.now(ZoneOffset.UTC))
                .withData("application/json", writePlain(data).getBytes(StandardCharsets.UTF_8))
                .build();
        return new String(CLOUD_EVENTS.serialize(event), StandardCharsets.UTF_8);
    }

    private static String write(Topic topic, String id, String subject, RingEvent event) {
        return write(topic, id, subject, (Record) event);
    }
}
