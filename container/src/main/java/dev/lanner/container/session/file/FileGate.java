package dev.lanner.container.session.file;

import dev.lanner.container.session.store.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Lets one thread of all processes through at a time, by a lock of the operating system on a file, which ends with the
/// process that holds it. For any thread.
final class FileGate implements AutoCloseable {
    private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    private final FileChannel channel;
    private final Duration timeout;
    /// Of this process' threads; held together with the file's.
    private final ReentrantLock guard = new ReentrantLock();
    /// Guarded by `guard`.
    private @Nullable FileLock held;

    /// @param channel open for writing; closed with the gate
    /// @param timeout how long to wait for others
    FileGate(FileChannel channel, Duration timeout) {
        this.channel = channel;
        this.timeout = timeout;
    }

    /// Waits until nobody else is inside.
    ///
    /// @throws StoreException when that takes too long
    void enter() throws IOException {
        long end = System.nanoTime() + timeout.toNanos();
        boolean entered = false;
        try {
            if (!guard.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                throw late();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("the wait for the file " + SessionDirectory.LOCK + " was interrupted", e);
        }
        try {
            while (!entered) {
                held = tryLock();
                entered = held != null;
                if (!entered) {
                    if (System.nanoTime() - end > 0) {
                        throw late();
                    }
                    LockSupport.parkNanos(this, LOOK_NANOS);
                }
            }
        } finally {
            if (!entered) {
                guard.unlock();
            }
        }
    }

    private @Nullable FileLock tryLock() throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // another gate of this process has it
            return null;
        }
    }

    private StoreException late() {
        return new StoreException("another process has held the file " + SessionDirectory.LOCK + " for longer than "
                + "sessions.timeout = " + timeout.toMillis() + " ms");
    }

    /// Lets the next one in.
    void leave() throws IOException {
        try {
            FileLock lock = held;
            held = null;
            if (lock != null) {
                lock.release();
            }
        } finally {
            guard.unlock();
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // nothing was written to it, and its lock is gone
            held = null;
        }
    }
}
