package dev.lanner.container.context;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Counts the requests that are inside of a context, and wakes who waits for the last one. Safe for use by any thread.
final class RunningRequests {
    private final LongAdder entered = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private volatile @Nullable Thread waiting;

    void enter() {
        entered.increment();
    }

    void leave() {
        ended.increment();
        LockSupport.unpark(waiting);
    }

    /// How many are inside.
    long count() {
        // ended first: both only rise, so equal sums mean that nobody is inside
        long out = ended.sum();
        return entered.sum() - out;
    }

    /// Waits until nobody is inside; by one thread at a time. An interrupt ends the wait, and stays set.
    ///
    /// @return whether nobody is inside
    boolean awaitNone(Duration longest) {
        long deadline = System.nanoTime() + longest.toNanos();
        Thread self = Thread.currentThread();
        waiting = self;
        try {
            while (count() > 0 && !self.isInterrupted()) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                LockSupport.parkNanos(this, left);
            }
            return count() <= 0;
        } finally {
            waiting = null;
        }
    }
}
