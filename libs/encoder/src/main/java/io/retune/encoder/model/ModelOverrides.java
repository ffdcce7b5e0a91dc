package io.retune.encoder.model;

import io.retune.encoder.EncoderException;
import java.util.Optional;

/**
 * What is said of a model's use over what its folder says.
 *
 * @param queryInstruction put in front of queries, as it stands; absent: the folder's
 * @param passageInstruction put in front of passages, as it stands; absent: the folder's
 * @param maxLength texts are cut at this many tokens; absent: the folder's
 */
public record ModelOverrides(
        Optional<String> queryInstruction, Optional<String> passageInstruction, Optional<Integer> maxLength) {
    private static final int SHORTEST = 3; // two special tokens around one of the text

    /**
     * The folder, used like this.
     *
     * @throws EncoderException if the network has no positions for so many tokens
     */
    public ModelFolder applyTo(ModelFolder folder) {
        Prompts own = folder.description().prompts();
        ModelFolder prompted = folder.withPrompts(
                new Prompts(queryInstruction.orElse(own.query()), passageInstruction.orElse(own.passage())));
        return maxLength
                .map(length -> prompted.withMaxTokens(checked(length, folder)))
                .orElse(prompted);
    }

    private static int checked(int length, ModelFolder folder) {
        int longest = folder.description().architecture().maxTokens();
        if (length < SHORTEST || length > longest) {
            throw new EncoderException("model " + folder.name() + ": max_length is " + length + ", expected " + SHORTEST
                    + " to " + longest + "; choose another length");
        }
        return length;
    }
}
