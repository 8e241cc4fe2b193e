package dev.lanner.http.connection;

import dev.lanner.http.loop.EventLoop;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The bytes that a connection has received and nobody has consumed yet.
///
/// The array is never written to once a request head was found in it: the head's fields refer to it. Used by whoever
/// owns the connection, except for the waiter.
final class Input {
    private static final byte[] NONE = {};
    private static final int SMALL = 512;
    private static final int LEAST_FILL = 8 * 1024;
    private static final int MOST_FILL = 32 * 1024;
    private static final VarHandle WAITER;

    static {
        try {
            WAITER = MethodHandles.lookup().findVarHandle(Input.class, "waiter", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Http1Connection connection;
    private byte[] data = NONE;
    private int position;
    private int end;
    /// Whether a head refers to the array.
    private boolean shared;
    private volatile @Nullable Object waiter;
    /// Since when the waiter waits for bytes, in milliseconds.
    private volatile long waitingSince;
    /// How long the waits before this one took together; written by who ends a wait.
    private volatile long waited;

    Input(Http1Connection connection) {
        this.connection = connection;
    }

    byte[] data() {
        return data;
    }

    int position() {
        return position;
    }

    int end() {
        return end;
    }

    int available() {
        return end - position;
    }

    /// The bytes up to here are a head, or were consumed as a body.
    void consume(int until) {
        position = until;
    }

    /// A head was found in the array.
    void share() {
        shared = true;
    }

    /// Adds what was read, in an array of its own.
    void append(ByteBuffer read) {
        int left = available();
        byte[] joined = new byte[left + read.remaining()];
        System.arraycopy(data, position, joined, 0, left);
        read.get(joined, left, read.remaining());
        replace(joined, joined.length);
    }

    /// Adds bytes that were read ahead.
    void append(byte[] ahead) {
        int left = available();
        byte[] joined = Arrays.copyOfRange(data, position, position + left + ahead.length);
        System.arraycopy(ahead, 0, joined, left, ahead.length);
        replace(joined, joined.length);
    }

    private void replace(byte[] bytes, int length) {
        data = bytes;
        position = 0;
        end = length;
        shared = false;
    }

    /// Forgets an array that holds nothing any more, so that an idle connection owns none.
    void trim() {
        if (available() == 0) {
            replace(NONE, 0);
        } else if (position > 0 || shared) {
            replace(Arrays.copyOfRange(data, position, end), available());
        }
    }

    /// Takes from what is there.
    int take(byte[] target, int offset, int length) {
        int part = Math.min(length, available());
        System.arraycopy(data, position, target, offset, part);
        position += part;
        return part;
    }

    /// Reads into this input, which must be empty.
    ///
    /// @param expected how many bytes are still to come; few large reads cost less than many small ones
    /// @return bytes read, 0 when none is there, -1 at the end
    int fillNow(long expected) throws IOException {
        if (shared || data.length < Math.clamp(expected, SMALL, LEAST_FILL)) {
            replace(new byte[Math.clamp(expected, LEAST_FILL, MOST_FILL)], 0);
        }
        int read = read(ByteBuffer.wrap(data));
        position = 0;
        end = Math.max(0, read);
        return read;
    }

    /// Adds what the wire has at hand, which the selector would not tell of.
    void readMore() throws IOException {
        ByteBuffer more = ByteBuffer.allocate(LEAST_FILL);
        int read = read(more);
        if (read > 0) {
            append(more.flip());
        } else if (read < 0) {
            connection.sawEnd();
        }
    }

    /// Reads past this input, which must be empty; a failure is the connection's end.
    ///
    /// @return bytes read, 0 when none is there, -1 at the end
    int read(ByteBuffer target) throws IOException {
        try {
            return connection.wire.read(target);
        } catch (IOException e) {
            connection.fail(e);
            throw e;
        }
    }

    /// Waits until the channel is readable, at its end, or broken.
    void await() throws IOException {
        boolean interrupted = false;
        Thread self = Thread.currentThread();
        long since = now();
        connection.wire.park();
        waitingSince = since;
        waiter = self;
        connection.armRead();
        while (waiter == self && !connection.over()) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        waiter = null;
        waited(since);
        if (interrupted) {
            self.interrupt();
        }
        connection.checkAlive();
    }

    /// Calls back once when the channel is readable, at its end, or broken.
    void onReadable(Runnable callback) {
        waitingSince = now();
        waiter = callback;
        if (connection.over()) {
            fire();
        } else {
            connection.armRead();
        }
    }

    /// Whether somebody waits.
    boolean awaited() {
        return waiter != null;
    }

    /// Wakes who waits. From any thread.
    ///
    /// @return whether somebody did
    boolean fire() {
        Object waiting = WAITER.getAndSet(this, null);
        if (waiting == null) {
            return false;
        }
        if (waiting instanceof Thread thread) {
            LockSupport.unpark(thread);
        } else if (waiting instanceof Runnable callback) {
            waited(waitingSince);
            callback.run();
        }
        return true;
    }

    /// Begins to count the time of waiting anew.
    void resetWaited() {
        waited = 0;
    }

    /// For how long somebody has waited for the client since the last [#resetWaited()], in milliseconds; 0 when nobody
    /// waits now.
    long waitedMillis() {
        long since = waitingSince;
        return waiter == null ? 0 : waited + now() - since;
    }

    /// A wait is over; called by the one who ended it.
    private void waited(long since) {
        long sum = waited + now() - since;
        waited = sum;
    }

    private static long now() {
        return EventLoop.clockMillis();
    }
}
