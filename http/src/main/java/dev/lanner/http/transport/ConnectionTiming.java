package dev.lanner.http.transport;

/// When a connection reached its phases, by the clock of [System#nanoTime()]; 0 for one that was not reached.
public final class ConnectionTiming {
    private final long accepted = System.nanoTime();
    private volatile long tlsStarted;
    private volatile long tlsDone;

    /// When the connection was accepted.
    public long accepted() {
        return accepted;
    }

    /// When the TLS handshake began.
    public long tlsStarted() {
        return tlsStarted;
    }

    /// When the TLS handshake was done.
    public long tlsDone() {
        return tlsDone;
    }

    /// The TLS handshake begins.
    public void startTls() {
        tlsStarted = System.nanoTime();
    }

    /// The TLS handshake is done.
    public void doneTls() {
        tlsDone = System.nanoTime();
    }
}
