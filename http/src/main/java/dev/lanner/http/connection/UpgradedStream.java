package dev.lanner.http.connection;

import dev.lanner.http.exchange.Gate;
import dev.lanner.http.loop.Carrier;
import dev.lanner.http.loop.EventLoop;
import dev.lanner.http.loop.RequestPlace;
import dev.lanner.http.transport.Connection;
import dev.lanner.http.transport.Protocol;
import dev.lanner.http.transport.Spoken;
import dev.lanner.http.transport.Wire;
import dev.lanner.spi.Route;
import dev.lanner.spi.features.BodySink;
import dev.lanner.spi.features.BodySource;
import dev.lanner.spi.features.DuplexStream;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The bytes of a connection that has left HTTP. It takes the place of HTTP at the connection and keeps nothing of it, so
/// that one that waits holds no buffer and no thread.
///
/// Read interest stays on while nobody waits, until bytes come that nobody wants yet: whoever wants them puts it on again.
final class UpgradedStream implements Protocol, DuplexStream, BodySource, BodySink {
    private static final byte[] NOTHING = {};
    private static final int FULL = 16 * 1024;
    private static final int MOST_AT_ONCE = 128 * 1024;
    private static final VarHandle READER;
    private static final VarHandle WRITER;
    private static final VarHandle MUTED;
    private static final VarHandle CLOSED;
    private static final VarHandle DEADLINE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            READER = lookup.findVarHandle(UpgradedStream.class, "reader", Object.class);
            WRITER = lookup.findVarHandle(UpgradedStream.class, "writer", Object.class);
            MUTED = lookup.findVarHandle(UpgradedStream.class, "muted", boolean.class);
            CLOSED = lookup.findVarHandle(UpgradedStream.class, "closed", boolean.class);
            DEADLINE = lookup.findVarHandle(UpgradedStream.class, "deadline", Deadline.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private record Deadline(long at, Runnable expired) {
    }

    private final Connection link;
    private final Wire wire;
    private final @Nullable Route route;
    private final Gate reading = new Gate();
    private final Gate writing = new Gate();
    /// Who waits for bytes: a thread or a callback.
    private volatile @Nullable Object reader;
    /// Who waits for room.
    private volatile @Nullable Object writer;
    private volatile boolean muted;
    private volatile boolean closed;
    private volatile @Nullable IOException failure;
    private volatile @Nullable Deadline deadline;

    // the reader's
    /// Bytes that came with the request.
    private byte[] first;
    private int firstAt;

    // the writer's
    private volatile boolean nonBlocking;
    /// What was written and not sent, from its start to its end.
    private byte[] pending = NOTHING;
    private int start;
    private int end;

    /// @param first bytes that have come and are not HTTP's any more
    /// @param route where the request went, for the threads that go on with it
    UpgradedStream(Connection link, Wire wire, byte[] first, @Nullable Route route) {
        this.link = link;
        this.wire = wire;
        this.first = first;
        this.route = route;
    }

    // ---- Protocol: for the loop

    @Override
    public void begin(byte[] none) {
        link.releaseFeatures();
        if (writer != null) {
            link.armNow(SelectionKey.OP_WRITE);
        }
        if (closed) {
            link.close();
        }
    }

    @Override
    public void ready(Carrier carrier, int ops) {
        if ((ops & SelectionKey.OP_WRITE) != 0) {
            link.disarm(SelectionKey.OP_WRITE);
            if (sendPending()) {
                fire(WRITER);
            }
        }
        if ((ops & SelectionKey.OP_READ) != 0 && !fire(READER)) {
            mute();
        }
    }

    @Override
    public void sweep(long now) {
        Deadline due = deadline;
        if (due != null && now >= due.at && DEADLINE.compareAndSet(this, due, null)) {
            due.expired.run();
        }
    }

    @Override
    public Spoken spoken() {
        return Spoken.HTTP_1;
    }

    /// Whose protocol this is says goodbye in its own words; the application is told that it stops.
    @Override
    public void closeWhenIdle() {
        // see above
    }

    @Override
    public void abort() {
        link.reset();
        lost(new IOException("the connection was aborted"));
        close();
    }

    @Override
    public void lost(IOException cause) {
        if (failure == null) {
            failure = cause;
        }
        fire(READER);
        fire(WRITER);
    }

    /// Looks away until somebody wants bytes.
    private void mute() {
        if (muted) {
            return;
        }
        muted = true;
        link.disarm(SelectionKey.OP_READ);
        if (!muted) {
            // it was armed in between, and perhaps before the interest was taken off
            link.armNow(SelectionKey.OP_READ);
        }
        if (reader != null) {
            armRead();
        }
    }

    private void armRead() {
        if (muted && MUTED.compareAndSet(this, true, false)) {
            link.arm(SelectionKey.OP_READ);
        }
    }

    /// Wakes who waits.
    ///
    /// @return whether somebody did
    private boolean fire(VarHandle whom) {
        Object waiting = whom.getAndSet(this, null);
        if (waiting instanceof Thread thread) {
            LockSupport.unpark(thread);
        } else if (waiting instanceof Runnable callback) {
            callback.run();
        }
        return waiting != null;
    }

    private boolean over() {
        return closed || failure != null;
    }

    // ---- DuplexStream

    @Override
    public BodySource input() {
        return this;
    }

    @Override
    public BodySink output() {
        return this;
    }

    @Override
    public void execute(Runnable task) {
        RequestPlace place = link.place();
        Route known = route;
        if (known != null) {
            place.route(known);
        }
        place.start(task);
    }

    @Override
    public void deadline(Duration after, Runnable expired) {
        deadline = after.isZero() || after.isNegative()
                ? null
                : new Deadline(EventLoop.clockMillis() + Math.min(after.toMillis(), Long.MAX_VALUE / 4), expired);
    }

    @Override
    public void close() {
        if (!CLOSED.compareAndSet(this, false, true)) {
            return;
        }
        if (failure == null && writing.tryEnter()) {
            try {
                // what was not flushed goes as far as it goes without waiting
                sendSome();
            } catch (IOException e) {
                // the peer has gone
            } finally {
                writing.exit();
            }
        }
        link.close();
        fire(READER);
        fire(WRITER);
    }

    private void checkAlive() throws IOException {
        IOException cause = failure;
        if (cause != null) {
            throw new IOException("the connection is gone: " + cause.getMessage(), cause);
        }
        if (closed) {
            throw new IOException("the connection was closed");
        }
    }

    private IOException failed(IOException cause) {
        lost(cause);
        return cause;
    }

    // ---- BodySource

    @Override
    public int readNow(byte[] buffer, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        reading.enter();
        try {
            checkAlive();
            byte[] early = first;
            if (early.length > 0) {
                int part = Math.min(length, early.length - firstAt);
                System.arraycopy(early, firstAt, buffer, offset, part);
                firstAt += part;
                if (firstAt == early.length) {
                    first = NOTHING;
                }
                return part;
            }
            return wire.read(ByteBuffer.wrap(buffer, offset, length));
        } catch (IOException e) {
            throw failed(e);
        } finally {
            reading.exit();
        }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = readNow(buffer, offset, length);
        while (read == 0 && length > 0) {
            await(READER);
            read = readNow(buffer, offset, length);
        }
        return read;
    }

    @Override
    public void onReadable(Runnable callback) {
        if (first.length > 0 || wire.pending() || over()) {
            callback.run();
            return;
        }
        wire.park();
        reader = callback;
        if (over()) {
            fire(READER);
        } else {
            armRead();
        }
    }

    private void await(VarHandle whom) throws IOException {
        boolean interrupted = false;
        Thread self = Thread.currentThread();
        whom.setVolatile(this, self);
        if (whom == READER) {
            armRead();
        } else {
            link.arm(SelectionKey.OP_WRITE);
        }
        while (whom.getVolatile(this) == self && !over()) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        whom.compareAndSet(this, self, null);
        if (interrupted) {
            self.interrupt();
        }
        checkAlive();
    }

    // ---- BodySink

    @Override
    public int writeNow(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        writing.enter();
        try {
            checkAlive();
            if (!sendSome()) {
                return 0;
            }
            return send(bytes, offset, length);
        } catch (IOException e) {
            throw failed(e);
        } finally {
            writing.exit();
        }
    }

    /// Sends as much as goes.
    private int send(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
        int stop = offset + length;
        while (buffer.position() < stop) {
            buffer.limit(Math.min(stop, buffer.position() + MOST_AT_ONCE));
            wire.write(buffer);
            if (buffer.hasRemaining()) {
                break;
            }
        }
        return buffer.position() - offset;
    }

    /// Sends of what is pending what goes. Whether nothing is left.
    private boolean sendSome() throws IOException {
        if (start < end) {
            start += send(pending, start, end - start);
            if (start < end) {
                return false;
            }
            start = 0;
            end = 0;
            pending = NOTHING;
        }
        return true;
    }

    /// The loop's part in it.
    private boolean sendPending() {
        if (!writing.tryEnter()) {
            // who is inside sees for himself
            return true;
        }
        try {
            if (!closed && failure == null && !sendSome()) {
                link.armNow(SelectionKey.OP_WRITE);
                return false;
            }
        } catch (IOException e) {
            failed(e);
        } finally {
            writing.exit();
        }
        return true;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        writing.enter();
        try {
            checkAlive();
            int at = offset;
            int left = length;
            if (nonBlocking && sendSome() || !nonBlocking && start == end && length >= FULL) {
                // not collected: a large piece, or one that nobody will flush
                int sent = send(bytes, at, left);
                at += sent;
                left -= sent;
            }
            keep(bytes, at, left);
            if (end - start >= FULL && !nonBlocking) {
                sendAll();
            } else if (nonBlocking && start < end) {
                link.arm(SelectionKey.OP_WRITE);
            }
        } catch (IOException e) {
            throw failed(e);
        } finally {
            writing.exit();
        }
    }

    private void keep(byte[] bytes, int offset, int length) {
        if (length == 0) {
            return;
        }
        if (length > pending.length - end) {
            byte[] larger = new byte[Math.max(1024, Math.max(end - start + length, 2 * (end - start)))];
            System.arraycopy(pending, start, larger, 0, end - start);
            pending = larger;
            end -= start;
            start = 0;
        }
        System.arraycopy(bytes, offset, pending, end, length);
        end += length;
    }

    private void sendAll() throws IOException {
        while (!sendSome()) {
            await(WRITER);
        }
    }

    @Override
    public void flush() throws IOException {
        writing.enter();
        try {
            checkAlive();
            if (!nonBlocking) {
                sendAll();
            } else if (!sendSome()) {
                link.arm(SelectionKey.OP_WRITE);
            }
        } catch (IOException e) {
            throw failed(e);
        } finally {
            writing.exit();
        }
    }

    @Override
    public void complete() throws IOException {
        flush();
        wire.shutdownOutput();
    }

    /// From the first question on writes don't wait.
    @Override
    public boolean writable() {
        nonBlocking = true;
        return start == end;
    }

    @Override
    public void onWritable(Runnable callback) {
        nonBlocking = true;
        writer = callback;
        if (over()) {
            fire(WRITER);
        } else {
            link.arm(SelectionKey.OP_WRITE);
        }
    }
}
