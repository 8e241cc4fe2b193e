package dev.lanner.http.connection;

import dev.lanner.http.loop.EventLoop;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// What shall happen when an exchange takes too long. Safe for use by any thread; the loop looks at the time.
final class ExchangeDeadline {
    private record Due(long at, Runnable expired) {
    }

    private final AtomicReference<@Nullable Due> due = new AtomicReference<>();

    /// @param after zero or less for never
    void set(Duration after, Runnable action) {
        due.set(after.isZero() || after.isNegative()
                ? null
                : new Due(EventLoop.clockMillis() + Math.min(after.toMillis(), Long.MAX_VALUE / 4), action));
    }

    void sweep(long now) {
        Due set = due.get();
        if (set != null && now >= set.at && due.compareAndSet(set, null)) {
            set.expired.run();
        }
    }
}
