package dev.lanner.http.connection;

import dev.lanner.http.buffer.BlockPool;
import dev.lanner.http.h1.HeadScanner;
import dev.lanner.http.h1.Rejection;
import dev.lanner.http.loop.Carrier;
import dev.lanner.http.loop.EventLoop;
import dev.lanner.http.loop.RequestPlace;
import dev.lanner.http.transport.Connection;
import dev.lanner.http.transport.Endpoint;
import dev.lanner.http.transport.Protocol;
import dev.lanner.http.transport.ProtocolStart;
import dev.lanner.http.transport.Spoken;
import dev.lanner.http.transport.Wire;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.SelectionKey;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

import static dev.lanner.http.connection.State.AHEAD;
import static dev.lanner.http.connection.State.CLOSED;
import static dev.lanner.http.connection.State.LINGER;
import static dev.lanner.http.connection.State.MUTED;
import static dev.lanner.http.connection.State.PEEK;
import static dev.lanner.http.connection.State.STEP;

/// One HTTP/1.1 connection.
///
/// Idle, it is driven by its loop: bytes come in until a head is complete. Then a request thread serves that request
/// and those that came with it, and gives the connection back. See [State] for who owns it when.
final class Http1Connection implements Protocol {
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Http1Connection.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final Connection link;
    final Wire wire;
    final Endpoint endpoint;
    final EventLoop loop;
    final Input input = new Input(this);
    final Output output = new Output(this);
    private final LoopSide side = new LoopSide(this);

    /// Within a step from the start: the key may tell of bytes before [#begin] has looked at those that came earlier.
    volatile int state = STEP;
    private volatile @Nullable IOException failure;
    volatile boolean peerClosed;
    volatile @Nullable Http1Exchange exchange;
    /// When the loop's patience ends, in its milliseconds.
    volatile long deadline;

    // for the owner
    /// Whether nothing of HTTP was received yet, so that the client may still choose HTTP/2.
    boolean fresh = true;
    /// The clock at the first byte of the head that is being read.
    long headStartedNanos;
    @Nullable HeadScanner scanner;
    byte @Nullable [] ahead;
    int headStart;
    /// How many requests it had.
    int requests;

    /// @param link the connection below
    /// @param wire its bytes
    Http1Connection(Connection link, Wire wire) {
        this.link = link;
        this.wire = wire;
        this.endpoint = link.endpoint();
        this.loop = link.loop();
    }

    // ---- Protocol

    /// Begins to read, or refuses the connection where there are too many.
    @Override
    public void begin(byte[] first) {
        deadline = loop.nowMillis() + endpoint.limits().keepAliveMillis();
        if (link.admitted()) {
            side.begin(first);
            return;
        }
        state = LINGER;
        deadline = loop.nowMillis() + Linger.REFUSED_MILLIS;
        Linger.log(this, Rejection.CONNECTION_LIMIT, 0);
        try {
            Linger.refuse(wire, Rejection.CONNECTION_LIMIT);
        } catch (IOException e) {
            // gone already
            closeNow();
        }
    }

    @Override
    public void ready(Carrier carrier, int ops) {
        side.ready(carrier, ops);
    }

    @Override
    public void sweep(long nowMillis) {
        side.sweep(nowMillis);
    }

    @Override
    public Spoken spoken() {
        return Spoken.HTTP_1;
    }

    /// Ends the connection if nothing runs on it; a step of its loop will do it.
    @Override
    public void closeWhenIdle() {
        loop.submit(() -> side.sweep(loop.nowMillis()));
    }

    /// Ends the connection whatever runs on it; the client sees a reset where the transport has one.
    @Override
    public void abort() {
        link.reset();
        fail(new IOException("the exchange was aborted"));
        closeNow();
    }

    @Override
    public void lost(IOException cause) {
        fail(cause);
    }

    // ---- for both sides

    /// Starts a thread that serves the request whose head was found.
    void startServing() {
        RequestPlace place = link.place();
        place.start(new RequestSide(this, place));
    }

