package dev.lanner.http.connection;

import dev.lanner.http.h1.HeadScanner;
import dev.lanner.http.h1.RejectedRequestException;
import dev.lanner.http.h1.Rejection;
import dev.lanner.http.h2.Preface;
import dev.lanner.http.loop.Carrier;
import dev.lanner.http.loop.Ready;
import dev.lanner.http.transport.ProtocolStart;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.Arrays;

import static dev.lanner.http.connection.State.AHEAD;
import static dev.lanner.http.connection.State.BUSY;
import static dev.lanner.http.connection.State.CLOSED;
import static dev.lanner.http.connection.State.GIVEN;
import static dev.lanner.http.connection.State.LINGER;
import static dev.lanner.http.connection.State.MUTED;
import static dev.lanner.http.connection.State.PEEK;
import static dev.lanner.http.connection.State.STEP;

/// What the event loop does with a connection, in guarded steps: reads heads, looks after busy connections, and lets
/// ended ones linger.
final class LoopSide implements Ready {
    private final Http1Connection connection;
    private long discarded;

    LoopSide(Http1Connection connection) {
        this.connection = connection;
    }

    @Override
    public void ready(Carrier carrier, int ops) {
        if ((ops & SelectionKey.OP_WRITE) != 0) {
            connection.link.disarm(SelectionKey.OP_WRITE);
            connection.output.writable();
        }
        if ((ops & SelectionKey.OP_READ) != 0) {
            readable(carrier);
        }
    }

    private void readable(Carrier carrier) {
        int now = connection.state;
        if ((now & CLOSED) != 0) {
            return;
        }
        if ((now & BUSY) != 0) {
            readableWhileBusy(carrier);
        } else if ((now & STEP) == 0 && connection.change(now, now | STEP)) {
            try {
                if ((now & LINGER) != 0) {
                    linger(carrier);
                } else {
                    readHead(carrier.buffer());
                }
            } catch (RuntimeException | Error e) {
                // or nobody would own it
                connection.closeNow();
                throw e;
            }
        }
    }

    /// Goes on with bytes that were read before the connection spoke HTTP/1.1, and leaves the first step.
    void begin(byte[] first) {
        if (first.length > 0) {
            connection.input.append(first);
            if (examine()) {
                return;
            }
        }
        if (connection.wire.pending()) {
            readHead(ByteBuffer.allocate(Carrier.READ_SIZE));
        } else {
            leaveStep();
        }
    }

    private void readHead(ByteBuffer buffer) {
        do {
            int read;
            try {
                read = connection.wire.read(buffer.clear());
            } catch (IOException e) {
                read = -1;
            }
            if (read < 0) {
                connection.closeNow();
                return;
            }
            if (read > 0) {
                connection.input.append(buffer.flip());
                if (examine()) {
                    return;
                }
            }
        } while (connection.wire.pending());
        connection.wire.park();
        leaveStep();
    }

    /// The loop owns the connection, within a step, and has new bytes: starts a request when a head is complete.
    ///
    /// @return whether the connection is the loop's no more
    private boolean examine() {
        if (connection.fresh) {
            ProtocolStart http2 = connection.endpoint.protocols().http2();
            Input input = connection.input;
            int prefix = http2 == null ? -1 : Preface.match(input.data(), input.position(), input.end(), 0);
            if (http2 != null && prefix == Preface.LENGTH) {
                connection.switchTo(http2);
                return true;
            }
            connection.fresh = prefix > 0;
        }
        HeadScanner own = connection.scanner;
        if (own == null) {
            own = new HeadScanner();
            connection.scanner = own;
            if (connection.link.timing() != null) {
                connection.headStartedNanos = System.nanoTime();
            }
            connection.deadline = connection.loop.nowMillis() + connection.endpoint.limits().headMillis();
        }
        if (connection.fresh) {
            // the beginning of a preface, or of a request like POST: the next bytes say which
            return false;
        }
        int end;
        try {
            end = own.scan(connection.input.data(), connection.input.position(), connection.input.end(),
                    connection.endpoint.rules());
        } catch (RejectedRequestException e) {
            startRejecting(e.rejection());
            return true;
        }
        if (end < 0) {
            return false;
        }
        connection.headFound(end);
        if (connection.change(STEP, BUSY)) {
            connection.startServing();
        }
        return true;
    }

    private void startRejecting(Rejection rejection) {
        connection.scanner = null;
        connection.headStart = connection.input.position();
        if (connection.change(STEP, BUSY)) {
            connection.start(() -> new RequestSide(connection, null).reject(rejection));
        }
    }

    private void leaveStep() {
        connection.change(STEP, 0);
    }

    private void readableWhileBusy(Carrier carrier) {
        if (connection.input.fire()) {
            return;
        }
        Http1Exchange current = connection.exchange;
        if (current != null && current.bodyConsumed() && !connection.peerClosed) {
            peek(carrier.buffer(), current);
        } else {
            mute();
        }
    }

