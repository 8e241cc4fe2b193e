package dev.lanner.container.context;

import dev.lanner.spi.log.LazyLogger;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// The steps that end an application, one after the other. Code of the application runs in them, which may hang: a step that
/// does is left to itself with its thread, and the next ones go on without it. Used by one thread, once.
final class Closing {
    private static final Logger LOG = LazyLogger.of(Closing.class);
    /// The least that a step gets; also when another one has used up the time.
    private static final Duration SHORT = Duration.ofSeconds(1);

    private final String context;
    private final ClassLoader loader;
    private final Duration timeout;
    private final ArrayDeque<Step> steps = new ArrayDeque<>();
    private @Nullable Worker worker;
    private boolean hung;
    private boolean interrupted;

    /// @param name for the log
    /// @param patient whether it gets its time also when another step has used it up
    private record Step(String name, Runnable work, boolean patient) {
    }

    /// @param context for the log
    /// @param loader the application's
    /// @param timeout what each step may take
    Closing(String context, ClassLoader loader, Duration timeout) {
        this.context = context;
        this.loader = loader;
        this.timeout = timeout.compareTo(SHORT) < 0 ? SHORT : timeout;
    }

    void add(String name, Runnable work) {
        steps.add(new Step(name, work, false));
    }

    /// One that has something to keep.
    void addPatient(String name, Runnable work) {
        steps.add(new Step(name, work, true));
    }

    /// Runs the steps; returns when all have ended or were left to themselves. Never throws.
    void run() {
        for (Step step : steps) {
            run(step);
        }
        Worker last = worker;
        if (last != null) {
            last.end();
            join(last);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(Step step) {
        Worker on = worker;
        if (on == null) {
            on = new Worker("lanner-end " + context, loader);
            worker = on;
        }
        Duration patience = hung && !step.patient ? SHORT : timeout;
        FutureTask<@Nullable Void> task = new FutureTask<>(step.work, null);
        on.tasks.add(task);
        try {
            await(task, on, System.nanoTime() + patience.toNanos());
        } catch (TimeoutException e) {
            hung = true;
            worker = null;
            on.end();
            LOG.log(Level.WARNING,
                    "LNR-3120: context {0}: {1} still runs after {2} s (shutdown-timeout) and is left to "
                            + "itself: its thread \"{3}\", and with it the classes of the application, stays until it returns. "
                            + "A thread dump shows where it waits",
                    context, step.name, patience.toSeconds(),
                    on.thread.getName());
        } catch (ExecutionException e) {
            LOG.log(Level.WARNING, "LNR-3121: context " + context + ": " + step.name + ", has failed", e.getCause());
        }
    }

    /// An interrupt is handed on to the step.
    private void await(FutureTask<?> task, Worker on, long end) throws TimeoutException, ExecutionException {
        while (true) {
            try {
                task.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                return;
            } catch (InterruptedException e) {
                interrupted = true;
                on.thread.interrupt();
            }
        }
    }

    private void join(Worker last) {
        while (true) {
            try {
                last.thread.join();
                return;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }

    /// A thread that runs steps until one of them does not end in time.
    private static final class Worker {
        private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
        private final Thread thread;
        private volatile boolean ended;

        Worker(String name, ClassLoader loader) {
            thread = Thread.ofPlatform().daemon().name(name).unstarted(this::work);
            thread.setContextClassLoader(loader);
            thread.start();
        }

        private void work() {
            while (!ended) {
                try {
                    tasks.take().run();
                } catch (InterruptedException e) {
                    // it was for a step that has just ended
                }
            }
        }

        /// After the step that it is in.
        void end() {
            tasks.add(() -> ended = true);
        }
    }
}
