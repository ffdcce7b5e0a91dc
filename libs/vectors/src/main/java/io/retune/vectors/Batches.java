package io.retune.vectors;

import com.google.protobuf.MessageLite;
import java.util.ArrayList;
import java.util.List;

/** Cuts lists into pieces that fit into one gRPC message. */
final class Batches {
    private Batches() {}

    /**
     * Neighbouring messages together, as many as fit.
     *
     * @param maxBytes size of the messages of a batch; a message that is larger gets a batch of its own
     */
    static <T extends MessageLite> List<List<T>> bySize(List<T> messages, int maxBytes) {
        List<List<T>> batches = new ArrayList<>();
        int start = 0;
        long bytes = 0;
        for (int i = 0; i < messages.size(); i++) {
            int size = messages.get(i).getSerializedSize();
            if (i > start && bytes + size > maxBytes) {
                batches.add(messages.subList(start, i));
                start = i;
                bytes = 0;
            }
            bytes += size;
        }
        if (start < messages.size()) {
            batches.add(messages.subList(start, messages.size()));
        }
        return batches;
    }

    /** Neighbouring items together, the given number in all batches but the last. */
    static <T> List<List<T>> byCount(List<T> items, int count) {
        List<List<T>> batches = new ArrayList<>();
        for (int start = 0; start < items.size(); start += count) {
            batches.add(items.subList(start, Math.min(items.size(), start + count)));
        }
        return batches;
    }
}
