package dev.lanner.websocket.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.Reader;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A message on its way from the thread that delivers its parts to the one that reads it. Holds one part: the reader's
/// pace is the peer's.
///
/// @param <P> a part: String or byte[]
final class MessagePipe<P> {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /// all guarded by lock
    private @Nullable P part;
    private boolean complete;
    private boolean broken;
    private boolean finished;

    /// Gives a part, and waits until it is taken; until the reader has finished, when it is the last.
    ///
    /// @return false when the reader wants no more
    boolean put(P next, boolean last) throws InterruptedException {
        lock.lock();
        try {
            while (part != null && !finished) {
                changed.await();
            }
            if (!finished) {
                part = next;
                complete = last;
                changed.signalAll();
            }
            while (!finished && (last || part != null)) {
                changed.await();
            }
            return !finished;
        } finally {
            lock.unlock();
        }
    }

    /// The message will not be completed.
    void breakOff() {
        lock.lock();
        try {
            broken = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// The reader has finished.
    void finish() {
        lock.lock();
        try {
            finished = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits until the reader has finished.
    void awaitFinish() throws InterruptedException {
        lock.lock();
        try {
            while (!finished) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /// The next part; null at the end.
    private @Nullable P take() throws IOException {
        lock.lock();
        try {
            while (part == null && !complete && !broken) {
                changed.await();
            }
            P taken = part;
            if (taken == null && broken && !complete) {
                throw new IOException("LNR-6110: the connection ended before the message was complete");
            }
            part = null;
            changed.signalAll();
            return taken;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a message was read");
        } finally {
            lock.unlock();
        }
    }

    /// A reader of the texts in a pipe.
    static Reader reader(MessagePipe<String> pipe) {
        return new Reader() {
            private String current = "";
            private int at;
            private boolean ended;

            @Override
            public int read(char[] chars, int offset, int length) throws IOException {
                if (length == 0) {
                    return 0;
                }
                while (at == current.length() && !ended) {
                    String next = pipe.take();
                    ended = next == null;
                    current = next == null ? "" : next;
                    at = 0;
                }
                if (ended) {
                    return -1;
                }
                int count = Math.min(length, current.length() - at);
                current.getChars(at, at + count, chars, offset);
                at += count;
                return count;
            }

            @Override
            public void close() {
                // the rest is dropped when the receiver returns
            }
        };
    }

    /// A stream of the bytes in a pipe.
    static InputStream stream(MessagePipe<byte[]> pipe) {
        return new InputStream() {
            private byte[] current = {};
            private int at;
            private boolean ended;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                if (length == 0) {
                    return 0;
                }
                while (at == current.length && !ended) {
                    byte[] next = pipe.take();
                    ended = next == null;
                    current = next == null ? new byte[0] : next;
                    at = 0;
                }
                if (ended) {
                    return -1;
                }
                int count = Math.min(length, current.length - at);
                System.arraycopy(current, at, bytes, offset, count);
                at += count;
                return count;
            }

            @Override
            public int available() {
                return current.length - at;
            }
        };
    }
}
