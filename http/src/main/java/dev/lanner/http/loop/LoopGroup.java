package dev.lanner.http.loop;

import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.config.Settings.Execution;
import dev.lanner.spi.log.LazyLogger;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The event loops of a server, their guard, and the places where requests run.
public final class LoopGroup implements AutoCloseable {
    private static final Logger LOG = LazyLogger.of(LoopGroup.class);
    private static final int SLOW_CARRIERS = 32;
    private static final int MOST_LOOPS_WITHOUT_REQUESTS = 4;

    private final Execution execution;
    private final LoopGuard guard = new LoopGuard();
    private final List<EventLoop> loops = new ArrayList<>();
    private final List<ExecutorService> pools = new ArrayList<>();
    private final @Nullable VirtualThreads threads;
    private final @Nullable Executor slowCarriers;
    private final RequestPlace sharedPlace;

    /// Opens the selectors and starts the threads.
    public LoopGroup(SettingValues settings) throws IOException {
        VirtualThreads found = settings.get(Settings.EXECUTION) == Execution.LOOP ? findThreads() : null;
        threads = found;
        execution = found == null && settings.get(Settings.EXECUTION) == Execution.LOOP
                ? Execution.VIRTUAL
                : settings.get(Settings.EXECUTION);
        slowCarriers = found == null ? null : pool("lanner-slow-", SLOW_CARRIERS);
        sharedPlace = execution == Execution.PLATFORM
                ? new PlatformPlace(pool("lanner-request-", Math.toIntExact(settings.get(Settings.PLATFORM_THREADS))))
                : new DefaultPlace();
        // must take work after everything else has ended
        Executor forward = found == null
                ? task -> Thread.ofPlatform().daemon().name("lanner-last").start(task)
                : found.defaultScheduler();
        int count = loopCount(settings.get(Settings.EVENT_LOOPS).intValue());
        for (int i = 0; i < count; i++) {
            loops.add(new EventLoop(i, guard, forward));
        }
        guard.start(loops);
    }

    /// How requests are executed, after the self test.
    public Execution execution() {
        return execution;
    }

    /// The loops.
    public List<EventLoop> loops() {
        return loops;
    }

    /// The guard, for its counters.
    public LoopGuard guard() {
        return guard;
    }

    /// A place for one more request thread of a connection on this loop.
    public RequestPlace place(EventLoop loop) {
        VirtualThreads found = threads;
        Executor slow = slowCarriers;
        return found == null || slow == null ? sharedPlace : new RequestHome(loop, found, slow);
    }

    /// Ends all loops; requests that still run go on elsewhere until they end.
    @Override
    public void close() {
        loops.forEach(EventLoop::stop);
        guard.close();
        pools.forEach(ExecutorService::shutdown);
    }

    private int loopCount(int configured) {
        int processors = Runtime.getRuntime().availableProcessors();
        if (configured > 0) {
            return configured;
        }
        return switch (execution) {
            case LOOP -> processors;
            // Several loops that submit to a saturated JDK scheduler starve connections: one submitter.
            case VIRTUAL -> 1;
            case PLATFORM -> Math.min(processors, MOST_LOOPS_WITHOUT_REQUESTS);
        };
    }

    private static @Nullable VirtualThreads findThreads() {
        try {
            return VirtualThreads.find();
        } catch (UnsupportedOperationException e) {
            LOG.log(Level.WARNING, "LNR-1003 execution: loop is not available ({0}); requests run on the JDK''s "
                    + "scheduler for virtual threads, which costs more per request", e.getMessage());
            return null;
        }
    }

    private ExecutorService pool(String name, int size) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(size, size, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
                task -> new RequestThread(task, name + number.incrementAndGet()));
        pool.allowCoreThreadTimeOut(true);
        pools.add(pool);
        return pool;
    }
}
