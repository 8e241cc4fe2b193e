package dev.lanner.http.loop;

import dev.lanner.spi.Route;
import dev.lanner.spi.log.LazyLogger;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Takes a loop whose carrier is held by a request, and gives it to a spare carrier.
///
/// One thread for all loops looks at their words each millisecond: the same odd word twice means that a step has lasted
/// at least that long. A started spare exists before a loop is taken; where no thread can be made the loop is left
/// where it is. After some quiet time the guard sleeps until a loop enters a step.
public final class LoopGuard implements Runnable {
    private static final Logger LOG = LazyLogger.of(LoopGuard.class);
    private static final long TICK_NANOS = 1_000_000;
    private static final long NAP_NANOS = 50_000_000;
    private static final int QUIET_TICKS = 20;
    private static final int MOST_CARRIERS = 256;
    private static final int KEPT_SPARES = 2;
    private static final long RETRY_NANOS = 1_000_000_000;

    /// For tests: takes each step that it sees, at once, instead of those that last.
    private final boolean eager = Boolean.getBoolean("dev.lanner.http.eager-guard");
    private final AtomicLong takeovers = new AtomicLong();
    private final AtomicLong withoutSpare = new AtomicLong();
    private final AtomicInteger carriers = new AtomicInteger();
    private final AtomicInteger names = new AtomicInteger();
    private final SlowRoutes slowRoutes = new SlowRoutes();
    private final Set<String> reported = ConcurrentHashMap.newKeySet();
    private final ReentrantLock sparesLock = new ReentrantLock();
    /// Guarded by sparesLock.
    private final Deque<Carrier> spares = new ArrayDeque<>();
    private final Thread thread = Thread.ofPlatform().daemon().name("lanner-guard").unstarted(this);

    private volatile List<EventLoop> loops = List.of();
    private volatile boolean asleep;
    private volatile boolean closed;
    private long[] seen = {};
    private long nextTry;

    LoopGuard() {
    }

    void start(List<EventLoop> all) {
        loops = List.copyOf(all);
        seen = new long[all.size()];
        for (EventLoop loop : all) {
            Carrier carrier = make();
            carrier.start();
            carrier.assign(loop);
        }
        prepareSpare();
        thread.start();
    }

    /// Ends the guard and the spare carriers. Carriers that run a loop end when it has stopped.
    void close() {
        closed = true;
        LockSupport.unpark(thread);
        for (Carrier spare = takeSpare(); spare != null; spare = takeSpare()) {
            end(spare);
        }
    }

    /// How many loops were taken since the start.
    public long takeovers() {
        return takeovers.get();
    }

    /// How often a loop should have been taken but no spare carrier could be made.
    public long withoutSpare() {
        return withoutSpare.get();
    }

    /// The carriers that exist.
    public int carriers() {
        return carriers.get();
    }

    /// A loop has entered a step: wakes the guard when it naps.
    void busy() {
        if (asleep) {
            asleep = false;
            LockSupport.unpark(thread);
        }
    }

    /// Wakes the loops that ask for it, for virtual threads, which must not.
    void wakeLoops() {
        LockSupport.unpark(thread);
    }

    /// Reports a failure in loop code, from a thread that may wait for a log.
    void failed(String where, Throwable failure) {
        Thread.ofPlatform().daemon().name("lanner-report").start(
                () -> LOG.log(Level.ERROR, "LNR-1001 failure in " + where + "; the event loop goes on", failure));
    }

    /// A carrier that lost its loop has ended the step.
    void ended(Hold hold, Thread carrier) {
        if (hold.blamed(carrier)) {
            slowRoutes.report(hold.route());
        }
    }

    /// A carrier has lost or finished its loop.
    void release(Carrier carrier) {
        sparesLock.lock();
        try {
            if (!closed && spares.size() < KEPT_SPARES + loops.size()) {
                spares.push(carrier);
                return;
            }
        } finally {
            sparesLock.unlock();
        }
        end(carrier);
    }

    @Override
    public void run() {
        int quiet = 0;
        while (!closed) {
            try {
                quiet = look() ? 0 : quiet + 1;
                Route slow = slowRoutes.learn(System.nanoTime());
                if (slow != null) {
                    report(slow);
                }
                if (eager) {
                    Thread.onSpinWait();
                } else if (quiet > QUIET_TICKS) {
                    asleep = true;
                    LockSupport.parkNanos(this, NAP_NANOS);
                    asleep = false;
                } else {
                    LockSupport.parkNanos(this, TICK_NANOS);
                }
            } catch (RuntimeException | Error e) {
                failed("the loop guard", e);
            }
        }
    }

    /// Whether any loop was in a step or has moved on since the last look.
    private boolean look() {
        boolean active = false;
        List<EventLoop> all = loops;
        for (int i = 0; i < all.size(); i++) {
            EventLoop loop = all.get(i);
            loop.wakeIfAsked();
            long word = loop.word();
            active |= word != seen[i] || (word & 1) == 1;
            if ((word & 1) == 1 && (word == seen[i] || eager)) {
                take(loop, word);
            }
            seen[i] = word;
        }
        return active;
    }

    private void take(EventLoop loop, long word) {
        Carrier spare = takeSpare();
        if (spare == null) {
            withoutSpare.incrementAndGet();
            prepareSpare();
            return;
        }
        Carrier holder = loop.carrier();
        long run = holder == null ? 0 : holder.blame().run();
        if (!loop.take(word)) {
            release(spare);
            return;
        }
        takeovers.incrementAndGet();
        RequestHome held = loop.running();
        Route route = held == null ? null : held.route();
        if (route != null && holder != null) {
            holder.blame().put(run, Hold.of(route, holder.thread()));
        }
        spare.assign(loop);
        prepareSpare();
    }

    private void report(Route route) {
        if (reported.add(route.name())) {
            Thread.ofPlatform().daemon().name("lanner-report").start(() -> LOG.log(Level.INFO,
                    "LNR-1002 requests to " + route.name() + " hold their event loop (busy or in native code); they "
                            + "run on threads of their own as long as they do"));
        }
    }

    private @Nullable Carrier takeSpare() {
        sparesLock.lock();
        try {
            return spares.poll();
        } finally {
            sparesLock.unlock();
        }
    }

    private void prepareSpare() {
        sparesLock.lock();
        try {
            if (!spares.isEmpty()) {
                return;
            }
        } finally {
            sparesLock.unlock();
        }
        long now = System.nanoTime();
        if (carriers.get() >= MOST_CARRIERS || nextTry != 0 && now - nextTry < 0) {
            return;
        }
        Carrier spare = make();
        try {
            spare.start();
            nextTry = 0;
        } catch (OutOfMemoryError e) {
            // no native thread to be had; the JVM has printed its own warning
            carriers.decrementAndGet();
            nextTry = now + RETRY_NANOS;
            return;
        }
        release(spare);
    }

    private Carrier make() {
        carriers.incrementAndGet();
        return new Carrier(this, "lanner-loop-" + names.incrementAndGet());
    }

    private void end(Carrier carrier) {
        carriers.decrementAndGet();
        carrier.end();
    }
}
