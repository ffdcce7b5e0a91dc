package io.retune.synthesis.chat;

/**
 * What an answer depends on: the same key means that the model need not be asked again.
 *
 * @param passageHash SHA-256 of the passage's text in hexadecimal digits
 * @param promptVersion version of the prompt, the number of pairs included
 * @param model name of the model
 */
public record AnswerKey(String passageHash, String promptVersion, String model) {
    public AnswerKey {
        if (passageHash.isBlank() || promptVersion.isBlank() || model.isBlank()) {
            throw new IllegalArgumentException("answer key: passage hash \"" + passageHash + "\", prompt version \""
                    + promptVersion + "\", model \"" + model + "\"; expected none of them blank");
        }
    }
}
