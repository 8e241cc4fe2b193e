package dev.lanner.http.h2.connection;

import dev.lanner.http.h1.Rejection;
import dev.lanner.http.h2.ErrorCode;
import dev.lanner.http.h2.Fault;
import dev.lanner.http.h2.StreamState;
import dev.lanner.spi.config.DataRate;
import dev.lanner.spi.message.Fields;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// One stream: its state, its windows, what has come for it and what waits to be sent on it (RFC 9113, 5).
///
/// The loop brings what the client sends; the exchange's threads read and write. Methods that say so want the
/// connection's lock held.
final class Http2Stream {
    /// A client that has sent so much of a body that nobody reads is told to stop, a small one is awaited.
    private static final int LARGE_BODY = 16 * 1024;
    private final Http2Connection connection;
    private final int id;
    private final long announced;
    final ReceiveBuffer received = new ReceiveBuffer();
    final SendSide out;

    // under the lock
    private StreamState state;
    private final StreamIntake intake;
    private boolean counted = true;
    private boolean exchangeOver;
    private boolean wasReset;
    /// Until when the rest of a body that nobody reads is awaited; 0 when it is not.
    private long drainUntil;

    private volatile @Nullable IOException failure;
    private volatile @Nullable Fields trailers;
    private volatile @Nullable Rejection refused;
    private volatile @Nullable Http2Exchange exchange;

    /// @param announced the length of the body; -1 when it is not known
    /// @param endStream whether there is none
    Http2Stream(Http2Connection connection, int id, long announced, boolean endStream) {
        this.connection = connection;
        this.id = id;
        this.announced = announced;
        state = endStream ? StreamState.HALF_CLOSED_REMOTE : StreamState.OPEN;
        intake = new StreamIntake(connection.config().windows(), connection.intake(), announced);
        out = new SendSide(this);
        if (endStream) {
            received.end();
        }
    }

    int id() {
        return id;
    }

    Http2Connection connection() {
        return connection;
    }

    void serving(Http2Exchange serves) {
        exchange = serves;
        if (failure != null) {
            serves.connectionLost();
        } else if (connection.peerClosed()) {
            serves.peerClosed();
        }
    }

    @Nullable
    Http2Exchange exchange() {
        return exchange;
    }

    // ---- what the client does: on the loop, with the lock

    /// Whether the client may still send a body or trailers.
    boolean receives() {
        return state.receives();
    }

    StreamState state() {
        return state;
    }

    /// The client's frame of DATA begins.
    ///
    /// @return why the stream must be reset, or null
    @Nullable
    Fault receive(int frameLength, int padding) {
        if (!intake.receive(frameLength, padding)) {
            return Fault.FLOW_CONTROL;
        }
        if (announced >= 0 && intake.received() > announced) {
            return Fault.MALFORMED;
        }
        if (padding > 0) {
            update(intake.padding(padding));
        }
        return null;
    }

    /// A piece of it has come.
    void arrived(int bytes) {
        intake.arrived(bytes);
    }

    /// The client has ended its side.
    ///
    /// @return why the stream must be reset, or null
    @Nullable
    Fault remoteEnd() {
        if (announced >= 0 && intake.received() != announced) {
            return Fault.MALFORMED;
        }
        intake.end();
        state = state.remoteEnd();
        closedInOrder();
        return null;
    }

    /// Whether the server has reset it.
    boolean resetByUs() {
        return wasReset;
    }

    /// The trailers can't be accepted; null where they can.
    void refuse(@Nullable Rejection why) {
        refused = why;
    }

    /// Why the body can't be accepted though it has come; null where it can.
    @Nullable
    Rejection refused() {
        return refused;
    }

    void trailers(Fields fields) {
        trailers = fields;
    }

    Fields trailers() {
        Fields known = trailers;
        return known == null ? Fields.EMPTY : known;
    }

    /// The stream is over at once, by either side.
    ///
    /// @return false when it was before
    boolean closeNow(boolean byUs) {
        if (state == StreamState.CLOSED) {
            return false;
        }
        state = StreamState.CLOSED;
        wasReset = byUs;
        intake.end();
        out.drop();
        if (exchangeOver) {
            gone();
        }
        return true;
    }

    // ---- both, with the lock

