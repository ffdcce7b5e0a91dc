package io.retune.ring.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.retune.artifacts.FileArtifactStore;
import io.retune.events.DeadLetter;
import io.retune.events.EventCodec;
import io.retune.events.RunProgress;
import io.retune.events.Topic;
import io.retune.ring.Publisher;
import io.retune.ring.TransientFault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefusedRecordsTest {
    private static final ConsumerRecord<String, String> POISON =
            new ConsumerRecord<>("documents", 2, 7, "faq/d1", "{not json");

    @TempDir
    private Path folder;

    private final List<DeadLetter> letters = new ArrayList<>();
    private boolean brokerIsAway;

    @Test
    void aRecordIsADeadLetterOnceHoweverOftenItIsMet() {
        refused().refuse(POISON, "found no JSON");
        refused().refuse(POISON, "found no JSON");
        refused().refuse(new ConsumerRecord<>("documents", 2, 8, "faq/d1", null), "found no value");

        assertThat(letters).hasSize(2);
        DeadLetter letter = letters.get(0);
        assertThat(letter.error())
                .isEqualTo(
                        "documents, partition 2, offset 7, key \"faq/d1\": found no JSON; the record is passed over");
        assertThat(letter.value()).isEqualTo("{not json");
        assertThat(letter.attempts()).isEqualTo(1);
        assertThat(letter.run()).isEmpty();
    }

    @Test
    void oneThatTheBrokerDidNotTakeIsSentAgain() {
        brokerIsAway = true;
        assertThatThrownBy(() -> refused().refuse(POISON, "found no JSON")).isInstanceOf(TransientFault.class);
        brokerIsAway = false;

        refused().refuse(POISON, "found no JSON");

        assertThat(letters).hasSize(1);
    }

    private RefusedRecords refused() {
        return new RefusedRecords(new FileArtifactStore(folder), new Publisher() {
            @Override
            public void publish(Topic topic, String key, String value) {
                if (brokerIsAway) {
                    throw new TransientFault("the broker is away", null);
                }
                assertThat(topic).isEqualTo(Topic.DEAD_LETTERS);
                assertThat(key).isEqualTo("documents");
                letters.add(EventCodec.read(value, DeadLetter.class));
            }

            @Override
            public void tell(RunProgress progress) {
                throw new AssertionError("nothing is told");
            }
        });
    }
}
