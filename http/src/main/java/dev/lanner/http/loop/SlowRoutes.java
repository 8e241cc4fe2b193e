package dev.lanner.http.loop;

import dev.lanner.spi.Route;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// Learns which routes hold their loop, and forgets in time.
///
/// Eight holds, halved each second, make a route slow. After a while it gets another chance; a route that fails it gets
/// the next one later, at most a minute. Holds are reported by any thread, the rest is the guard's.
final class SlowRoutes {
    private static final int HOLDS_UNTIL_SLOW = 8;
    private static final long SECOND = 1_000_000_000L;
    private static final long FIRST_REVIEW = 2 * SECOND;
    private static final long LAST_REVIEW = 60 * SECOND;

    private static final class Memory {
        private long reviewAt;
        private long patience = FIRST_REVIEW;
        private int good;
    }

    private final Queue<Route> reports = new ConcurrentLinkedQueue<>();
    private final Map<Route, Memory> known = new HashMap<>();
    private long nextDecay;

    /// A request of this route held its loop.
    void report(Route route) {
        reports.add(route);
    }

    /// Takes the reports in and looks at what is known.
    ///
    /// @return a route that has become slow now, or null; more come with the next calls
    @Nullable
    Route learn(long now) {
        if (now - nextDecay >= 0) {
            decay(now);
            nextDecay = now + SECOND;
        }
        for (Route route = reports.poll(); route != null; route = reports.poll()) {
            Memory memory = known.computeIfAbsent(route, key -> new Memory());
            if (route.holds().incrementAndGet() >= HOLDS_UNTIL_SLOW && !route.slow()) {
                route.slow(true);
                memory.reviewAt = now + memory.patience;
                memory.patience = Math.min(memory.patience * 2, LAST_REVIEW);
                memory.good = 0;
                return route;
            }
        }
        return null;
    }

    private void decay(long now) {
        for (Iterator<Map.Entry<Route, Memory>> all = known.entrySet().iterator(); all.hasNext();) {
            Map.Entry<Route, Memory> entry = all.next();
            Route route = entry.getKey();
            Memory memory = entry.getValue();
            int left = route.holds().updateAndGet(count -> Math.min(count, HOLDS_UNTIL_SLOW) / 2);
            if (route.slow()) {
                if (now - memory.reviewAt >= 0) {
                    route.slow(false);
                }
            } else if (left == 0 && ++memory.good > 60) {
                all.remove();
            }
        }
    }
}
