package dev.lanner.worker.sharing;

import dev.lanner.container.binding.UrlPrefix;
import dev.lanner.worker.hop.HopPool;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A process that has registered, for as long as it holds its connection. Safe for use by several threads.
public final class RegisteredProcess {
    private final Wanted wanted;
    private final String user;
    private final HopPool pool;
    private final Instant since;
    private final AtomicInteger running = new AtomicInteger();
    private final LongAdder served = new LongAdder();
    private final CountDownLatch left = new CountDownLatch(1);
    private volatile @Nullable Thread waiting;

    /// What a process says when it registers.
    ///
    /// @param name how the owner of the front server sees it
    /// @param pid its id, as it says
    /// @param base its base directory, as it says
    /// @param prefixes the URLs, at least one, each once
    /// @param shared whether others of the same user may have the same
    public record Wanted(String name, long pid, String base, List<UrlPrefix> prefixes, boolean shared) {

        /// Copies the prefixes.
        public Wanted {
            prefixes = List.copyOf(prefixes);
        }
    }

    RegisteredProcess(Wanted wanted, String user, HopPool pool, Instant since) {
        this.wanted = wanted;
        this.user = user;
        this.pool = pool;
        this.since = since;
    }

    /// What it said of itself.
    public Wanted wanted() {
        return wanted;
    }

    /// The user that it runs as.
    public String user() {
        return user;
    }

    /// When it registered.
    public Instant since() {
        return since;
    }

    /// Requests that are with it, and connections that left HTTP.
    public int running() {
        return running.get();
    }

    /// Requests that were given to it.
    public long served() {
        return served.sum();
    }

    HopPool pool() {
        return pool;
    }

    /// Gives it a request.
    ///
    /// @return false when it has left meanwhile: another one must have it
    boolean begin() {
        running.incrementAndGet();
        if (hasLeft()) {
            // behind the count: either this sees that it has left, or who waits for its requests sees this one
            end();
            return false;
        }
        served.increment();
        return true;
    }

    void end() {
        if (running.decrementAndGet() == 0) {
            LockSupport.unpark(waiting);
        }
    }

    /// Whether nothing more is given to it.
    boolean hasLeft() {
        return left.getCount() == 0;
    }

    /// From now on nothing more is given to it.
    void leave() {
        left.countDown();
    }

    /// Whether it has left, or does within a moment. A connection that breaks is often seen before the end of the
    /// process is.
    boolean leaves(Duration within) throws InterruptedException {
        return left.await(within.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Waits for its last request; by one thread.
    void awaitNone(Duration longest) {
        long deadline = System.nanoTime() + longest.toNanos();
        waiting = Thread.currentThread();
        for (long nanos = longest.toNanos(); running.get() > 0 && nanos > 0
                && !Thread.currentThread().isInterrupted(); nanos = deadline - System.nanoTime()) {
            LockSupport.parkNanos(this, nanos);
        }
        waiting = null;
    }

    /// For people: its name, process and user.
    @Override
    public String toString() {
        return wanted.name() + " (process " + wanted.pid() + " of " + user + ", " + wanted.base() + ")";
    }
}
