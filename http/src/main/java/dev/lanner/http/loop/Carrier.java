package dev.lanner.http.loop;

import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A platform thread that runs event loops, with the buffer that it reads into.
///
/// The buffer belongs to the carrier and not to the loop: a carrier that lost its loop may still be using it.
public final class Carrier implements Runnable {
    /// How much a loop reads at once, in bytes.
    public static final int READ_SIZE = 16 * 1024;

    private final LoopGuard guard;
    private final Thread thread;
    private volatile @Nullable EventLoop assigned;
    private volatile boolean ended;
    private final Blame blame = new Blame();
    private @Nullable ByteBuffer buffer;

    Carrier(LoopGuard guard, String name) {
        this.guard = guard;
        thread = Thread.ofPlatform().daemon().name(name).unstarted(this);
    }

    void start() {
        thread.start();
    }

    /// Gives the carrier, which must be a spare one, a loop to run.
    void assign(EventLoop loop) {
        assigned = loop;
        LockSupport.unpark(thread);
    }

    /// Who is to blame when the loop is taken from it.
    Blame blame() {
        return blame;
    }

    /// Ends the thread when it has no loop.
    void end() {
        ended = true;
        LockSupport.unpark(thread);
    }

    /// Waits for the thread's end.
    boolean join(long millis) throws InterruptedException {
        return thread.join(java.time.Duration.ofMillis(millis));
    }

    Thread thread() {
        return thread;
    }

    /// The carrier's buffer, empty. Only within the step that it was handed to.
    public ByteBuffer buffer() {
        ByteBuffer own = buffer;
        if (own == null) {
            own = ByteBuffer.allocateDirect(READ_SIZE);
            buffer = own;
        }
        return own.clear();
    }

    @Override
    public void run() {
        while (!ended) {
            EventLoop loop = assigned;
            if (loop == null) {
                LockSupport.park(this);
                continue;
            }
            assigned = null;
            loop.run(this);
            Hold held = blame.endOfRun();
            if (held != null) {
                guard.ended(held, thread);
            }
            guard.release(this);
        }
    }
}
