package dev.lanner.worker.supervisor;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Time and threads of a supervisor.
interface WorkerTime {
    /// The real one: virtual threads, and the JDK's timer.
    WorkerTime SYSTEM = new WorkerTime() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public Instant instant() {
            return Instant.now();
        }

        @Override
        public void run(Runnable task) {
            Thread.ofVirtual().name("lanner-workers").inheritInheritableThreadLocals(false).start(task);
        }

        @Override
        public void after(Duration delay, Runnable task) {
            CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS, this::run).execute(task);
        }
    };

    /// A time that only grows, in nanoseconds from some point.
    long nanos();

    /// The time of day.
    Instant instant();

    /// Runs a task on a thread of its own, which may wait. Does not wait.
    void run(Runnable task);

    /// The same, when some time has passed.
    void after(Duration delay, Runnable task);
}
