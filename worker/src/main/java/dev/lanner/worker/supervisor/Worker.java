package dev.lanner.worker.supervisor;

import dev.lanner.worker.hop.HopPool;
import dev.lanner.worker.process.WorkerProcess;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/// A process that is ready, and the requests that it serves. Safe for use by several threads.
final class Worker {
    /// No further requests.
    private static final long RETIRED = Long.MIN_VALUE;
    private static final int SERVED_SHIFT = 24;
    private static final long RUNNING = (1L << SERVED_SHIFT) - 1;
    private static final long SERVED_ONE = 1L << SERVED_SHIFT;

    private final Slot slot;
    private final WorkerProcess process;
    private final HopPool pool;
    private final long readyAt;
    /// [#RETIRED], how many requests it was given, and how many of them run: one word, so that nobody can come in between.
    private final AtomicLong load = new AtomicLong();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private volatile boolean stopping;

    /// @param readyAt when it began to serve, in nanoseconds
    Worker(Slot slot, WorkerProcess process, long readyAt) {
        this.slot = slot;
        this.process = process;
        pool = process.pool();
        this.readyAt = readyAt;
    }

    Slot slot() {
        return slot;
    }

    WorkerProcess process() {
        return process;
    }

    HopPool pool() {
        return pool;
    }

    long readyAt() {
        return readyAt;
    }

    /// Begins a request.
    ///
    /// @return how many it has been given with it; 0 when it takes no more
    long begin() {
        long now = load.addAndGet(SERVED_ONE + 1);
        if (now < 0) {
            end(SERVED_ONE + 1);
            return 0;
        }
        return now >> SERVED_SHIFT;
    }

    /// Ends a request.
    void end() {
        end(1);
    }

    private void end(long less) {
        long now = load.addAndGet(-less);
        if (now < 0 && (now & RUNNING) == 0) {
            drained.complete(null);
        }
    }

    long running() {
        return load.get() & RUNNING;
    }

    long served() {
        return (load.get() & ~RETIRED) >> SERVED_SHIFT;
    }

    /// Takes no more requests.
    void retire() {
        long before = load.getAndUpdate(now -> now | RETIRED);
        if ((before & RUNNING) == 0) {
            drained.complete(null);
        }
    }

    /// Has something done once, when it takes no more requests and the last one has ended, or it has.
    void whenDrained(Runnable task) {
        var _ = drained.thenRun(task);
    }

    /// Those that run are not waited for any longer.
    void drainNoLonger() {
        drained.complete(null);
    }

    /// The same, where none runs at this moment.
    ///
    /// @return whether it takes no more
    boolean retireIdle() {
        long now = load.get();
        return (now & RUNNING) == 0 && load.compareAndSet(now, now | RETIRED);
    }

    /// Its end has been decided here, and is no failure of it.
    void stopping() {
        stopping = true;
    }

    boolean isStopping() {
        return stopping;
    }

    void vanished() {
        gone.complete(null);
        drained.complete(null);
    }

    /// Waits for its end.
    ///
    /// @return whether it has ended
    boolean awaitGone(Duration longest) {
        if (!process.alive() || gone.isDone()) {
            return true;
        }
        try {
            gone.get(longest.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