    /// Goes on with another protocol. In a step of the loop, which owns the connection.
    void switchTo(ProtocolStart start) {
        byte[] first = Arrays.copyOfRange(input.data(), input.position(), input.end());
        input.consume(input.end());
        input.trim();
        // not the channel's end: this object's
        state = CLOSED;
        link.speak(start, wire, first);
    }

    /// The bytes go to what the client has asked to upgrade to. In a step of the loop.
    void switchTo(UpgradedStream stream) {
        state = CLOSED;
        link.speak((same, through) -> stream, wire, new byte[0]);
    }

    /// A head ends here in the input.
    void headFound(int end) {
        scanner = null;
        headStart = input.position();
        input.share();
        input.consume(end);
    }

    /// Adds what was read ahead to the input. For the owner.
    void joinAhead() {
        byte[] bytes = ahead;
        if (bytes != null) {
            ahead = null;
            input.append(bytes);
        }
    }

    /// Takes what the loop has read ahead, so that the channel's next byte follows the input's last one. For the thread
    /// of an exchange, before it reads from the channel. The loop does not begin to read ahead any more once it sees
    /// that the exchange has a body, or that the connection was upgraded.
    void claimInput() {
        while (true) {
            int now = state;
            if ((now & PEEK) != 0) {
                Thread.yield();
            } else if ((now & AHEAD) == 0) {
                return;
            } else if (change(now, now & ~AHEAD)) {
                joinAhead();
                return;
            }
        }
    }

    /// Nothing of an exchange uses the connection any more.
    void exchangeOver() {
        exchange = null;
    }

    // ---- for the exchange and its streams

    Endpoint endpoint() {
        return endpoint;
    }

    Connection link() {
        return link;
    }

    Wire wire() {
        return wire;
    }

    EventLoop loop() {
        return loop;
    }

    Input input() {
        return input;
    }

    Output output() {
        return output;
    }

    BlockPool pool() {
        return link.pool();
    }

    String id() {
        return link.id();
    }

    /// Starts a thread for this connection.
    void start(Runnable task) {
        link.place().start(task);
    }

    /// Wants to know when the channel takes bytes or has some.
    void arm(int ops) {
        link.arm(ops);
    }

    /// Wants to know when the channel has bytes; cheap where the interest is on.
    void armRead() {
        while (true) {
            int now = state;
            if ((now & MUTED) == 0) {
                return;
            }
            if (change(now, now & ~MUTED)) {
                arm(SelectionKey.OP_READ);
                return;
            }
        }
    }

    /// The client has closed its side.
    boolean peerClosed() {
        return peerClosed;
    }

    /// A read found the end.
    void sawEnd() {
        peerClosed = true;
    }

    boolean failed() {
        return failure != null;
    }

    void checkAlive() throws IOException {
        IOException cause = failure;
        if (cause != null) {
            throw new IOException("the connection is gone: " + cause.getMessage(), cause);
        }
        if ((state & CLOSED) != 0) {
            throw new IOException("the connection was closed");
        }
    }

    /// Whether waiting for the client is of no use any more.
    boolean over() {
        return failure != null || (state & CLOSED) != 0;
    }

    /// The connection can't be used any more: wakes who waits for it. The owner closes it.
    void fail(IOException cause) {
        if (failure == null) {
            failure = cause;
        }
        Http1Exchange current = exchange;
        if (current != null) {
            current.connectionLost();
        }
        input.fire();
        output.fire();
    }

    /// Closes the channel. From any thread; the owner gives the blocks back, see [#end()].
    void closeNow() {
        while (true) {
            int now = state;
            if ((now & CLOSED) != 0) {
                return;
            }
            if (change(now, now | CLOSED)) {
                break;
            }
        }
        link.close();
        input.fire();
        output.fire();
    }

    /// Closes the channel and gives all blocks back. For the owner, once nobody else writes.
    void end() {
        closeNow();
        output.discard();
    }

    /// Changes the state word, if it still is what it was.
    boolean change(int from, int to) {
        return STATE.compareAndSet(this, from, to);
    }
}
