package dev.lanner.container.async;

import dev.lanner.spi.features.ExecutionFeature;
import dev.lanner.spi.log.LazyLogger;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The asynchronous side of one request: its state, its strand, its listeners and its time. Made by the first
/// `startAsync`.
///
/// The application's threads only change the state and submit a step; everything else happens on the strand.
public final class AsyncExchange {
    private static final Logger LOG = LazyLogger.of(AsyncExchange.class);

    private final AtomicReference<AsyncState> state = new AtomicReference<>(AsyncState.IDLE);
    private final ExecutionFeature execution;
    private final Strand strand;
    private final Steps steps;
    private final List<Registered> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable LannerAsyncContext current;
    private boolean suspended;

    /// What the container does on the strand.
    public interface Steps {

        /// Dispatches as the application asked.
        void dispatch(LannerAsyncContext cycle);

        /// Sends the error page for a failure, or for the time being over (null).
        void sendError(@Nullable Throwable failure);

        /// Ends the exchange.
        void end();
    }

    private record Registered(AsyncListener listener, @Nullable ServletRequest request,
            @Nullable ServletResponse response) {
    }

    /// A call of a listener.
    @FunctionalInterface
    private interface Call {
        void on(AsyncListener listener, AsyncEvent event) throws IOException;
    }

    /// @param execution keeps the exchange open
    /// @param strand the exchange's strand
    /// @param steps what the container does
    public AsyncExchange(ExecutionFeature execution, Strand strand, Steps steps) {
        this.execution = execution;
        this.strand = strand;
        this.steps = steps;
    }

    /// The strand.
    public Strand strand() {
        return strand;
    }

    /// The state now.
    public AsyncState state() {
        return state.get();
    }

    /// The context of the last `startAsync`, or null.
    public @Nullable LannerAsyncContext current() {
        return current;
    }

    /// Whether the application has the request, or the container has not yet acted on what it asked for.
    public boolean started() {
        AsyncState now = state.get();
        return now != AsyncState.IDLE && now != AsyncState.ENDED;
    }

    private boolean signal(AsyncSignal signal) {
        while (true) {
            AsyncState now = state.get();
            AsyncState next = now.after(signal);
            if (next == null) {
                return false;
            }
            if (state.compareAndSet(now, next)) {
                return true;
            }
        }
    }

    private void require(AsyncSignal signal, String call) {
        AsyncState now = state.get();
        if (!signal(signal)) {
            throw new IllegalStateException("LNR-3074: " + call + " is not possible now: the request is " + now
                    + " (Servlet 6.1, 2.3.3.3)");
        }
    }

    /// Begins a cycle, on the thread of the container's call.
    public void start(LannerAsyncContext cycle) {
        require(AsyncSignal.START, "startAsync");
        if (!suspended) {
            suspended = true;
            execution.suspend();
        }
        current = cycle;
        if (!listeners.isEmpty()) {
            List<Registered> before = new ArrayList<>(listeners);
            listeners.clear();
            tell(before, cycle, null, AsyncListener::onStartAsync);
        }
    }

    /// Runs work of the application on a request thread, beside the strand.
    void run(Runnable work, ClassLoader loader) {
        execution.execute(() -> {
            Thread.currentThread().setContextClassLoader(loader);
            try {
                work.run();
            } catch (RuntimeException | LinkageError | StackOverflowError e) {
                LOG.log(Level.ERROR, "LNR-3085 what AsyncContext.start ran has failed; the request ends with an error",
                        e);
                failLater(e);
            }
        });
    }

    void addListener(LannerAsyncContext cycle, AsyncListener listener, @Nullable ServletRequest request,
            @Nullable ServletResponse response) {
        requireCurrent(cycle, "addListener");
        listeners.add(new Registered(listener, request, response));
    }

    void requireCurrent(LannerAsyncContext cycle, String call) {
        if (cycle != current || !started()) {
            throw new IllegalStateException("LNR-3074: " + call + " is not possible any more: this asynchronous cycle "
                    + "is over (Servlet 6.1, 2.3.3.3)");
        }
    }