    /// Both sides have ended: it no longer counts, and is forgotten when its thread has ended too.
    private void closedInOrder() {
        if (state == StreamState.CLOSED) {
            uncount();
            if (exchangeOver) {
                gone();
            }
        }
    }

    private void uncount() {
        if (counted) {
            counted = false;
            connection.streams().uncount();
        }
    }

    private void gone() {
        uncount();
        if (connection.streams().remove(this, wasReset)) {
            connection.streamGone();
        }
    }

    private void update(int increment) {
        if (increment > 0 && state.receives()) {
            connection.output().appendWindowUpdate(id, increment);
        }
    }

    /// Our side has ended. With the lock.
    void localEnd() {
        state = state.localEnd();
        connection.budget().responded();
        closedInOrder();
        settle();
    }

    /// The response is out and its thread has ended, but the client may still send: what is on its way is dropped, and a
    /// client that has more is told to stop (RFC 9113, 8.1).
    private void settle() {
        if (!exchangeOver || state != StreamState.HALF_CLOSED_LOCAL) {
            return;
        }
        if (announced < 0
                ? intake.received() < LARGE_BODY
                : intake.coversRest()) {
            drainUntil = connection.now() + connection.limits().drainMillis();
        } else {
            stop();
        }
    }

    private void stop() {
        connection.appendReset(id, ErrorCode.NO_ERROR.code());
        closeNow(true);
    }

    /// More of a body has come that nobody reads, and its end is not known.
    void moreForNobody() {
        if (announced < 0 && intake.received() >= LARGE_BODY && state == StreamState.HALF_CLOSED_LOCAL) {
            stop();
        }
    }

    // ---- the exchange's threads

    void checkAlive() throws IOException {
        IOException cause = failure;
        if (cause != null) {
            throw new IOException("the stream is gone: " + cause.getMessage(), cause);
        }
    }

    boolean failed() {
        return failure != null;
    }

    /// Bytes were read by the application. Where nothing is left unread, the windows may grow.
    void consumed(int bytes) {
        boolean send;
        connection.lock().lock();
        try {
            long increments = intake.consumed(bytes, state.receives());
            connection.update((int) (increments >>> Integer.SIZE));
            update((int) increments);
            send = increments != 0;
        } finally {
            connection.lock().unlock();
        }
        connection.read();
        if (send) {
            connection.output().flush();
        }
    }

    /// Resets the stream. From any thread.
    void reset(long errorCode) {
        boolean done;
        connection.lock().lock();
        try {
            done = closeNow(true);
            if (done) {
                connection.appendReset(id, errorCode);
            }
        } finally {
            connection.lock().unlock();
        }
        if (done) {
            fail(new IOException("the stream was reset by the server"));
            connection.output().flush();
        }
    }

    /// The client can't be reached any more on this stream: wakes who waits for it. Without the lock.
    void fail(IOException cause) {
        if (failure == null) {
            failure = cause;
        }
        Http2Exchange current = exchange;
        if (current != null) {
            current.connectionLost();
        }
        received.over();
        out.fireWriter();
    }

    /// Whether all of the request has come.
    boolean requestEnded() {
        return received.ended();
    }

    /// The client has closed its side of the connection: what is missing of a body never comes.
    void inputEnded() {
        if (!received.ended()) {
            received.over();
        }
    }

    /// Nothing of the exchange uses the stream any more.
    void exchangeEnded() {
        connection.lock().lock();
        try {
            exchangeOver = true;
            exchange = null;
            connection.update(intake.abandon());
            if (state == StreamState.CLOSED) {
                gone();
            } else if (state.sends() && !out.endQueued()) {
                // nothing more will be written
                connection.appendReset(id, ErrorCode.INTERNAL_ERROR.code());
                closeNow(true);
            } else {
                settle();
            }
        } finally {
            connection.lock().unlock();
        }
        connection.read();
    }

    /// Whether bytes that come are for nobody.
    boolean dropsInput() {
        return exchangeOver;
    }

    /// The loop's look at the time, with the lock.
    ///
    /// @return why the stream must be reset, or null
    @Nullable
    Fault late(DataRate rate, long now) {
        if (drainUntil != 0 && now > drainUntil) {
            return Fault.TOO_MUCH_BODY;
        }
        return out.tooSlow(rate, now) ? Fault.RESPONSE_TOO_SLOW : null;
    }

    @Override
    public String toString() {
        return "stream " + id + " " + state + " " + intake.received();
    }
}
