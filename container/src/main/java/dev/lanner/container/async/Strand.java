package dev.lanner.container.async;

import dev.lanner.spi.log.LazyLogger;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/// Runs the steps of one exchange one after the other. Whoever holds it runs what was submitted meanwhile when letting
/// go; when nobody does, a request thread is asked for.
///
/// At first the thread that serves the request holds it. Safe for use by several threads.
public final class Strand {
    private static final Logger LOG = LazyLogger.of(Strand.class);

    private final Queue<Runnable> steps = new ConcurrentLinkedQueue<>();
    // steps that wait, and one for the holder of the beginning
    private final AtomicInteger pending = new AtomicInteger(1);
    private final Executor threads;
    private final ClassLoader loader;

    /// @param threads gives threads
    /// @param loader the context class loader of the steps
    public Strand(Executor threads, ClassLoader loader) {
        this.threads = threads;
        this.loader = loader;
    }

    /// Runs a step when those before are over.
    public void submit(Runnable step) {
        steps.add(step);
        if (pending.getAndIncrement() == 0) {
            threads.execute(this::drain);
        }
    }

    /// Lets go of it, by the thread that held it from the beginning.
    public void release() {
        while (pending.decrementAndGet() > 0) {
            runNext();
        }
    }

    private void drain() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            do {
                runNext();
            } while (pending.decrementAndGet() > 0);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private void runNext() {
        Runnable step = steps.poll();
        if (step == null) {
            throw new IllegalStateException("a step was counted but not queued");
        }
        try {
            step.run();
        } catch (Exception | LinkageError | AssertionError e) {
            LOG.log(Level.ERROR, "LNR-3071: a step of an asynchronous request failed", e);
        }
    }
}
