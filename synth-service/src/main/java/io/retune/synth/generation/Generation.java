package io.retune.synth.generation;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.retune.ring.channel.RetuneConfig;
import io.retune.synth.SynthConfig;
import io.retune.synthesis.Cancellation;
import io.retune.synthesis.DropReason;
import io.retune.synthesis.Outcome;
import io.retune.synthesis.PairSource;
import io.retune.synthesis.SynthesisCounts;
import io.retune.synthesis.SynthesisInput;
import io.retune.synthesis.SynthesisListener;
import io.retune.synthesis.SynthesisResult;
import io.retune.synthesis.Synthesizer;
import io.retune.synthesis.Wait;
import io.retune.synthesis.chat.ChatOptions;
import io.retune.synthesis.chat.ChatPairs;
import io.retune.synthesis.chat.SegmentStore;
import io.retune.synthesis.extract.ExtractivePairs;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Generates questions, with the language model that the settings name or, without one, from the passages themselves.
 * What a model has answered stays on the disk: whoever asks the same later, after a crash or in another run, is not
 * kept waiting.
 */
@Startup
@ApplicationScoped
public class Generation {
    private static final int ATTEMPTS = 3;

    private final SynthConfig.Llm settings;
    private final Optional<LanguageModel> model;
    private final Path answers;
    private final MeterRegistry meters;

    /** Fails at start if the settings do not go together. */
    Generation(SynthConfig config, RetuneConfig folders, MeterRegistry meters) {
        this.settings = config.llm();
        this.model = LanguageModel.of(settings);
        this.answers = folders.home().toAbsolutePath().resolve("synthesis").resolve("answers");
        this.meters = meters;
    }

    /** Who makes the questions, in words. */
    public String source() {
        return model.map(found -> "language model " + found.name() + " at " + found.address())
                .orElse("extractive questions, words of the passages themselves: no language model is configured"
                        + " (retune.llm.provider is none)");
    }

    /** What is waited for, in words. */
    public String describe(Wait wait) {
        return String.format(
                Locale.ROOT,
                "waits for the %s, which did not answer %d times (%s); asks again in %.0f s, as long as it takes",
                source(),
                wait.failures(),
                wait.reason(),
                Math.ceil(wait.pause().toMillis() / 1000.0));
    }

    /**
     * Generates.
     *
     * @throws io.retune.synthesis.SynthesisException if the language model refuses for good, such as a wrong key
     * @throws java.util.concurrent.CancellationException if the caller has lost interest
     */
    public Generated generate(GenerationOrder order, SynthesisListener listener, Cancellation cancellation) {
        SynthesisInput input = OpenPassages.choose(order.dataset(), order.passages(), order.seed());
        SynthesisResult result = model.isPresent()
                ? ask(model.get(), order, input, listener, cancellation)
                : synthesizer(new ExtractivePairs(order.pairsPerPassage()), order)
                        .run(input, listener, cancellation);
        count(result.counts());
        return Generated.of(order.dataset(), result, model.isPresent());
    }

    private SynthesisResult ask(
            LanguageModel asked,
            GenerationOrder order,
            SynthesisInput input,
            SynthesisListener listener,
            Cancellation cancellation) {
        ChatOptions options = new ChatOptions(
                order.pairsPerPassage(),
                ATTEMPTS,
                settings.requestsInFlight(),
                settings.timeout(),
                settings.firstWait(),
                settings.longestWait());
        try (SegmentStore store = SegmentStore.open(answers)) {
            return synthesizer(new ChatPairs(asked.chat(), asked.name(), store, options), order)
                    .run(input, new CountedWaits(listener, meters), cancellation);
        }
    }

    private static Synthesizer synthesizer(PairSource source, GenerationOrder order) {
        return new Synthesizer(source, order.roundTrip(), order.filter());
    }

    /** Answers that were on the disk already count as often as they are used. */
    private void count(SynthesisCounts counts) {
        meters.counter("retune.synthesis.requests").increment(counts.calls().requests());
        for (Outcome outcome : Outcome.values()) {
            meters.counter("retune.synthesis.passages", "outcome", word(outcome))
                    .increment(counts.with(outcome));
        }
        for (DropReason reason : DropReason.values()) {
            meters.counter("retune.synthesis.dropped", "reason", word(reason)).increment(counts.dropped(reason));
        }
        meters.counter("retune.synthesis.kept").increment(counts.kept());
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** Waits are counted while they last: whoever looks at the metrics wants to know now. */
    private record CountedWaits(SynthesisListener listener, MeterRegistry meters) implements SynthesisListener {
        @Override
        public void finished(int done, int total) {
            listener.finished(done, total);
        }

        @Override
        public void waiting(Wait wait) {
            meters.counter("retune.synthesis.waits").increment();
            listener.waiting(wait);
        }
    }
}
