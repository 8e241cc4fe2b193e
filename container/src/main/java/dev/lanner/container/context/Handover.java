package dev.lanner.container.context;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Work that one thread hands to another and waits for. Made by the one that waits.
final class Handover implements Runnable {

    /// What is to be done.
    @FunctionalInterface
    interface Work {
        /// Does it.
        void run() throws Exception;
    }

    private enum State {
        WAITING, RUNNING, DONE, GIVEN_UP
    }

    private final Work work;
    private final ClassLoader loader;
    private final Thread waiting = Thread.currentThread();
    private final ReentrantLock guard = new ReentrantLock();
    // changed under `guard`
    private volatile State state = State.WAITING;
    // guarded by `guard`
    private @Nullable Thread runner;
    private @Nullable Throwable failure;

    /// @param loader the context class loader while it runs
    Handover(Work work, ClassLoader loader) {
        this.work = work;
        this.loader = loader;
    }

    /// Does the work, unless it was given up.
    @Override
    public void run() {
        Thread thread = Thread.currentThread();
        if (!begin(thread)) {
            return;
        }
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        Throwable thrown = null;
        try {
            work.run();
        } catch (Throwable e) {
            // the one who waits throws it
            thrown = e;
        } finally {
            thread.setContextClassLoader(before);
            end(thrown);
        }
    }

    private boolean begin(Thread thread) {
        guard.lock();
        try {
            if (state != State.WAITING) {
                return false;
            }
            state = State.RUNNING;
            runner = thread;
            return true;
        } finally {
            guard.unlock();
        }
    }

    private void end(@Nullable Throwable thrown) {
        guard.lock();
        try {
            failure = thrown;
            runner = null;
            state = State.DONE;
            // an interrupt was meant for this work
            Thread.interrupted();
        } finally {
            guard.unlock();
        }
        LockSupport.unpark(waiting);
    }

    /// Waits for the end. An interrupt is passed on to the thread that works.
    ///
    /// @param nanos how long it may take until the work begins
    /// @return false when it did not begin in that time, and never will
    /// @throws Exception what the work threw
    boolean await(long nanos) throws Exception {
        long deadline = System.nanoTime() + nanos;
        boolean interrupted = false;
        while (state != State.DONE) {
            long left = deadline - System.nanoTime();
            if (state != State.WAITING) {
                LockSupport.park(this);
            } else if (left > 0) {
                LockSupport.parkNanos(this, Math.min(left, TimeUnit.HOURS.toNanos(1)));
            } else if (giveUp()) {
                restore(interrupted);
                return false;
            }
            if (Thread.interrupted()) {
                interrupted = true;
                passOn();
            }
        }
        restore(interrupted);
        rethrow();
        return true;
    }

    private static void restore(boolean interrupted) {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean giveUp() {
        guard.lock();
        try {
            if (state == State.WAITING) {
                state = State.GIVEN_UP;
            }
            return state == State.GIVEN_UP;
        } finally {
            guard.unlock();
        }
    }

    private void passOn() {
        guard.lock();
        try {
            Thread working = runner;
            if (working != null) {
                working.interrupt();
            }
        } finally {
            guard.unlock();
        }
    }

    private void rethrow() throws Exception {
        Throwable thrown;
        guard.lock();
        try {
            thrown = failure;
        } finally {
            guard.unlock();
        }
        switch (thrown) {
            case null -> {
                // all went well
            }
            case Exception e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(thrown);
        }
    }
}
