package dev.lanner.testkit;

import java.util.concurrent.ScheduledThreadPoolExecutor;

/// Threads that play the connector's.
final class ConnectorThreads {
    /// The timer of deadlines.
    static final ScheduledThreadPoolExecutor TIMER = timer();

    private ConnectorThreads() {
    }

    static void run(Runnable action) {
        Thread.ofVirtual().name("in-memory-callback").start(action);
    }

    private static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1,
                Thread.ofPlatform().daemon().name("in-memory-timer").factory());
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }
}
