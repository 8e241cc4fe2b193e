package dev.lanner.worker.hop;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Why requests of a context can't be served, in the log: one line a second at most for each reason, as a worker that is gone is
/// the same news for each request. Each request's reason is in the access log. Safe for use by several threads.
final class Complaints {
    private static final long QUIET_NANOS = 1_000_000_000L;

    private final LongSupplier clock;
    private final Consumer<String> log;
    private final ConcurrentMap<String, Said> reasons = new ConcurrentHashMap<>();

    private static final class Said {
        private final AtomicLong at;
        private final AtomicInteger kept = new AtomicInteger();

        Said(long at) {
            this.at = new AtomicLong(at);
        }
    }

    /// @param clock nanoseconds, as of [System#nanoTime()]
    /// @param log where they are written
    Complaints(LongSupplier clock, Consumer<String> log) {
        this.clock = clock;
        this.log = log;
    }

    /// Says so, or counts it.
    void about(String reason, String message) {
        long now = clock.getAsLong();
        Said said = reasons.computeIfAbsent(reason, any -> new Said(now - QUIET_NANOS));
        long last = said.at.get();
        if (now - last >= QUIET_NANOS && said.at.compareAndSet(last, now)) {
            int more = said.kept.getAndSet(0);
            log.accept(more == 0 ? message : message + " (the same for " + more + " requests before)");
        } else {
            said.kept.incrementAndGet();
        }
    }
}
