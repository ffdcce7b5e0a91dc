package io.retune.synthesis.chat;

import dev.langchain4j.model.chat.ChatModel;
import io.retune.synthesis.Answers;
import io.retune.synthesis.Cancellation;
import io.retune.synthesis.PairSource;
import io.retune.synthesis.PassageAnswer;
import io.retune.synthesis.Sha256;
import io.retune.synthesis.SynthesisInput;
import io.retune.synthesis.SynthesisListener;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Pairs from a language model. Every answer is on the disk before the next one is looked at; a run that was interrupted
 * asks only for what is missing. A model whose server is away is waited for without limit, and the listener hears it.
 */
public final class ChatPairs implements PairSource {
    private final ChatModel model;
    private final String modelName;
    private final SegmentStore store;
    private final ChatOptions options;
    private final PairPrompt prompt;

    /**
     * @param model should not retry by itself (LangChain4j's {@code maxRetries(0)}): those retries would not be counted
     * @param modelName answers of models with other names are not reused
     * @param store has the answers of earlier runs and gets those of this one
     */
    public ChatPairs(ChatModel model, String modelName, SegmentStore store, ChatOptions options) {
        this.model = model;
        this.modelName = modelName;
        this.store = store;
        this.options = options;
        prompt = new PairPrompt(options.pairsPerPassage());
    }

    @Override
    public String description() {
        return "language model " + modelName + ", prompt " + prompt.version();
    }

    @Override
    public Answers answer(SynthesisInput input, SynthesisListener listener, Cancellation cancellation) {
        Map<String, PassageAnswer> answers = new LinkedHashMap<>();
        List<String> open = new ArrayList<>();
        for (String passage : input.passages()) {
            store.find(key(input, passage))
                    .ifPresentOrElse(found -> answers.put(passage, found), () -> open.add(passage));
        }
        int resumed = answers.size();
        listener.finished(resumed, input.passages().size());
        try (RequestsInFlight requests = new RequestsInFlight(options.requestsInFlight(), cancellation)) {
            PatientModel patient = new PatientModel(
                    model, modelName, options, requests.threads(), wait -> requests.tell(() -> listener.waiting(wait)));
            PassageInterview interview = new PassageInterview(patient, prompt, options.attempts());
            requests.forEach(open, id -> interview.ask(id, input.text(id)), (id, answer) -> {
                store.append(key(input, id), answer);
                answers.put(id, answer);
                listener.finished(answers.size(), input.passages().size());
            });
        }
        return new Answers(inOrder(input.passages(), answers), resumed);
    }

    private AnswerKey key(SynthesisInput input, String passage) {
        return new AnswerKey(Sha256.hex(input.text(passage)), prompt.version(), modelName);
    }

    private static Map<String, PassageAnswer> inOrder(List<String> passages, Map<String, PassageAnswer> answers) {
        Map<String, PassageAnswer> ordered = new LinkedHashMap<>();
        passages.forEach(passage -> ordered.put(passage, answers.get(passage)));
        return ordered;
    }
}
