package dev.lanner.http.connection;

/// The bits of a connection's state word.
///
/// | who owns the connection | bits |
/// |---|---|
/// | the loop, between two of its steps | none |
/// | the loop, within a step | STEP |
/// | the thread of the exchange | BUSY |
/// | that thread, while the loop reads ahead | BUSY + PEEK |
/// | that thread has given it up meanwhile; the loop goes on with it after the read | BUSY + PEEK + GIVEN |
///
/// AHEAD (bytes were read ahead) and MUTED (read interest is off) go with BUSY. LINGER (the answer is out, what still
/// comes is dropped until the client closes) goes with the loop's ownership. CLOSED is final.
final class State {
    static final int STEP = 1;
    static final int BUSY = 2;
    static final int PEEK = 4;
    static final int GIVEN = 8;
    static final int AHEAD = 16;
    static final int MUTED = 32;
    static final int LINGER = 64;
    static final int CLOSED = 128;

    private State() {
    }
}
