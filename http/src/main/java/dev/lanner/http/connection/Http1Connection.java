package dev.lanner.http.connection;

import dev.lanner.http.buffer.BlockPool;
import dev.lanner.http.h1.HeadScanner;
import dev.lanner.http.h1.RejectedRequestException;
import dev.lanner.http.h1.Rejection;
import dev.lanner.http.h1.RequestHead;
import dev.lanner.http.loop.Carrier;
import dev.lanner.http.loop.EventLoop;
import dev.lanner.http.loop.Ready;
import dev.lanner.http.loop.RequestPlace;
import dev.lanner.spi.features.FeatureCollection;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

import static dev.lanner.http.connection.State.AHEAD;
import static dev.lanner.http.connection.State.BUSY;
import static dev.lanner.http.connection.State.CLOSED;
import static dev.lanner.http.connection.State.GIVEN;
import static dev.lanner.http.connection.State.LINGER;
import static dev.lanner.http.connection.State.MUTED;
import static dev.lanner.http.connection.State.PEEK;
import static dev.lanner.http.connection.State.STEP;

/// One HTTP/1.1 connection.
///
/// Idle, it is driven by its loop: bytes come in until a head is complete. Then a request thread serves that request and
/// those that came with it, and gives the connection back. See [State] for who owns it when.
final class Http1Connection implements Ready, Runnable {
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Http1Connection.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Endpoint endpoint;
    private final SocketChannel channel;
    private final EventLoop loop;
    private final Input input = new Input(this);
    private final Output output = new Output(this);
    private final long id = Endpoint.nextConnectionId();

    private volatile int state;
    private volatile @Nullable SelectionKey key;
    private volatile @Nullable IOException failure;
    private volatile boolean peerClosed;
    private volatile boolean closeRequested;
    private volatile @Nullable Http1Exchange exchange;
    private volatile @Nullable FeatureCollection features;
    private volatile @Nullable CompletableFuture<Void> closed;
    /// When the loop's patience ends, in its milliseconds.
    private volatile long deadline;

    // for the owner
    private @Nullable HeadScanner scanner;
    private byte @Nullable [] ahead;
    private int headStart;
    private long discarded;
    private boolean counted;
    private boolean upgraded;
    private @Nullable RequestPlace place;

    Http1Connection(Endpoint endpoint, SocketChannel channel, EventLoop loop) {
        this.endpoint = endpoint;
        this.channel = channel;
        this.loop = loop;
    }

    /// Begins to read, or refuses the connection where there are too many.
    void open() throws IOException {
        deadline = loop.nowMillis() + endpoint.limits.keepAliveMillis();
        counted = endpoint.admit(this);
        if (counted && !endpoint.closing()) {
            key = loop.register(channel, SelectionKey.OP_READ, this);
            return;
        }
        state = LINGER;
        deadline = loop.nowMillis() + Linger.REFUSED_MILLIS;
        Linger.refuse(channel, Rejection.CONNECTION_LIMIT);
        Linger.log(this, Rejection.CONNECTION_LIMIT, 0);
        key = loop.register(channel, SelectionKey.OP_READ, this);
    }

    // ---- the loop's side, in guarded steps

    @Override
    public void ready(Carrier carrier, int ops) {
        if ((ops & SelectionKey.OP_WRITE) != 0) {
            disarm(SelectionKey.OP_WRITE);
            output.writable();
        }
        if ((ops & SelectionKey.OP_READ) != 0) {
            readable(carrier);
        }
    }

    private void readable(Carrier carrier) {
        int now = state;
        if ((now & CLOSED) != 0) {
            return;
        }
        if ((now & BUSY) != 0) {
            readableWhileBusy(carrier);
        } else if ((now & STEP) == 0 && change(now, now | STEP)) {
            if ((now & LINGER) != 0) {
                linger(carrier);
            } else {
                readHead(carrier.buffer());
            }
        }
    }

