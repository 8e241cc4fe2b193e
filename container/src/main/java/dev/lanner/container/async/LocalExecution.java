package dev.lanner.container.async;

import dev.lanner.spi.Route;
import dev.lanner.spi.features.ExecutionFeature;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// For connectors that can't keep an exchange open: the thread that brought the request waits for what is to be done
/// and does it.
public final class LocalExecution implements ExecutionFeature {
    private final ReentrantLock guard = new ReentrantLock();
    private final Condition changed = guard.newCondition();
    // guarded by `guard`, as all below
    private final Queue<Runnable> steps = new ArrayDeque<>();
    private long deadline;
    private @Nullable Runnable expired;
    private boolean finished;

    @Override
    public void route(Route route) {
        // one thread: nothing to choose
    }

    @Override
    public void suspend() {
        // [#await] keeps the exchange open
    }

    @Override
    public void execute(Runnable step) {
        guard.lock();
        try {
            steps.add(step);
            changed.signalAll();
        } finally {
            guard.unlock();
        }
    }

    @Override
    public void deadline(Duration after, Runnable action) {
        guard.lock();
        try {
            expired = after.isZero() ? null : action;
            deadline = System.nanoTime() + after.toNanos();
            changed.signalAll();
        } finally {
            guard.unlock();
        }
    }

    @Override
    public void finish() {
        guard.lock();
        try {
            finished = true;
            changed.signalAll();
        } finally {
            guard.unlock();
        }
    }

    /// Runs steps until [#finish].
    ///
    /// @throws InterruptedException when the thread is interrupted
    public void await() throws InterruptedException {
        for (Runnable step = next(); step != null; step = next()) {
            step.run();
        }
    }

    private @Nullable Runnable next() throws InterruptedException {
        guard.lock();
        try {
            while (true) {
                Runnable step = steps.poll();
                if (step != null || finished) {
                    return step;
                }
                Runnable action = expired;
                if (action == null) {
                    changed.await();
                } else {
                    long left = deadline - System.nanoTime();
                    if (left <= 0) {
                        expired = null;
                        return action;
                    }
                    changed.await(left, TimeUnit.NANOSECONDS);
                }
            }
        } finally {
            guard.unlock();
        }
    }
}
