package dev.lanner.http.h2.connection;

import dev.lanner.http.h2.FrameType;
import dev.lanner.http.h2.FrameWriter;
import dev.lanner.http.h2.SendWindow;
import dev.lanner.spi.config.DataRate;
import dev.lanner.spi.message.FieldList;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// What is sent on a stream: its window, what waits for room, and who does (RFC 9113, 5.2).
///
/// The exchange's threads write; the loop goes on when the client makes room. Methods that say so want the connection's
/// lock held.
final class SendSide {
    private static final byte[] NONE = {};
    private static final VarHandle WRITER;

    static {
        try {
            WRITER = MethodHandles.lookup().findVarHandle(SendSide.class, "writer", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Http2Connection connection;
    private final Http2Stream stream;

    // under the lock
    private final SendWindow sendWindow;
    private final Stall stall = new Stall();
    private byte[] pending = NONE;
    private int pendingFrom;
    private int pendingTo;
    private boolean endQueued;
    private @Nullable FieldList trailersQueued;
    /// Whether the connection will tell of room.
    boolean blocked;

    private volatile @Nullable Object writer;

    SendSide(Http2Stream stream) {
        this.stream = stream;
        this.connection = stream.connection();
        sendWindow = new SendWindow(connection.peer().initialWindow());
    }

    /// Nothing of what waits will be sent. With the lock.
    void drop() {
        pending = NONE;
        pendingFrom = 0;
        pendingTo = 0;
        stall.end();
    }

    /// Whether the stream's end waits with what is before it. With the lock.
    boolean endQueued() {
        return endQueued;
    }

    /// Whether the client takes what waits too slowly. With the lock.
    boolean tooSlow(DataRate rate, long now) {
        return stall.tooSlow(rate, now);
    }

    /// Room was made by the client.
    ///
    /// @return false when the window would be too large
    boolean addWindow(int increment) {
        if (!sendWindow.add(increment)) {
            return false;
        }
        pump();
        return true;
    }

    /// Sends what waits here, as far as the windows allow.
    private void pump() {
        if (pendingTo > pendingFrom) {
            pendingFrom += append(pending, pendingFrom, pendingTo - pendingFrom, endQueued && trailersQueued == null);
            if (pendingFrom < pendingTo) {
                block(pendingTo - pendingFrom);
                return;
            }
            pending = NONE;
            pendingFrom = 0;
            pendingTo = 0;
        }
        stall.end();
        if (endQueued && stream.state().sends()) {
            FieldList last = trailersQueued;
            if (last != null) {
                connection.sendTrailers(stream.id(), last);
                stream.localEnd();
            } else {
                append(NONE, 0, 0, true);
            }
        }
    }

    /// There may be room again.
    void pumpBlocked() {
        blocked = false;
        if (stream.state().sends() && (pendingTo > pendingFrom || endQueued)) {
            pump();
        }
    }

    private void block(long bytes) {
        stall.begin(bytes, connection.now());
        if (connection.sendWindow().available() <= 0 || connection.room() <= 0) {
            connection.blocked(stream);
        }
    }

    /// Appends what may be sent now.
    ///
    /// @return how many of the bytes; when all, and `end`, the stream's end too
    private int append(byte[] bytes, int offset, int length, boolean end) {
        int done = 0;
        while (done < length) {
            int part = Math.min(Math.min(length - done, connection.peer().maxFrameSize()),
                    Math.min(Math.min(sendWindow.available(), connection.sendWindow().available()),
                            connection.room()));
            if (part <= 0) {
                return done;
            }
            data(bytes, offset + done, part, end && part == length - done);
            done += part;
        }
        if (end && stream.state().sends()) {
            data(NONE, 0, 0, true);
        }
        return done;
    }

    private void data(byte[] bytes, int offset, int length, boolean end) {
        connection.output().appendHead(length, FrameWriter.type(FrameType.DATA, end ? FrameType.END_STREAM : 0),
                stream.id());
        connection.output().append(bytes, offset, length);
        sendWindow.consume(length);
        connection.sendWindow().consume(length);
        connection.budget().moved(length);
        stall.progress(length);
        if (end) {
            stream.localEnd();
        }
    }

    /// Sends the head of a response, final or not.
    void sendHead(int status, FieldList fields, long length, boolean end) throws IOException {
        connection.lock().lock();
        try {
            checkSends();
            connection.sendHead(stream.id(), new ResponseBlock(status, fields, length, status >= 200), end);
            if (end) {
                stream.localEnd();
            }
        } finally {
            connection.lock().unlock();
        }
    }

    private void checkSends() throws IOException {
        stream.checkAlive();
        if (!stream.state().sends() || endQueued) {
            throw new IOException("the stream has ended");
        }
    }

    /// Sends bytes, waiting for room.
    void write(byte[] bytes, int offset, int length, boolean end) throws IOException {
        int done = 0;
        boolean all = false;
        while (!all) {
            connection.lock().lock();
            try {
                checkSends();
                done += append(bytes, offset + done, length - done, end);
                all = done == length;
                if (all) {
                    stall.end();
                } else {
                    writer = Thread.currentThread();
                    block(length - done);
                }
            } finally {
                connection.lock().unlock();
            }
            if (!all) {
                connection.output().flush();
                awaitRoom();
            }
        }
    }

    private void awaitRoom() throws IOException {
        boolean interrupted = false;
        Thread self = Thread.currentThread();
        while (writer == self && !stream.failed()) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        writer = null;
        if (interrupted) {
            self.interrupt();
        }
        stream.checkAlive();
    }

    /// Takes bytes without waiting; what can't be sent now is kept.
    void writeLater(byte[] bytes, int offset, int length, boolean end) throws IOException {
        connection.lock().lock();
        try {
            checkSends();
            int done = pendingTo > pendingFrom ? 0 : append(bytes, offset, length, end);
            if (done < length) {
                keep(bytes, offset + done, length - done);
                block(pendingTo - pendingFrom);
            }
            endQueued = end && stream.state().sends();
        } finally {
            connection.lock().unlock();
        }
    }

    /// Sends what goes without waiting.
    ///
    /// @return how many bytes
    int writeNow(byte[] bytes, int offset, int length) throws IOException {
        connection.lock().lock();
        try {
            checkSends();
            int done = pendingTo > pendingFrom ? 0 : append(bytes, offset, length, false);
            if (done < length) {
                block(length - done);
            }
            return done;
        } finally {
            connection.lock().unlock();
        }
    }

    private void keep(byte[] bytes, int offset, int length) {
        if (pending.length - pendingTo < length) {
            int left = pendingTo - pendingFrom;
            byte[] larger = new byte[Math.max(left + length, Math.min(left * 2, left + (1 << 20)))];
            System.arraycopy(pending, pendingFrom, larger, 0, left);
            pending = larger;
            pendingFrom = 0;
            pendingTo = left;
        }
        System.arraycopy(bytes, offset, pending, pendingTo, length);
        pendingTo += length;
    }

    /// Ends the stream by trailers, after what waits.
    void sendTrailers(FieldList fields) throws IOException {
        connection.lock().lock();
        try {
            checkSends();
            endQueued = true;
            trailersQueued = fields;
            if (pendingTo == pendingFrom) {
                pump();
            }
        } finally {
            connection.lock().unlock();
        }
    }

    /// Whether nothing waits here, and something could be sent.
    boolean writable() {
        connection.lock().lock();
        try {
            return pendingTo == pendingFrom && (!stream.state().sends()
                    || Math.min(sendWindow.available(), connection.sendWindow().available()) > 0
                            && connection.room() > 0);
        } finally {
            connection.lock().unlock();
        }
    }

    /// Calls back once when [#writable], or the stream has failed.
    void onWritable(Runnable callback) {
        writer = callback;
        boolean now;
        connection.lock().lock();
        try {
            now = writable();
            if (!now) {
                block(Math.max(1, pendingTo - pendingFrom));
            }
        } finally {
            connection.lock().unlock();
        }
        if (now || stream.failed()) {
            fireWriter();
        }
    }

    /// Wakes who waits for room. Without the lock.
    void fireWriter() {
        Object waiting = WRITER.getAndSet(this, null);
        if (waiting instanceof Thread thread) {
            LockSupport.unpark(thread);
        } else if (waiting instanceof Runnable callback) {
            callback.run();
        }
    }

    /// Whether a callback waits that must not be called before there is room.
    boolean callbackTooEarly() {
        return writer instanceof Runnable && !stream.failed() && !writable();
    }

    /// Wants to be told again. With the lock.
    void blockAgain() {
        block(Math.max(1, pendingTo - pendingFrom));
    }
}
