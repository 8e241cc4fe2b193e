package dev.lanner.container.session;

import dev.lanner.spi.log.LazyLogger;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One thread that ends unused sessions of all contexts, every ten seconds. A session whose time is over is not found
/// before that either: the sweep is for its listeners and its memory.
public final class SessionSweeper implements AutoCloseable {
    private static final Logger LOG = LazyLogger.of(SessionSweeper.class);
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final Set<Sessions> contexts = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);

    private volatile @Nullable Runnable afterwards;

    /// Begins. To be made with the container, as the thread must not be one of a request.
    public SessionSweeper() {
        Thread.ofPlatform().name("lanner-sessions").daemon().start(new Sweeps());
    }

    /// From now on these are swept too.
    public void add(Sessions sessions) {
        contexts.add(sessions);
    }

    /// From now on these are not swept any more.
    public void remove(Sessions sessions) {
        contexts.remove(sessions);
    }

    /// Ends the thread. Idempotent.
    @Override
    public void close() {
        closed.countDown();
    }

    /// Called after each sweep; must not wait.
    public void afterwards(Runnable what) {
        afterwards = what;
    }

    void sweep() {
        for (Sessions sessions : contexts) {
            try {
                sessions.sweep();
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "LNR-3304 ending unused sessions failed; it is tried again", e);
            }
        }
        Runnable next = afterwards;
        if (next != null) {
            next.run();
        }
    }

    /// The thread's work; a class, as a lambda costs time at the start.
    private final class Sweeps implements Runnable {
        @Override
        public void run() {
            try {
                while (!closed.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                    sweep();
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
