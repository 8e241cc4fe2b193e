package dev.lanner.http.tls;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Runs the steps of handshakes, a bounded number at a time: away from the event loops, which go on serving. Further
/// steps wait in order; a connection that waits for its client is not among them.
///
/// On platform threads of its own: a handshake computes, and behind the virtual threads of a busy application it would
/// wait for its turn until it times out. The threads end when there is nothing to do.
final class HandshakePool {
    private static final int IDLE_SECONDS = 5;

    private final ThreadPoolExecutor threads;

    /// @param most how many at a time
    HandshakePool(int most) {
        threads = new ThreadPoolExecutor(most, most, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
                task -> Thread.ofPlatform().daemon().name("lanner-handshake").unstarted(task));
        threads.allowCoreThreadTimeOut(true);
    }

    void execute(Runnable step) {
        threads.execute(step);
    }

    /// Lets the threads end when all steps are done.
    void close() {
        threads.shutdown();
    }
}
