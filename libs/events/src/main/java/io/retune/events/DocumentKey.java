package io.retune.events;

/**
 * Key of a record of {@link Topic#DOCUMENTS}: {@code index/id}.
 *
 * @param index a name without a slash
 * @param id anything
 */
public record DocumentKey(String index, String id) {
    /** Validates both. */
    public DocumentKey {
        Checks.name(index, "index");
        Checks.present(id, "document id");
    }

    /**
     * Reads a key.
     *
     * @throws EventException if it is not {@code index/id}
     */
    public static DocumentKey parse(String key) {
        int slash = key == null ? -1 : key.indexOf('/');
        if (slash < 1) {
            throw new EventException(
                    "document key: found \"" + key + "\", expected index/id, such as faq/17; correct the producer");
        }
        return new DocumentKey(key.substring(0, slash), key.substring(slash + 1));
    }

    @Override
    public String toString() {
        return index + "/" + id;
    }
}
