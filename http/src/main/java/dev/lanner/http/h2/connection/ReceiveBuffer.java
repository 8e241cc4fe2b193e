package dev.lanner.http.h2.connection;

import dev.lanner.http.loop.EventLoop;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The bytes of one stream that have come and were not read yet. The loop adds, one thread at a time takes; neither
/// waits for the other.
///
/// What is kept is bounded by the stream's window. Pieces that are a large part of the array that they were read into
/// stay in it; others are gathered, so that a body in many small frames, or among those of other streams, takes no more
/// memory than in large ones.
final class ReceiveBuffer {
    private static final int GATHERED = 2048;
    /// A piece that is a smaller part of its array than one of so many is copied: it would keep the rest of it.
    private static final int LARGE_PART = 4;
    /// One that is smaller takes less room among others than by itself, even where it has an array of its own.
    private static final int SMALL = 256;
    private static final VarHandle WAITER;

    static {
        try {
            WAITER = MethodHandles.lookup().findVarHandle(ReceiveBuffer.class, "waiter", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final class Piece {
        private final byte[] bytes;
        private final int from;
        private volatile int to;
        private volatile @Nullable Piece next;

        Piece(byte[] bytes, int from, int to) {
            this.bytes = bytes;
            this.from = from;
            this.to = to;
        }
    }

    private static final byte[] NONE = {};

    /// The loop's.
    private Piece tail = new Piece(NONE, 0, 0);
    private boolean gathering;
    /// The reader's.
    private Piece head = tail;
    private int position;

    private volatile boolean ended;
    private volatile boolean over;
    private volatile @Nullable Object waiter;
    /// Since when somebody waits, in milliseconds.
    private volatile long waitingSince;
    /// How long the waits before this one took together; written by who ends a wait.
    private volatile long waited;

    // ---- for the loop

    /// Adds bytes.
    ///
    /// @param bytes must not change any more
    void add(byte[] bytes, int from, int to) {
        int length = to - from;
        Piece last = tail;
        if (gathering && last.bytes.length - last.to >= length) {
            System.arraycopy(bytes, from, last.bytes, last.to, length);
            int end = last.to + length;
            last.to = end;
        } else if (length * LARGE_PART < bytes.length || length < SMALL && last.bytes != NONE) {
            gathering = true;
            byte[] room = new byte[Math.max(GATHERED, length)];
            System.arraycopy(bytes, from, room, 0, length);
            append(new Piece(room, 0, length));
        } else {
            gathering = false;
            append(new Piece(bytes, from, to));
        }
        fire();
    }

    private void append(Piece piece) {
        tail.next = piece;
        tail = piece;
    }

    /// Nothing more comes: the body is complete.
    void end() {
        ended = true;
        fire();
    }

    /// Nothing more comes, and the body is not complete; or nobody shall wait any more.
    void over() {
        over = true;
        fire();
    }

    // ---- for the reader

    /// Takes what is there.
    ///
    /// @return 0 when nothing is
    int take(byte[] target, int offset, int length) {
        int done = 0;
        while (done < length) {
            Piece piece = head;
            int to = piece.to;
            int start = Math.max(position, piece.from);
            int count = Math.min(to - start, length - done);
            if (count > 0) {
                System.arraycopy(piece.bytes, start, target, offset + done, count);
                done += count;
                position = start + count;
                continue;
            }
            Piece next = piece.next;
            if (next == null) {
                break;
            }
            if (piece.to > start) {
                // more was gathered before the next piece was added
                continue;
            }
            head = next;
            position = next.from;
        }
        return done;
    }

    /// Whether nothing is there now. Before this, ask [#ended].
    boolean empty() {
        Piece piece = head;
        return piece.to <= Math.max(position, piece.from) && piece.next == null;
    }

    /// Whether the body is complete; then what is not there never comes.
    boolean ended() {
        return ended;
    }

    /// Whether waiting is of no use.
    boolean isOver() {
        return over;
    }

    /// Waits until something can be taken or never will be.
    void await() {
        boolean interrupted = false;
        Thread self = Thread.currentThread();
        long since = EventLoop.clockMillis();
        waitingSince = since;
        waiter = self;
        while (waiter == self && empty() && !ended && !over) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        waiter = null;
        waited(since);
        if (interrupted) {
            self.interrupt();
        }
    }

    /// Calls back once when something can be taken or never will be.
    void onReadable(Runnable callback) {
        waitingSince = EventLoop.clockMillis();
        waiter = callback;
        if (!empty() || ended || over) {
            fire();
        }
    }

    /// Wakes who waits. From any thread.
    void fire() {
        Object waiting = WAITER.getAndSet(this, null);
        if (waiting instanceof Thread thread) {
            LockSupport.unpark(thread);
        } else if (waiting instanceof Runnable callback) {
            waited(waitingSince);
            callback.run();
        }
    }

    private void waited(long since) {
        long sum = waited + EventLoop.clockMillis() - since;
        waited = sum;
    }

    /// For how long somebody has waited for the client, in milliseconds; 0 when nobody waits now.
    long waitedMillis() {
        return waiter == null ? 0 : waited + EventLoop.clockMillis() - waitingSince;
    }
}