    /// Before `complete` or `dispatch` was called in this cycle.
    void requireUndecided(LannerAsyncContext cycle, String call) {
        requireCurrent(cycle, call);
        AsyncState now = state.get();
        if (now == AsyncState.DISPATCHING || now == AsyncState.COMPLETING) {
            throw new IllegalStateException("LNR-3074: " + call + " is not possible now: the request is " + now
                    + " (Servlet 6.1, AsyncContext)");
        }
    }

    void dispatch(LannerAsyncContext cycle) {
        requireCurrent(cycle, "dispatch");
        require(AsyncSignal.DISPATCH, "dispatch");
        strand.submit(() -> {
            if (cycle == current && signal(AsyncSignal.REDISPATCH)) {
                cancelDeadline(cycle);
                steps.dispatch(cycle);
            }
        });
    }

    void complete(LannerAsyncContext cycle) {
        requireCurrent(cycle, "complete");
        require(AsyncSignal.COMPLETE, "complete");
        strand.submit(this::endIfIdle);
    }

    /// The container's call has returned: the request is over, or the application goes on with it and its time begins
    /// to run. On the strand.
    public void callReturned() {
        AsyncState now = state.get();
        LannerAsyncContext cycle = current;
        if (now == AsyncState.IDLE) {
            endIfIdle();
        } else if (now == AsyncState.STARTED && cycle != null && !cycle.beginWaiting()) {
            execution.deadline(Duration.ofMillis(cycle.getTimeout()), () -> strand.submit(() -> expire(cycle)));
        }
    }

    private void cancelDeadline(LannerAsyncContext cycle) {
        if (cycle.waiting()) {
            execution.deadline(Duration.ZERO, () -> {
                // nothing: this one replaces the cycle's
            });
        }
    }

    private void endIfIdle() {
        if (signal(AsyncSignal.END)) {
            LannerAsyncContext cycle = current;
            if (cycle != null) {
                cancelDeadline(cycle);
                tell(listeners, cycle, null, AsyncListener::onComplete);
            }
            try {
                steps.end();
            } finally {
                execution.finish();
            }
        }
    }

    private void expire(LannerAsyncContext cycle) {
        if (cycle != current || !signal(AsyncSignal.EXPIRE)) {
            return;
        }
        tell(listeners, cycle, null, AsyncListener::onTimeout);
        if (state.get() == AsyncState.EXPIRING && signal(AsyncSignal.FAIL)) {
            steps.sendError(null);
            endIfFailing();
        }
    }

    /// A failure while the application has the request. On the strand.
    ///
    /// @return whether it was handled here; if not, the request is not asynchronous now
    public boolean failed(Throwable failure) {
        LannerAsyncContext cycle = current;
        if (cycle == null || !signal(AsyncSignal.FAIL)) {
            return false;
        }
        tell(listeners, cycle, failure, AsyncListener::onError);
        if (state.get() == AsyncState.FAILING) {
            steps.sendError(failure);
            endIfFailing();
        }
        return true;
    }

    /// A failure noticed by any thread.
    public void failLater(Throwable failure) {
        strand.submit(() -> {
            if (state.get() == AsyncState.STARTED) {
                failed(failure);
            }
        });
    }

    private void endIfFailing() {
        if (state.get() == AsyncState.FAILING) {
            endIfIdle();
        }
    }

    private static void tell(List<Registered> told, LannerAsyncContext cycle, @Nullable Throwable failure, Call call) {
        for (Registered each : told) {
            try {
                call.on(each.listener, new AsyncEvent(cycle, each.request, each.response, failure));
            } catch (Exception | LinkageError | AssertionError e) {
                LOG.log(Level.WARNING, "LNR-3075: an AsyncListener failed: " + each.listener.getClass().getName(), e);
            }
        }
    }
}
