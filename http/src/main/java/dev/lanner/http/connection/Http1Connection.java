package dev.lanner.http.connection;

import dev.lanner.http.buffer.BlockPool;
import dev.lanner.http.exchange.ConnectionTiming;
import dev.lanner.http.h1.HeadScanner;
import dev.lanner.http.h1.Rejection;
import dev.lanner.http.loop.EventLoop;
import dev.lanner.http.loop.RequestPlace;
import dev.lanner.spi.features.FeatureCollection;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.StandardSocketOptions;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

import static dev.lanner.http.connection.State.AHEAD;
import static dev.lanner.http.connection.State.CLOSED;
import static dev.lanner.http.connection.State.LINGER;
import static dev.lanner.http.connection.State.MUTED;
import static dev.lanner.http.connection.State.PEEK;

/// One HTTP/1.1 connection.
///
/// Idle, it is driven by its loop: bytes come in until a head is complete. Then a request thread serves that request
/// and those that came with it, and gives the connection back. See [State] for who owns it when.
final class Http1Connection {
    private static final VarHandle STATE;
    private static final VarHandle FEATURES;
    private static final VarHandle CLOSED_STAGE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(Http1Connection.class, "state", int.class);
            FEATURES = lookup.findVarHandle(Http1Connection.class, "features", FeatureCollection.class);
            CLOSED_STAGE = lookup.findVarHandle(Http1Connection.class, "closed", CompletableFuture.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final Endpoint endpoint;
    final SocketChannel channel;
    final EventLoop loop;
    final Input input = new Input(this);
    final Output output = new Output(this);
    private final LoopSide side = new LoopSide(this);
    private final long id = Endpoint.nextConnectionId();

    volatile int state;
    private volatile @Nullable SelectionKey key;
    private volatile @Nullable IOException failure;
    volatile boolean peerClosed;
    private volatile boolean closeRequested;
    volatile @Nullable Http1Exchange exchange;
    private volatile @Nullable FeatureCollection features;
    private volatile @Nullable CompletableFuture<Void> closed;
    /// The client's address, kept for the log when the channel is closed before the request is logged.
    volatile @Nullable String remote;
    /// When the loop's patience ends, in its milliseconds.
    volatile long deadline;

    /// Null where nobody wants to know.
    final @Nullable ConnectionTiming timing;

    // for the owner
    /// The clock at the first byte of the head that is being read.
    long headStartedNanos;
    @Nullable HeadScanner scanner;
    byte @Nullable [] ahead;
    int headStart;
    /// How the endpoint counts this connection; changed by compare-and-set.
    final AtomicReference<Endpoint.Count> counted = new AtomicReference<>(Endpoint.Count.NOT);

    Http1Connection(Endpoint endpoint, SocketChannel channel, EventLoop loop) {
        this.endpoint = endpoint;
        this.channel = channel;
        this.loop = loop;
        timing = endpoint.wantsAllRequests ? new ConnectionTiming() : null;
    }

    /// Begins to read, or refuses the connection where there are too many.
    void open() throws IOException {
        deadline = loop.nowMillis() + endpoint.limits.keepAliveMillis();
        boolean admitted = endpoint.admit(this);
        if (admitted && !endpoint.closing()) {
            key = loop.register(channel, SelectionKey.OP_READ, side);
            return;
        }
        state = LINGER;
        deadline = loop.nowMillis() + Linger.REFUSED_MILLIS;
        Rejection why = admitted ? Rejection.SERVER_STOPPING : Rejection.CONNECTION_LIMIT;
        Linger.log(this, why, 0);
        Linger.refuse(channel, why);
        key = loop.register(channel, SelectionKey.OP_READ, side);
    }

    // ---- for both sides

    /// Starts a thread that serves the request whose head was found.
    void startServing() {
        RequestPlace place = endpoint.loops.place(loop);
        place.start(new RequestSide(this, place));
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

    SocketChannel channel() {
        return channel;
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
        return endpoint.pool(loop);
    }

    String id() {
        return Long.toString(id, 36);
    }

    /// Starts a thread for this connection.
    void start(Runnable task) {
        endpoint.loops.place(loop).start(task);
    }

    /// The connection's features, made when first asked for.
    FeatureCollection features() {
        FeatureCollection made = features;
        if (made == null) {
            FeatureCollection fresh = ConnectionFeatures.of(this);
            made = (FeatureCollection) FEATURES.compareAndExchange(this, null, fresh);
            made = made == null ? fresh : made;
        }
        return made;
    }

    /// The revision of the connection's features, without making them.
    int featuresRevision() {
        FeatureCollection made = features;
        return made == null ? endpoint.context.features().revision() : made.revision();
    }

    /// Wants to know when the channel takes bytes or has some.
    void arm(int ops) {
        onLoop(() -> armNow(ops));
    }

    /// Does what touches the selector: at once on platform threads, in a step of the loop for virtual ones.
    private void onLoop(Runnable action) {
        if (Thread.currentThread().isVirtual()) {
            loop.submit(action);
        } else {
            action.run();
        }
    }

    /// The same, on a platform thread: a step of the loop, most of the time.
    void armNow(int ops) {
        try {
            SelectionKey own = ownKey();
            if (own != null) {
                own.interestOpsOr(ops);
                loop.wakeFromPlatform();
            }
        } catch (CancelledKeyException e) {
            fail(new ClosedChannelException());
        }
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

    /// The key; the loop may already have begun with it before [#open()] has got it.
    private @Nullable SelectionKey ownKey() {
        SelectionKey own = key;
        return own == null ? loop.keyOf(channel) : own;
    }

    /// Looks away from the channel. In a step of the loop.
    void disarm(int ops) {
        SelectionKey own = ownKey();
        try {
            if (own != null) {
                own.interestOpsAnd(~ops);
            }
        } catch (CancelledKeyException e) {
            // closed meanwhile
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

    /// Whether the connection shall end after the running request.
    boolean closeRequested() {
        return closeRequested || endpoint.closing();
    }

    void requestClose() {
        closeRequested = true;
    }

    CompletionStage<Void> closedStage() {
        CompletableFuture<Void> made = closed;
        if (made == null) {
            CompletableFuture<Void> fresh = new CompletableFuture<>();
            made = CLOSED_STAGE.compareAndSet(this, null, fresh) ? fresh : java.util.Objects.requireNonNull(closed);
            if ((state & CLOSED) != 0) {
                made.complete(null);
            }
        }
        return made.minimalCompletionStage();
    }

    /// Leaves HTTP. False when there are too many upgraded connections.
    boolean upgrade() {
        return endpoint.admitUpgrade(this);
    }

    /// Ends the connection if nothing runs on it; a step of its loop will do it.
    void closeWhenIdle() {
        loop.submit(() -> side.sweep(loop.nowMillis()));
    }

    /// Ends the connection whatever runs on it; the client sees a reset where the transport has one.
    void abort() {
        remote = Linger.remote(this);
        try {
            if (!endpoint.unix && channel.isOpen()) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        } catch (IOException | UnsupportedOperationException e) {
            // a plain close does as well
        }
        fail(new IOException("the exchange was aborted"));
        closeNow();
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
        onLoop(this::closeChannel);
        endpoint.forget(this);
        CompletableFuture<Void> stage = closed;
        if (stage != null) {
            stage.complete(null);
        }
        input.fire();
        output.fire();
    }

    private void closeChannel() {
        try {
            channel.close();
            loop.wakeFromPlatform();
        } catch (IOException e) {
            // nothing is left to close
        }
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
