package io.retune.encoder;

/** What a text is for the model: each role has its own prompt, so the same text has another vector in the other role. */
public enum Role {
    /** What people type. */
    QUERY,
    /** What is searched. */
    PASSAGE
}
