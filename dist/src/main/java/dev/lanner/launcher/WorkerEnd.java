package dev.lanner.launcher;

import dev.lanner.launcher.server.ExitCode;
import dev.lanner.launcher.server.WorkerInput;
import dev.lanner.launcher.server.WorkerServer;
import dev.lanner.spi.log.LazyLogger;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// How a worker ends: nothing that its application has started outlives it, and it does not outlive its front server.
final class WorkerEnd implements Runnable {
    private static final System.Logger LOG = LazyLogger.of(WorkerEnd.class);
    private static final Duration MORE = Duration.ofSeconds(10);

    /// After a stop.
    @Override
    public void run() {
        endChildren();
        new ProcessEnd().run();
    }

    /// What the application has started.
    static void endChildren() {
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    }

    /// Stops the worker when its front server is gone, whatever hangs in it.
    static void afterFront(WorkerInput input, WorkerServer worker) {
        Thread.ofPlatform().daemon().name("lanner-front").start(() -> {
            input.awaitEnd();
            LOG.log(System.Logger.Level.INFO,
                    "the front server has closed the standard input of this worker: it stops");
            worker.requestStop();
            long end = System.nanoTime() + worker.grace().plus(MORE).toNanos();
            for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            LOG.log(System.Logger.Level.ERROR, "LNR-5706: the worker could not be stopped in time: it ends as it is");
            endChildren();
            Runtime.getRuntime().halt(ExitCode.FAILED);
        });
    }
}
