package dev.lanner.testkit;

import dev.lanner.spi.features.BodySink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Takes a response's body as a slow client does: after `window` bytes it takes no more until [#open(long)] gives more
/// room.
///
/// A write that is larger than the room waits. Safe for use by several threads.
public final class SlowSink implements BodySink {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private long room;
    private int flushes;
    private int writes;
    private @Nullable Runnable listener;
    private @Nullable IOException failure;

    /// @param window how many bytes are taken at once
    public SlowSink(long window) {
        this.room = window;
    }

    /// A sink that takes all.
    public static SlowSink unlimited() {
        return new SlowSink(Long.MAX_VALUE / 2);
    }

    /// Gives room for more bytes.
    public void open(long bytes) {
        lock.lock();
        try {
            room += bytes;
        } finally {
            lock.unlock();
        }
        wake();
    }

    /// From now on writing fails.
    public void fail(IOException exception) {
        lock.lock();
        try {
            failure = exception;
        } finally {
            lock.unlock();
        }
        wake();
    }

    /// What was taken so far.
    public byte[] bytes() {
        lock.lock();
        try {
            return taken.toByteArray();
        } finally {
            lock.unlock();
        }
    }

    /// How often a flush was asked for.
    public int flushes() {
        lock.lock();
        try {
            return flushes;
        } finally {
            lock.unlock();
        }
    }

    /// How many writes came.
    public int writes() {
        lock.lock();
        try {
            return writes;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        lock.lock();
        try {
            writes++;
            int done = 0;
            while (done < length) {
                check();
                int count = (int) Math.min(room, length - done);
                taken.write(bytes, offset + done, count);
                room -= count;
                done += count;
                if (done < length) {
                    changed.awaitUninterruptibly();
                }
            }
            check();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void flush() throws IOException {
        lock.lock();
        try {
            flushes++;
            check();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void complete() throws IOException {
        lock.lock();
        try {
            check();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean writable() {
        lock.lock();
        try {
            return room > 0 || failure != null;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onWritable(Runnable callback) {
        lock.lock();
        try {
            listener = callback;
        } finally {
            lock.unlock();
        }
        wake();
    }

    private void check() throws IOException {
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
    }

    private void wake() {
        Runnable told = null;
        lock.lock();
        try {
            changed.signalAll();
            if (room > 0 || failure != null) {
                told = listener;
                listener = null;
            }
        } finally {
            lock.unlock();
        }
        if (told != null) {
            ConnectorThreads.run(told);
        }
    }
}