    private void readHead(ByteBuffer buffer) {
        int read;
        try {
            read = channel.read(buffer);
        } catch (IOException e) {
            read = -1;
        }
        if (read < 0) {
            closeNow();
            return;
        }
        if (read == 0) {
            leaveStep();
            return;
        }
        input.append(buffer.flip());
        examine();
    }

    /// The loop owns the connection, within a step, and has new bytes: starts a request when a head is complete.
    private void examine() {
        HeadScanner own = scanner;
        if (own == null) {
            own = new HeadScanner();
            scanner = own;
            deadline = loop.nowMillis() + endpoint.limits.headMillis();
        }
        int end;
        try {
            end = own.scan(input.data(), input.position(), input.end(), endpoint.rules);
        } catch (RejectedRequestException e) {
            startRejecting(e.rejection());
            return;
        }
        if (end < 0) {
            leaveStep();
            return;
        }
        headFound(end);
        if (change(STEP, BUSY)) {
            start(this);
        }
    }

    private void headFound(int end) {
        scanner = null;
        headStart = input.position();
        input.share();
        input.consume(end);
    }

    private void startRejecting(Rejection rejection) {
        scanner = null;
        headStart = input.position();
        if (change(STEP, BUSY)) {
            start(() -> reject(rejection));
        }
    }

    private void leaveStep() {
        change(STEP, 0);
    }

    private void readableWhileBusy(Carrier carrier) {
        if (input.fire()) {
            return;
        }
        Http1Exchange current = exchange;
        if (current != null && current.bodyConsumed() && !peerClosed) {
            peek(carrier.buffer(), current);
        } else {
            mute();
        }
    }

    /// Reads ahead while a request runs that has no body left: to see the client go, and for the next request.
    private void peek(ByteBuffer buffer, Http1Exchange current) {
        int now = state;
        if ((now & (PEEK | BUSY | GIVEN | CLOSED)) != BUSY || !change(now, now | PEEK)) {
            return;
        }
        boolean more = false;
        try {
            int read = channel.read(buffer);
            if (read > 0) {
                keep(buffer.flip());
                more = true;
            } else if (read < 0) {
                peerClosed = true;
                current.peerClosed(endpoint.limits.abortOnHalfClose());
            }
        } catch (IOException e) {
            fail(e);
        }
        byte[] kept = ahead;
        if (peerClosed || failed() || kept != null && kept.length >= endpoint.limits.readAhead() / 4) {
            mute();
        }
        endPeek(more);
    }

    private void keep(ByteBuffer read) {
        byte[] before = ahead;
        int length = before == null ? 0 : before.length;
        byte[] joined = before == null
                ? new byte[read.remaining()]
                : Arrays.copyOf(before, length + read.remaining());
        read.get(joined, length, read.remaining());
        ahead = joined;
    }

    private void endPeek(boolean more) {
        while (true) {
            int now = state;
            if ((now & GIVEN) != 0) {
                // The exchange has ended meanwhile. Bits but CLOSED can't change any more: the loop is the owner.
                resumeAfterPeek(now);
                return;
            }
            if (change(now, (now & ~PEEK) | (more ? AHEAD : 0))) {
                return;
            }
        }
    }

    private void resumeAfterPeek(int now) {
        if ((now & CLOSED) != 0 || !change(now, STEP)) {
            output.discard();
            return;
        }
        if ((now & MUTED) != 0) {
            arm(SelectionKey.OP_READ);
        }
        joinAhead();
        if (input.available() > 0) {
            examine();
        } else {
            leaveStep();
        }
    }

    private void joinAhead() {
        byte[] bytes = ahead;
        if (bytes != null) {
            ahead = null;
            input.append(bytes);
        }
    }

    /// Takes the read interest off until somebody wants bytes again.
    private void mute() {
        while (true) {
            int now = state;
            if ((now & BUSY) == 0 || (now & MUTED) != 0) {
                break;
            }
            if (change(now, now | MUTED)) {
                disarm(SelectionKey.OP_READ);
                if ((state & MUTED) == 0) {
                    // It was armed in between, and perhaps before the interest was taken off.
                    armNow(SelectionKey.OP_READ);
                }
                break;
            }
        }
        if (input.awaited()) {
            // Somebody began to wait while the interest was taken off, and may not have seen it.
            armRead();
        }
    }

