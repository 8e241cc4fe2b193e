package dev.lanner.http.loop;

import dev.lanner.spi.Route;
import dev.lanner.spi.log.RequestIds;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// Where one request's virtual thread runs: on its loop, on the carriers for slow routes, and once the loop has
/// stopped, on the JDK's scheduler.
///
/// Threads that the application starts inherit the scheduler of the thread that starts them, which is this object. The
/// JDK hands the same task in for one virtual thread each time; the first one that comes is the request's own. Any
/// other belongs to the application and goes to the JDK's scheduler. A long-lived thread of the application may keep
/// this object, so it refers to the request only while that is being served.
final class RequestHome implements RequestPlace, Executor, Runnable {
    private final EventLoop loop;
    private final VirtualThreads threads;
    private final Executor slowCarriers;
    private @Nullable Runnable continuation;
    private volatile boolean slow;
    private volatile @Nullable Route route;
    /// A plain field: who logs is this thread, or one that may see it a moment later.
    private @Nullable RequestIds serves;
    /// The request's own thread, while it serves.
    private @Nullable Thread own;
    private boolean served;
    /// Whether a second request was served. Threads that the application has started may be of the first one.
    private volatile boolean several;

    RequestHome(EventLoop loop, VirtualThreads threads, Executor slowCarriers) {
        this.loop = loop;
        this.threads = threads;
        this.slowCarriers = slowCarriers;
    }

    /// Called by the JDK with the calling virtual thread pinned: no locks, no logging.
    @Override
    public void execute(Runnable task) {
        if (continuation == null) {
            continuation = task;
        }
        if (task != continuation) {
            threads.defaultScheduler().execute(task);
        } else if (slow && !loop.stopped()) {
            slow(task);
        } else {
            loop.submitPinned(this);
        }
    }

    private void slow(Runnable task) {
        try {
            slowCarriers.execute(task);
        } catch (RejectedExecutionException e) {
            // the loops have ended
            threads.defaultScheduler().execute(task);
        }
    }

    /// Runs the request until it ends or waits.
    @Override
    public void run() {
        Runnable own = continuation;
        if (own != null) {
            own.run();
        }
    }

    @Override
    public void start(Runnable task) {
        threads.unstarted(this, task).start();
    }

    /// A slow route's thread goes on elsewhere: at its start when it has not begun, else by yielding once.
    @Override
    public void route(Route to) {
        route = to;
        if (to.slow() && !slow) {
            slow = true;
            if (continuation != null) {
                Thread.yield();
            }
        }
    }

    @Override
    public boolean returnsToLoop() {
        return !slow;
    }

    @Override
    public void serving(@Nullable RequestIds request) {
        if (request == null) {
            own = null;
        } else {
            if (served && !several) {
                several = true;
            }
            served = true;
            own = Thread.currentThread();
        }
        serves = request;
    }

    /// The request that a thread with this home serves; null where it serves none, or it can't be told which.
    @Nullable
    RequestIds servedBy(Thread thread) {
        RequestIds request = serves;
        return several && thread != own ? null : request;
    }

    @Nullable
    Route route() {
        return route;
    }
}
