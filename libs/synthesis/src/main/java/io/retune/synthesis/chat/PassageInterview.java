package io.retune.synthesis.chat;

import io.retune.synthesis.Outcome;
import io.retune.synthesis.PassageAnswer;
import io.retune.synthesis.QuestionAnswer;
import java.util.List;
import java.util.Optional;

/** Asks about one passage until an answer can be read or the attempts are used up. Safe for threads. */
final class PassageInterview {
    private final PatientModel model;
    private final PairPrompt prompt;
    private final int attempts;

    PassageInterview(PatientModel model, PairPrompt prompt, int attempts) {
        this.model = model;
        this.prompt = prompt;
        this.attempts = attempts;
    }

    PassageAnswer ask(String passageId, String passage) throws InterruptedException {
        CallTally tally = new CallTally();
        var messages = prompt.about(passage);
        for (int attempt = 1; attempt <= attempts; attempt++) {
            Optional<String> text = model.ask(passageId, messages, tally);
            if (text.isEmpty()) {
                return PassageAnswer.without(Outcome.REFUSED, tally.counts());
            }
            Optional<ReadAnswer> answer = AnswerReader.read(text.get());
            if (answer.isPresent()) {
                return answered(answer.get(), tally);
            }
            tally.malformed();
            messages = prompt.again(passage, text.get());
        }
        return PassageAnswer.without(Outcome.UNREADABLE, tally.counts());
    }

    private PassageAnswer answered(ReadAnswer answer, CallTally tally) {
        if (answer.repaired()) {
            tally.repaired();
        }
        List<QuestionAnswer> pairs = answer.pairs();
        int taken = Math.min(pairs.size(), prompt.pairs());
        return new PassageAnswer(
                Outcome.ANSWERED, pairs.subList(0, taken), answer.incomplete(), pairs.size() - taken, tally.counts());
    }
}
