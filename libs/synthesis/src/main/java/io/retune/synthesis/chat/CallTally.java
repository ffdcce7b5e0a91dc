package io.retune.synthesis.chat;

import io.retune.synthesis.CallCounts;

/** Counts while one passage is being asked about. Not safe for threads. */
final class CallTally {
    private int requests;
    private int malformed;
    private int repaired;
    private int transientErrors;

    void requested() {
        requests++;
    }

    void failed() {
        transientErrors++;
    }

    void malformed() {
        malformed++;
    }

    void repaired() {
        repaired++;
    }

    CallCounts counts() {
        return new CallCounts(requests, malformed, repaired, transientErrors);
    }
}