    private void linger(Carrier carrier) {
        try {
            ByteBuffer buffer = carrier.buffer();
            int read = channel.read(buffer);
            discarded += Math.max(0, read);
            if (read >= 0 && discarded <= endpoint.limits.maxDrain()) {
                change(STEP | LINGER, LINGER);
                return;
            }
        } catch (IOException e) {
            // the client has gone: that was what we waited for
        }
        closeNow();
    }

    @Override
    public void sweep(long now) {
        int at = state;
        if ((at & CLOSED) != 0) {
            return;
        }
        if ((at & BUSY) != 0) {
            sweepBusy(now);
        } else if ((at & STEP) == 0 && (now >= deadline || endpoint.closing() && at == 0 && scanner == null)
                && change(at, at | STEP)) {
            expire(at);
        }
    }

    private void sweepBusy(long now) {
        Http1Exchange current = exchange;
        if (current != null && current.bodyConsumed() && !peerClosed && !failed()
                && (state & (MUTED | AHEAD)) == MUTED) {
            // The body was read without waiting: look again whether the client is still there.
            armRead();
        }
        if (current != null) {
            current.sweep(now);
        } else if (output.tooSlow(endpoint.limits.responseRate(), now)) {
            fail(new IOException("the client does not read its answer"));
        }
    }

    private void expire(int at) {
        if ((at & LINGER) != 0 || scanner == null) {
            closeNow();
        } else if (input.available() == 0) {
            closeNow();
        } else {
            startRejecting(Rejection.REQUEST_HEADERS_TIMEOUT);
        }
    }

    // ---- the request thread's side

    /// Serves the request whose head was found, and those that follow in the bytes at hand.
    @Override
    public void run() {
        try {
            boolean more = true;
            while (more) {
                RequestHead head;
                try {
                    head = RequestHead.parse(input.data(), headStart, input.position(), endpoint.rules);
                } catch (RejectedRequestException e) {
                    reject(e.rejection());
                    return;
                }
                Http1Exchange next = new Http1Exchange(this, head, currentPlace());
                exchange = next;
                more = next.serve() && next.ended() && nextHead();
            }
        } catch (IOException e) {
            fail(e);
            exchangeOver();
            closeNow();
        } catch (RuntimeException | Error e) {
            fail(new IOException("failure in the connection", e));
            exchangeOver();
            closeNow();
            throw e;
        }
    }

    /// Nothing of an exchange uses the connection any more.
    void exchangeOver() {
        exchange = null;
    }

    /// Ends a suspended exchange's turn, on whichever thread finished it.
    void resumeAfter() {
        try {
            if (nextHead()) {
                start(this);
            }
        } catch (IOException e) {
            fail(e);
            closeNow();
        }
    }

    /// Finds the next head in the bytes at hand, or gives the connection back to its loop.
    ///
    /// @return whether there is one
    private boolean nextHead() throws IOException {
        exchange = null;
        while (true) {
            if (input.available() > 0 && findHead()) {
                return true;
            }
            int now = state;
            if ((now & CLOSED) != 0) {
                output.discard();
                return false;
            }
            if ((now & (BUSY | LINGER)) != BUSY) {
                return false;
            }
            output.flush();
            if (!release()) {
                return false;
            }
        }
    }

    private boolean findHead() throws IOException {
        HeadScanner own = scanner == null ? new HeadScanner() : scanner;
        try {
            int end = own.scan(input.data(), input.position(), input.end(), endpoint.rules);
            if (end < 0) {
                scanner = own;
                return false;
            }
            headFound(end);
        } catch (RejectedRequestException e) {
            output.flush();
            headStart = input.position();
            reject(e.rejection());
            return false;
        }
        RequestPlace current = place;
        if (current != null && current.returnsToLoop()) {
            output.holdForLoop();
        } else {
            output.flush();
        }
        return true;
    }

