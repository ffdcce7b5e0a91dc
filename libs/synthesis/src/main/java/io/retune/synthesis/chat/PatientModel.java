package io.retune.synthesis.chat;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import io.retune.synthesis.SynthesisException;
import io.retune.synthesis.Wait;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A model that is asked again, with growing pauses, until its server answers. The pauses are random within a factor of
 * two, so that requests refused together do not come back together. LangChain4j does not pass on a server's
 * {@code Retry-After}, so the pauses cannot follow it. Safe for threads.
 */
final class PatientModel {
    private static final int MOST_DOUBLINGS = 20;

    private final ChatModel model;
    private final String name;
    private final ChatOptions options;
    private final ExecutorService threads;
    private final Consumer<Wait> waits;

    /**
     * @param threads run the requests, one thread each
     * @param waits hears of every pause, on the thread that waits
     */
    PatientModel(ChatModel model, String name, ChatOptions options, ExecutorService threads, Consumer<Wait> waits) {
        this.model = model;
        this.name = name;
        this.options = options;
        this.threads = threads;
        this.waits = waits;
    }

    /**
     * The text of the model's answer, perhaps blank; empty if it refuses to talk about this.
     *
     * @throws SynthesisException if the server refuses the request for good
     * @throws InterruptedException if somebody wants no answer any more
     */
    Optional<String> ask(String passageId, List<ChatMessage> messages, CallTally tally) throws InterruptedException {
        for (int failures = 1; ; failures++) {
            tally.requested();
            try {
                return text(withinTimeLimit(messages));
            } catch (ExecutionException | TimeoutException e) {
                Throwable failure = e instanceof TimeoutException ? e : e.getCause();
                if (failure instanceof ContentFilteredException) {
                    return Optional.empty();
                }
                if (!ModelFailure.isTransient(failure)) {
                    throw permanent(passageId, failure);
                }
                tally.failed();
                pause(new Wait(passageId, failures, pauseAfter(failures), ModelFailure.reason(failure)));
            }
        }
    }

    private ChatResponse withinTimeLimit(List<ChatMessage> messages)
            throws InterruptedException, ExecutionException, TimeoutException {
        ChatRequest request = ChatRequest.builder().messages(messages).build();
        Future<ChatResponse> response = threads.submit(() -> model.chat(request));
        try {
            return response.get(options.timeLimit().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            TimeoutException told = new TimeoutException("no answer within " + options.timeLimit());
            told.initCause(e);
            throw told;
        } finally {
            response.cancel(true);
        }
    }

    private static Optional<String> text(ChatResponse response) {
        String text = response.aiMessage().text();
        boolean refused = response.finishReason() == FinishReason.CONTENT_FILTER;
        return refused ? Optional.empty() : Optional.of(text == null ? "" : text);
    }

    private void pause(Wait wait) throws InterruptedException {
        waits.accept(wait);
        TimeUnit.MILLISECONDS.sleep(wait.pause().toMillis());
    }

    private Duration pauseAfter(int failures) {
        long doubled = options.firstWait().toMillis() << Math.min(failures - 1, MOST_DOUBLINGS);
        long pause = Math.min(doubled, options.longestWait().toMillis());
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(pause / 2, pause + 1));
    }

    private SynthesisException permanent(String passageId, Throwable failure) {
        return new SynthesisException(
                "model \"" + name + "\", passage \"" + passageId + "\": " + ModelFailure.reason(failure)
                        + "; asking again would not help: check the model's name, its address, the key and the limits",
                failure);
    }
}
