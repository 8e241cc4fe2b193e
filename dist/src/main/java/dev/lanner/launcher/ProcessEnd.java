package dev.lanner.launcher;

import dev.lanner.launcher.server.ExitCode;
import java.util.concurrent.locks.LockSupport;

/// Ends the process after a stop. Shutdown hooks of applications get some time, not for ever.
final class ProcessEnd implements Runnable {
    private static final long HOOKS_NANOS = 10_000_000_000L;

    @Override
    public void run() {
        Thread.ofPlatform().daemon().name("lanner-end").start(ProcessEnd::haltLater);
        System.exit(ExitCode.OK);
    }

    private static void haltLater() {
        long end = System.nanoTime() + HOOKS_NANOS;
        for (long left = HOOKS_NANOS; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        Runtime.getRuntime().halt(ExitCode.OK);
    }
}