    /// Reads ahead while a request runs that has no body left: to see the client go, and for the next request.
    private void peek(ByteBuffer buffer, Http1Exchange current) {
        int now = connection.state;
        if ((now & (PEEK | BUSY | GIVEN | CLOSED)) != BUSY || !connection.change(now, now | PEEK)) {
            return;
        }
        if (connection.exchange != current || !current.bodyConsumed()) {
            // The next exchange has begun, or the connection was upgraded: their thread reads now.
            endPeek(false);
            return;
        }
        boolean more = false;
        try {
            int read;
            do {
                read = connection.wire.readAhead(buffer.clear());
                if (read > 0) {
                    keep(buffer.flip());
                    more = true;
                } else if (read < 0) {
                    connection.peerClosed = true;
                    current.peerClosed(connection.endpoint.limits().abortOnHalfClose());
                }
            } while (read > 0 && connection.wire.pending() && !enoughAhead());
        } catch (IOException e) {
            connection.fail(e);
        }
        if (connection.peerClosed || connection.failed() || enoughAhead() || connection.wire.pending()) {
            mute();
        }
        endPeek(more);
    }

    private boolean enoughAhead() {
        byte[] kept = connection.ahead;
        return kept != null && kept.length >= connection.endpoint.limits().readAhead() / 4;
    }

    private void keep(ByteBuffer read) {
        byte[] before = connection.ahead;
        int length = before == null ? 0 : before.length;
        byte[] joined = before == null
                ? new byte[read.remaining()]
                : Arrays.copyOf(before, length + read.remaining());
        read.get(joined, length, read.remaining());
        connection.ahead = joined;
    }

    private void endPeek(boolean more) {
        while (true) {
            int now = connection.state;
            if ((now & GIVEN) != 0) {
                // The exchange has ended meanwhile. Bits but CLOSED can't change any more: the loop is the owner.
                resumeAfterPeek(now);
                return;
            }
            if (connection.change(now, (now & ~PEEK) | (more ? AHEAD : 0))) {
                return;
            }
        }
    }

    private void resumeAfterPeek(int now) {
        if ((now & CLOSED) != 0 || !connection.change(now, STEP)) {
            connection.end();
            return;
        }
        if ((now & MUTED) != 0) {
            connection.arm(SelectionKey.OP_READ);
        }
        connection.joinAhead();
        if (connection.input.available() == 0 || !examine()) {
            leaveStep();
        }
    }

    /// Takes the read interest off until somebody wants bytes again.
    private void mute() {
        while (true) {
            int now = connection.state;
            if ((now & BUSY) == 0 || (now & MUTED) != 0) {
                break;
            }
            if (connection.change(now, now | MUTED)) {
                connection.link.disarm(SelectionKey.OP_READ);
                if ((connection.state & MUTED) == 0) {
                    // It was armed in between, and perhaps before the interest was taken off.
                    connection.link.armNow(SelectionKey.OP_READ);
                }
                break;
            }
        }
        if (connection.input.awaited()) {
            // Somebody began to wait while the interest was taken off, and may not have seen it.
            connection.armRead();
        }
    }

    private void linger(Carrier carrier) {
        try {
            int read;
            do {
                read = connection.wire.read(carrier.buffer());
                discarded += Math.max(0, read);
            } while (connection.wire.pending() && discarded <= connection.endpoint.limits().maxDrain());
            if (read >= 0 && discarded <= connection.endpoint.limits().maxDrain()) {
                connection.change(STEP | LINGER, LINGER);
                return;
            }
        } catch (IOException e) {
            // the client has gone: that was what we waited for
        }
        connection.closeNow();
    }

    @Override
    public void sweep(long now) {
        int at = connection.state;
        if ((at & CLOSED) != 0) {
            return;
        }
        if ((at & BUSY) != 0) {
            sweepBusy(now);
        } else if ((at & STEP) == 0
                && (now >= connection.deadline
                        || at == 0 && connection.scanner == null && closesIdle(now))
                && connection.change(at, at | STEP)) {
            expire(at);
        }
    }

    /// While nothing has come, the deadline tells since when.
    private boolean closesIdle(long now) {
        return connection.link.closesIdle(now,
                connection.deadline - connection.endpoint.limits().keepAliveMillis());
    }

    private void sweepBusy(long now) {
        Http1Exchange current = connection.exchange;
        if (current != null && current.bodyConsumed() && !connection.peerClosed && !connection.failed()
                && (connection.state & (MUTED | AHEAD)) == MUTED) {
            // The body was read without waiting: look again whether the client is still there.
            connection.armRead();
        }
        if (current != null) {
            current.sweep(now);
        } else if (connection.output.tooSlow(connection.endpoint.limits().responseRate(), now)) {
            connection.fail(new IOException("the client does not read its answer"));
        }
    }

    private void expire(int at) {
        if ((at & LINGER) != 0 || connection.scanner == null) {
            connection.closeNow();
        } else if (connection.input.available() == 0) {
            connection.closeNow();
        } else {
            startRejecting(Rejection.REQUEST_HEADERS_TIMEOUT);
        }
    }
}
