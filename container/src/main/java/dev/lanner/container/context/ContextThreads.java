package dev.lanner.container.context;

import dev.lanner.container.definition.ContextDefinition;
import dev.lanner.spi.Route;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.config.Settings.Overload;
import dev.lanner.spi.features.ExecutionFeature;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.log.LazyLogger;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The threads of one context, where its settings ask for its own: a pool of platform threads, or virtual threads of the
/// JDK's scheduler. A request's thread hands the application's part over and waits, parked, until it is done; what is
/// asynchronous runs on threads of the context, too. Safe for use by several threads.
///
/// A request that finds no thread waits; those for which there is no room, or that have waited too long, are refused.
/// Steps of requests that are under way are never refused.
final class ContextThreads {
    private static final Logger LOG = LazyLogger.of(ContextThreads.class);
    /// What a thread may take to start that is free.
    private static final long A_MOMENT = TimeUnit.SECONDS.toNanos(1);
    private static final Duration LAST_STEPS = Duration.ofSeconds(2);

    private final String context;
    private final Executor threads;
    private final @Nullable ExecutorService pool;
    private final int size;
    private final long most;
    private final long waitNanos;
    private final Overload answer;
    private final AtomicInteger admitted = new AtomicInteger();

    private ContextThreads(String context, boolean platform, SettingValues settings) {
        this.context = context;
        answer = settings.get(Settings.OVERLOAD_ANSWER);
        waitNanos = settings.get(Settings.REQUEST_QUEUE_TIMEOUT).toNanos();
        if (platform) {
            size = Math.toIntExact(settings.get(Settings.EXECUTOR_THREADS));
            most = (long) size + settings.get(Settings.EXECUTOR_QUEUE_SIZE);
            ThreadPoolExecutor made = new ThreadPoolExecutor(size, size, 60, TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(), factory(Thread.ofPlatform().daemon()));
            made.allowCoreThreadTimeOut(true);
            pool = made;
            threads = made;
        } else {
            size = Integer.MAX_VALUE;
            most = Long.MAX_VALUE;
            pool = null;
            ThreadFactory factory = factory(Thread.ofVirtual());
            threads = task -> factory.newThread(task).start();
        }
    }

    /// Nothing of the request that happens to need a new thread is to be kept by it.
    private ThreadFactory factory(Thread.Builder builder) {
        ThreadFactory made = builder.name("lanner-request-" + context + "-", 1).inheritInheritableThreadLocals(false)
                .factory();
        return task -> {
            Thread thread = made.newThread(task);
            thread.setContextClassLoader(ContextThreads.class.getClassLoader());
            return thread;
        };
    }

    /// The threads that a context's settings ask for; null where it runs on those of the server.
    static @Nullable ContextThreads of(ContextDefinition definition) {
        Settings.Executor type = definition.settings().get(Settings.EXECUTOR_TYPE);
        return type == Settings.Executor.SERVER
                ? null
                : new ContextThreads(definition.id().toString(), type == Settings.Executor.PLATFORM,
                        definition.settings());
    }

    /// Runs a request's work on a thread of the context, and waits for its end.
    ///
    /// @param loader the context class loader meanwhile
    /// @return why the request has to be refused, none of the work done; null when it was done
    /// @throws Exception what the work throws
    @Nullable
    String run(FeatureCollection exchange, ClassLoader loader, Handover.Work work) throws Exception {
        int now = admitted.incrementAndGet();
        if (now > most) {
            admitted.decrementAndGet();
            return "executor-queue-full";
        }
        try {
            Handover handover = new Handover(work, loader);
            ExecutionFeature execution = exchange.get(Features.EXECUTION);
            threads.execute(execution == null ? handover : execution.named(handover));
            if (handover.await(now > size ? waitNanos : Math.max(waitNanos, A_MOMENT))) {
                return null;
            }
            return "executor-queue-timeout";
        } catch (RejectedExecutionException e) {
            // the context has been stopped meanwhile
            return "executor-stopped";
        } finally {
            admitted.decrementAndGet();
        }
    }

    /// Answers a request that [#run] has not run.
    void refuse(FeatureCollection exchange, String reason) throws IOException {
        Refusal.answer(exchange, answer, reason);
    }

    /// Runs the steps of an exchange on threads of the context.
    ExecutionFeature over(ExecutionFeature execution) {
        return new Steps(execution, this);
    }

    private record Steps(ExecutionFeature of, ContextThreads own) implements ExecutionFeature {

        @Override
        public void route(Route route) {
            of.route(route);
        }

        @Override
        public void suspend() {
            of.suspend();
        }

        @Override
        public void execute(Runnable step) {
            try {
                own.threads.execute(of.named(step));
            } catch (RejectedExecutionException e) {
                // stopped: what is still to be ended ends on the server's threads
                of.execute(step);
            }
        }

        @Override
        public Runnable named(Runnable work) {
            return of.named(work);
        }

        @Override
        public void deadline(Duration after, Runnable expired) {
            of.deadline(after, expired);
        }

        @Override
        public void finish() {
            of.finish();
        }
    }

    /// Ends the threads, when the application has been stopped. One that a request holds on to is interrupted.
    void close() {
        ExecutorService own = pool;
        if (own == null) {
            return;
        }
        own.shutdown();
        try {
            if (!own.awaitTermination(LAST_STEPS.toMillis(), TimeUnit.MILLISECONDS)) {
                own.shutdownNow();
                LOG.log(Level.WARNING, "LNR-5512: context {0}: its threads ({1}-…) still run requests after it was "
                        + "stopped; they were interrupted", context, "lanner-request-" + context);
            }
        } catch (InterruptedException e) {
            own.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
