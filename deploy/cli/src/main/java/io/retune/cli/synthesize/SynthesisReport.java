package io.retune.cli.synthesize;

import io.retune.cli.console.Console;
import io.retune.encoder.Progress;
import io.retune.synthesis.SynthesisListener;
import io.retune.synthesis.Wait;

/** Shows how synthesis goes on the console. */
final class SynthesisReport implements SynthesisListener {
    private final Console console;
    private final Progress progress;

    SynthesisReport(Console console) {
        this.console = console;
        this.progress = console.progress("asking", "passages");
    }

    @Override
    public void finished(int done, int total) {
        progress.report(done, total);
    }

    @Override
    public void waiting(Wait wait) {
        console.note("passage %s: %s; asked again in %d s"
                .formatted(wait.passageId(), wait.reason(), wait.pause().toSeconds()));
    }
}