    /// Gives the connection to the loop, unless bytes were read ahead.
    ///
    /// @return whether the caller still owns it, with more input
    private boolean release() {
        input.trim();
        deadline = loop.nowMillis()
                + (scanner == null ? endpoint.limits.keepAliveMillis() : endpoint.limits.headMillis());
        while (true) {
            int now = state;
            if ((now & CLOSED) != 0) {
                output.discard();
                return false;
            }
            if (peerClosed && (now & (PEEK | AHEAD)) == 0) {
                closeNow();
                return false;
            }
            if ((now & AHEAD) != 0 && (now & PEEK) == 0) {
                if (change(now, now & ~AHEAD)) {
                    joinAhead();
                    return true;
                }
            } else if ((now & PEEK) != 0) {
                if (change(now, now | GIVEN)) {
                    return false;
                }
            } else if (change(now, 0)) {
                if ((now & MUTED) != 0) {
                    arm(SelectionKey.OP_READ);
                }
                return false;
            }
        }
    }

    /// Answers a request that can't be one, and closes.
    void reject(Rejection rejection) {
        Linger.log(this, rejection, headStart);
        try {
            Linger.answer(output, rejection);
            output.flush();
        } catch (IOException e) {
            fail(e);
        }
        closeAfterAnswer(false);
    }

    /// The answer is out and the connection shall end.
    ///
    /// @param inputDone whether nothing that the client has sent is unread
    void closeAfterAnswer(boolean inputDone) {
        if (failed() || peerClosed || inputDone && input.available() == 0 && (state & AHEAD) == 0) {
            closeNow();
            return;
        }
        // Closing with unread bytes would reset the connection, and the client might lose its answer: our side is
        // closed, and what still comes is dropped for a while.
        try {
            channel.shutdownOutput();
        } catch (IOException e) {
            closeNow();
            return;
        }
        deadline = loop.nowMillis() + endpoint.limits.drainMillis();
        output.discard();
        while (true) {
            int now = state;
            if ((now & CLOSED) != 0) {
                return;
            }
            if ((now & PEEK) == 0 && change(now, LINGER)) {
                arm(SelectionKey.OP_READ);
                return;
            }
            Thread.onSpinWait();
        }
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

    RequestPlace currentPlace() {
        RequestPlace own = place;
        if (own == null) {
            own = endpoint.loops.place(loop);
            place = own;
        }
        return own;
    }

    /// Starts a thread for this connection's requests.
    void start(Runnable task) {
        RequestPlace made = endpoint.loops.place(loop);
        place = made;
        made.start(task);
    }

    /// The connection's features, made when first asked for.
    FeatureCollection features() {
        FeatureCollection made = features;
        if (made == null) {
            made = ConnectionFeatures.of(this);
            features = made;
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

    private void armNow(int ops) {
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

    private void disarm(int ops) {
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
            made = new CompletableFuture<>();
            closed = made;
            if ((state & CLOSED) != 0) {
                made.complete(null);
            }
        }
        return made.minimalCompletionStage();
    }

    /// Leaves HTTP. False when there are too many upgraded connections.
    boolean upgrade() {
        if (!upgraded && endpoint.admitUpgrade()) {
            upgraded = true;
        }
        return upgraded;
    }

    /// Ends the connection if nothing runs on it; a step of its loop will do it.
    void closeWhenIdle() {
        loop.submit(() -> sweep(loop.nowMillis()));
    }

    /// Ends the connection whatever runs on it; the client sees a reset where the transport has one.
    void abort() {
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

    /// Closes the channel. From any thread; blocks go back when no exchange runs.
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
        endpoint.forget(this, counted, upgraded);
        if (exchange == null) {
            output.discard();
        }
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

    /// Gives blocks back that the loop held when the connection was closed without an exchange.
    void discardIfOver() {
        if ((state & CLOSED) != 0 && exchange == null) {
            output.discard();
        }
    }

    private boolean change(int from, int to) {
        return STATE.compareAndSet(this, from, to);
    }
}
