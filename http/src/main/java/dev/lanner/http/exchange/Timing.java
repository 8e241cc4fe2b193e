package dev.lanner.http.exchange;

import dev.lanner.http.transport.ConnectionTiming;
import dev.lanner.spi.features.RequestTimingFeature;

/// The phases of one request, kept where metrics or a log of all requests want them. Written by the threads that serve
/// the request, one after the other.
public final class Timing implements RequestTimingFeature {
    private final ConnectionTiming connection;
    private final long headStarted;
    private final long headParsed;
    private volatile long dispatched;
    private volatile long firstByte;
    private volatile long ended;

    /// @param headStarted the clock at the head's first byte; 0 where it was not looked at
    public Timing(ConnectionTiming connection, long headStarted) {
        this.connection = connection;
        this.headParsed = System.nanoTime();
        this.headStarted = headStarted == 0 ? headParsed : headStarted;
    }

    /// The application knows who serves the request; the first time counts.
    public void dispatched() {
        if (dispatched == 0) {
            dispatched = System.nanoTime();
        }
    }

    /// The response was started.
    public void firstByte() {
        if (firstByte == 0) {
            firstByte = System.nanoTime();
        }
    }

    /// The request is over.
    ///
    /// @return how long it took since its head was read, in nanoseconds
    public long end() {
        ended = System.nanoTime();
        return ended - headParsed;
    }

    @Override
    public long nanos(Phase phase) {
        long at = switch (phase) {
            case ACCEPTED -> connection.accepted();
            case TLS_STARTED -> connection.tlsStarted();
            case TLS_DONE -> connection.tlsDone();
            case HEAD_STARTED -> headStarted;
            case HEAD_PARSED -> headParsed;
            case DISPATCHED -> dispatched;
            case FIRST_BYTE -> firstByte;
            case ENDED -> ended;
        };
        return at == 0 ? NOT_REACHED : at - connection.accepted();
    }
}
