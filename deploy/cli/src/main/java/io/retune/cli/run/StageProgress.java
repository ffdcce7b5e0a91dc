package io.retune.cli.run;

import io.retune.cli.console.Console;
import io.retune.cli.service.StageView;
import io.retune.encoder.Progress;
import java.util.HashSet;
import java.util.Set;

/**
 * A stage at work: a progress line where it counts something, and what it says. In a message that comes with a count, what
 * stands before the first semicolon changes with every step and is passed over; what stands behind it is news.
 */
final class StageProgress {
    private final Console console;
    private final Set<String> said = new HashSet<>();
    private String counted = "";
    private Progress progress = Progress.NONE;

    StageProgress(Console console) {
        this.console = console;
    }

    void tell(StageView stage) {
        switch (stage.state()) {
            case "waiting" -> say("waiting: " + stage.message());
            case "failed" -> say("failed" + attempt(stage) + ": " + stage.message());
            case "running" -> {
                count(stage);
                news(stage);
            }
            default -> {}
        }
    }

    private void count(StageView stage) {
        if (stage.total() <= 0) {
            return;
        }
        if (!counted.equals(stage.unit())) {
            counted = stage.unit();
            progress = console.progress(stage.name(), counted);
        }
        progress.report(stage.done(), stage.total());
    }

    private void news(StageView stage) {
        String message = stage.message();
        if (stage.total() > 0) {
            message = message.contains("; ") ? message.substring(message.indexOf("; ") + 2) : "";
        }
        if (!message.isBlank()) {
            say(message + attempt(stage));
        }
    }

    private static String attempt(StageView stage) {
        return stage.attempt() > 1 ? " (attempt " + stage.attempt() + ")" : "";
    }

    private void say(String line) {
        if (said.add(line)) {
            console.note(line);
        }
    }
}
