package dev.lanner.http.h2.connection;

import dev.lanner.http.h2.Fault;
import dev.lanner.http.loop.Carrier;
import dev.lanner.http.loop.Ready;
import dev.lanner.http.transport.Wire;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the event loop does with a connection, in guarded steps: reads frames, goes on sending, looks at the time.
final class LoopSide implements Ready {
    /// What may wait to be sent before nothing more is read: answers to PING and SETTINGS of a client that does not read.
    private static final int MOST_BACKLOG = 256 * 1024;
    private static final int READS_AT_ONCE = 8;
    private static final VarHandle ENTERED;
    private static final VarHandle HELD;

    static {
        try {
            ENTERED = MethodHandles.lookup().findVarHandle(LoopSide.class, "entered", boolean.class);
            HELD = MethodHandles.lookup().findVarHandle(LoopSide.class, "held", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Http2Connection connection;
    private final Ending ending;
    private final FrameHandler frames;
    /// Whether some thread is in a step; at first the one that begins, since the loop may see the channel ready, and be
    /// given to another carrier, before the bytes that were read already are handled.
    @SuppressWarnings("UnusedVariable") // read and written through ENTERED
    private volatile boolean entered = true;
    private volatile boolean muted;
    /// Whether the client's end lies in the wire, to be read when the last answer is out.
    private volatile boolean endHeld;
    /// Whether nothing is read because of bodies that no application reads, and since when.
    private volatile boolean held;
    private volatile long heldSince;
    private volatile long heldMillis;
    private volatile long receivedAt;
    private volatile long idleSince;
    private volatile long pingAt;

    LoopSide(Http2Connection connection, Ending ending) {
        this.connection = connection;
        this.ending = ending;
        this.frames = new FrameHandler(connection, ending);
    }

    void begin(byte[] first) {
        receivedAt = connection.now();
        idleSince = receivedAt;
        try {
            if (!connection.link().admitted()) {
                ending.close();
            } else if (first.length > 0) {
                handle(first);
            }
            connection.output().flush();
            if (connection.wire().pending()) {
                read(null);
            }
        } finally {
            entered = false;
        }
    }

    @Override
    public void ready(Carrier carrier, int ops) {
        if ((ops & SelectionKey.OP_WRITE) != 0) {
            connection.link().disarm(SelectionKey.OP_WRITE);
            connection.output().writable();
        }
        if ((ops & SelectionKey.OP_READ) != 0 && ENTERED.compareAndSet(this, false, true)) {
            try {
                read(carrier);
            } catch (RuntimeException | Error e) {
                // or nobody would look after it
                connection.lost(new IOException("failure in the connection", e));
                throw e;
            } finally {
                entered = false;
            }
        }
    }

    /// @param carrier has the buffer; null outside of its turn
    private void read(@Nullable Carrier carrier) {
        int read = 0;
        int reads = 0;
        do {
            ByteBuffer buffer = carrier == null ? ByteBuffer.allocate(Carrier.READ_SIZE) : carrier.buffer();
            try {
                read = receive(buffer);
            } catch (IOException e) {
                connection.lost(e);
                return;
            }
            if (read < 0) {
                endOfInput();
                return;
            }
            if (read > 0 && !ending.dropsInput()) {
                byte[] bytes = new byte[read];
                buffer.flip().get(bytes);
                handle(bytes);
            }
            reads++;
        } while (!ending.isClosed()
                && (read > 0 && connection.wire().pending() || read == Carrier.READ_SIZE && reads < READS_AT_ONCE));
        answer();
    }

    /// Leaves the client's end unread as long as answers are due and nothing else is: after it some engines send nothing.
    private int receive(ByteBuffer buffer) throws IOException {
        Wire wire = connection.wire();
        if (frames.amid()) {
            return wire.read(buffer);
        }
        int read = wire.readUpToEnd(buffer);
        if (read != 0 || !wire.pending()) {
            return read;
        }
        // before it is asked again, so that a stream that ends meanwhile sees it
        endHeld = true;
        if (onlyAnswersDue()) {
            return 0;
        }
        endHeld = false;
        return wire.read(buffer);
    }

    private boolean onlyAnswersDue() {
        connection.lock().lock();
        try {
            List<Http2Stream> all = connection.streams().all();
            for (Http2Stream stream : all) {
                if (!stream.requestEnded()) {
                    return false;
                }
            }
            return !all.isEmpty() || !connection.output().empty();
        } finally {
            connection.lock().unlock();
        }
    }

    private void handle(byte[] bytes) {
        receivedAt = connection.now();
        pingAt = 0;
        frames.received(bytes);
        if (frames.amid()) {
            return;
        }
        if (frames.idle()) {
            connection.wire().park();
        }
    }

    /// What was appended meanwhile goes out: at once, or with the answers of the requests that were started.
    private void answer() {
        if (frames.startedRequests() && connection.runsOnLoop()) {
            connection.output().schedule();
        } else {
            connection.output().flush();
        }
        if (connection.output().backlog() > MOST_BACKLOG && !muted) {
            connection.link().disarm(SelectionKey.OP_READ);
            muted = true;
            if (connection.output().backlog() <= MOST_BACKLOG) {
                outputDrained();
            }
        }
        if (connection.intake().excessive()) {
            hold();
        }
    }

    /// There is room for answers again. From any thread.
    void outputDrained() {
        if (muted) {
            muted = false;
            if (!held) {
                connection.link().arm(SelectionKey.OP_READ);
            }
        }
    }

    /// Leaves in the channel what comes: the server holds too much already that no application has read.
    private void hold() {
        connection.link().disarm(SelectionKey.OP_READ);
        if (!held) {
            heldSince = connection.now();
            held = true;
            connection.counters().held();
            connection.intake().logExcess(connection.endpoint().listener().url());
        }
        // applications may have read meanwhile, without knowing of it
        bodiesRead();
    }

    /// Applications have read some of what has come. From any thread.
    void bodiesRead() {
        if (held && !connection.intake().excessive() && HELD.compareAndSet(this, true, false)) {
            long sum = heldMillis + connection.now() - heldSince;
            heldMillis = sum;
            receivedAt = connection.now();
            if (!muted) {
                connection.link().arm(SelectionKey.OP_READ);
            }
        }
    }

    long heldMillis() {
        return held ? heldMillis + connection.now() - heldSince : heldMillis;
    }

    private void endOfInput() {
        connection.link().disarm(SelectionKey.OP_READ);
        connection.sawEnd();
        List<Http2Stream> all = all();
        if (all.isEmpty() || ending.dropsInput()) {
            connection.lost(new IOException("the client has closed the connection"));
            return;
        }
        for (Http2Stream stream : all) {
            stream.inputEnded();
            Http2Exchange current = stream.exchange();
            if (current != null) {
                current.peerClosed();
            }
        }
    }

    private List<Http2Stream> all() {
        connection.lock().lock();
        try {
            return connection.streams().all();
        } finally {
            connection.lock().unlock();
        }
    }

    /// A stream is over; called with the lock.
    void streamGone() {
        if (connection.streams().size() > 0) {
            return;
        }
        idleSince = connection.now();
        if (endHeld || !ending.open() || connection.peerClosed() || connection.link().closeRequested()) {
            connection.loop().submit(this::look);
        }
    }

    /// Looks at the time now. In a step of the loop.
    void look() {
        sweep(connection.now());
    }

    @Override
    public void sweep(long now) {
        if (ending.isClosed() || !ENTERED.compareAndSet(this, false, true)) {
            return;
        }
        try {
            sweepConnection(now);
        } finally {
            entered = false;
        }
    }

    private void sweepConnection(long now) {
        List<Http2Stream> all = all();
        for (Http2Stream stream : all) {
            sweepStream(stream, now);
        }
        boolean stalled;
        connection.lock().lock();
        try {
            stalled = connection.output().tooSlow(connection.limits().responseRate(), now);
        } finally {
            connection.lock().unlock();
        }
        if (stalled) {
            for (Http2Stream stream : all) {
                tooSlow(stream);
            }
            connection.abort();
            return;
        }
        if (connection.peerClosed() && all.isEmpty()) {
            // the last thread may not have sent yet what it has appended
            connection.output().flush();
            if (connection.output().empty()) {
                connection.lost(new IOException("the client has closed the connection"));
            }
            return;
        }
        if (endHeld && all.isEmpty()) {
            connection.output().flush();
            if (connection.output().empty()) {
                endHeld = false;
                read(null);
                return;
            }
        }
        if (connection.link().closeRequested()) {
            ending.drain();
        }
        bodiesRead();
        if (held) {
            // what the client may have sent is not known
            ending.look(now, all.size());
            return;
        }
        if (frames.late(now)) {
            connection.fault(Fault.HEADERS_TIMEOUT);
        } else if (all.isEmpty() && now - idleSince >= connection.limits().keepAliveMillis()
                && now - receivedAt >= connection.limits().keepAliveMillis()) {
            ending.close();
        } else {
            ping(now);
        }
        ending.look(now, all.size());
    }

    private void sweepStream(Http2Stream stream, long now) {
        Http2Exchange current = stream.exchange();
        if (current != null) {
            current.sweep(now);
        }
        Fault why;
        connection.lock().lock();
        try {
            why = stream.late(current == null ? connection.limits().responseRate() : current.responseRate(), now);
        } finally {
            connection.lock().unlock();
        }
        if (why == Fault.RESPONSE_TOO_SLOW) {
            tooSlow(stream);
        }
        if (why != null) {
            stream.reset(why.error().code());
        }
    }

    private static void tooSlow(Http2Stream stream) {
        Http2Exchange current = stream.exchange();
        if (current != null) {
            current.tooSlow();
        }
    }

    private void ping(long now) {
        if (pingAt != 0) {
            if (now - pingAt >= connection.config().pingTimeoutMillis()) {
                connection.fault(Fault.PING_TIMEOUT);
            }
        } else if (now - receivedAt >= connection.config().pingMillis() && ending.open()) {
            pingAt = Math.max(1, now);
            connection.lock().lock();
            try {
                connection.output().appendPing(false, now);
            } finally {
                connection.lock().unlock();
            }
            connection.output().flush();
        }
    }
}
