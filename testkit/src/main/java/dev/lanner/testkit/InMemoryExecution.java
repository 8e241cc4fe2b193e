package dev.lanner.testkit;

import dev.lanner.spi.Route;
import dev.lanner.spi.features.ExecutionFeature;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Asynchronous serving: steps run on virtual threads of their own.
final class InMemoryExecution implements ExecutionFeature {
    private final InMemoryExchange exchange;
    private final boolean byHand;
    private @Nullable Runnable expired;
    private @Nullable Duration after;
    private @Nullable ScheduledFuture<?> timer;
    private volatile @Nullable Route route;

    InMemoryExecution(InMemoryExchange exchange, boolean byHand) {
        this.exchange = exchange;
        this.byHand = byHand;
    }

    @Override
    public void route(Route place) {
        exchange.check();
        route = place;
    }

    @Override
    public void suspend() {
        exchange.suspend();
    }

    @Override
    public void execute(Runnable step) {
        exchange.check();
        exchange.thread("in-memory-step", step);
    }

    @Override
    public void deadline(Duration delay, Runnable action) {
        exchange.check();
        exchange.guarded(() -> {
            stop();
            if (!delay.isZero()) {
                expired = action;
                after = delay;
                timer = byHand
                        ? null
                        : ConnectorThreads.TIMER.schedule(this::expire, delay.toNanos(), TimeUnit.NANOSECONDS);
            }
        });
    }

    @Override
    public void finish() {
        exchange.finish();
    }

    void stop() {
        if (timer != null) {
            timer.cancel(false);
        }
        timer = null;
        expired = null;
        after = null;
    }

    void expire() {
        Runnable[] due = new Runnable[1];
        exchange.guarded(() -> {
            if (expired != null) {
                due[0] = expired;
            }
            stop();
        });
        if (due[0] != null) {
            due[0].run();
        }
    }

    @Nullable
    Duration pending() {
        return after;
    }

    @Nullable
    Route lastRoute() {
        return route;
    }
}
