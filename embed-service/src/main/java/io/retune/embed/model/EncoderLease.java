package io.retune.embed.model;

/** An encoder that stays open until the lease is closed. */
public final class EncoderLease implements AutoCloseable {
    private final SharedEncoder encoder;
    private final Runnable release;

    EncoderLease(SharedEncoder encoder, Runnable release) {
        this.encoder = encoder;
        this.release = release;
    }

    /** The encoder. */
    public SharedEncoder encoder() {
        return encoder;
    }

    @Override
    public void close() {
        release.run();
    }
}
