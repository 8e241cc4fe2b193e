package dev.lanner.http.h2.connection;

import dev.lanner.http.h2.ErrorCode;
import dev.lanner.http.h2.Fault;
import dev.lanner.spi.log.RequestLogEntry;
import dev.lanner.spi.message.Fields;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a connection ends (RFC 9113, 5.4.1 and 6.8).
///
/// | phase | entered by | what happens |
/// |---|---|---|
/// | OPEN | the start | streams come and go |
/// | DRAINING | stop, requestClose | GOAWAY with the highest number: the client opens no more streams; PING |
/// | CLOSING | the answer to that PING, or a moment later; idle for too long; the client's GOAWAY | GOAWAY with the last stream; newer ones are ignored |
/// | LINGERING | the last stream is over; a fault | our side is closed; what comes is dropped for a while |
/// | CLOSED | the client closes, or time is over | |
final class Ending {
    /// Between the two GOAWAY frames: streams that the client opened before it saw the first one are on their way, and
    /// have come when it answers the PING. Some clients don't.
    private static final long DRAIN_MILLIS = 400;
    private static final long LINGER_MILLIS = 1000;
    private static final long DRAIN_PING = 0x4c61_6e6e_6572_0001L;

    private enum Phase {
        OPEN, DRAINING, CLOSING, LINGERING, CLOSED
    }

    private final Http2Connection connection;
    private volatile Phase phase = Phase.OPEN;
    private volatile long deadline;
    /// The highest stream that the client has opened; the loop's.
    private volatile int lastStream;

    Ending(Http2Connection connection) {
        this.connection = connection;
    }

    /// The client has opened a stream.
    void opened(int stream) {
        lastStream = stream;
    }

    int lastStream() {
        return lastStream;
    }

    /// Whether new streams are taken.
    boolean takesStreams() {
        return phase == Phase.OPEN || phase == Phase.DRAINING;
    }

    /// Whether nothing is wanted of the client any more.
    boolean dropsInput() {
        return phase == Phase.LINGERING || phase == Phase.CLOSED;
    }

    boolean open() {
        return phase == Phase.OPEN;
    }

    boolean isClosed() {
        return phase == Phase.CLOSED;
    }

    /// Begins a graceful end: nothing that the client has sent is lost.
    void drain() {
        if (phase == Phase.OPEN) {
            deadline = connection.now() + DRAIN_MILLIS;
            phase = Phase.DRAINING;
            connection.lock().lock();
            try {
                connection.output().appendGoAway(Integer.MAX_VALUE, ErrorCode.NO_ERROR);
                connection.output().appendPing(false, DRAIN_PING);
            } finally {
                connection.lock().unlock();
            }
            connection.output().flush();
        }
    }

    /// The client has answered a PING: when it is ours, it has seen the first GOAWAY, and what it sent before has come.
    void answered(long ping) {
        if (ping == DRAIN_PING && phase == Phase.DRAINING) {
            close();
            connection.closeWhenIdle();
        }
    }

    /// Takes no more streams.
    void close() {
        if (takesStreams()) {
            phase = Phase.CLOSING;
            goAway(lastStream, ErrorCode.NO_ERROR);
        }
    }

    /// The client opens no more streams.
    void peerGoesAway() {
        if (takesStreams()) {
            phase = Phase.CLOSING;
            goAway(lastStream, ErrorCode.NO_ERROR);
            connection.closeWhenIdle();
        }
    }

    private void goAway(int last, ErrorCode error) {
        connection.lock().lock();
        try {
            connection.output().appendGoAway(last, error);
        } finally {
            connection.lock().unlock();
        }
        connection.output().flush();
    }

    /// The client has broken a rule, or a limit: ends everything.
    void fault(Fault why) {
        if (dropsInput()) {
            return;
        }
        phase = Phase.LINGERING;
        deadline = connection.now() + LINGER_MILLIS;
        goAway(lastStream, why.error());
        log(why, null, null);
        List<Http2Stream> all;
        connection.lock().lock();
        try {
            all = connection.streams().all();
        } finally {
            connection.lock().unlock();
        }
        IOException cause = new IOException("the connection was ended by the server: " + why.reason());
        for (Http2Stream stream : all) {
            connection.closed(stream, cause);
        }
        shutdownWhenSent();
    }

    /// The loop's look: goes on where it is time.
    ///
    /// @param streams how many are left
    void look(long now, int streams) {
        if (phase == Phase.DRAINING && now >= deadline) {
            close();
        }
        if (phase == Phase.CLOSING && streams == 0) {
            phase = Phase.LINGERING;
            deadline = now + LINGER_MILLIS;
        }
        if (phase == Phase.LINGERING) {
            if (now >= deadline) {
                connection.lost(new IOException("the connection was closed"));
            } else {
                shutdownWhenSent();
            }
        }
    }

    private boolean shutDown;

    private void shutdownWhenSent() {
        if (shutDown || !connection.output().empty()) {
            return;
        }
        shutDown = true;
        // what is appended from now on has nowhere to go
        connection.lock().lock();
        try {
            connection.output().close();
        } finally {
            connection.lock().unlock();
        }
        try {
            connection.wire().shutdownOutput();
        } catch (IOException e) {
            connection.lost(e);
        }
    }

    void closed() {
        phase = Phase.CLOSED;
    }

    /// Reports what was refused, from a thread that may wait for the log.
    void log(Fault why, @Nullable String method, @Nullable String target) {
        connection.link().place().start(() -> connection.endpoint().context().requestLog()
                .log(new RequestLogEntry(System.currentTimeMillis(), 0, connection.link().id(), "",
                        connection.link().remote(), null, method, target, Http2Exchange.PROTOCOL, 0, 0, Fields.EMPTY,
                        why.reason(), connection.endpoint().rules().scheme(), null, null)));
    }
}
