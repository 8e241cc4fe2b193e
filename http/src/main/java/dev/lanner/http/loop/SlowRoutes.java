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

    private static final class Record {
        private long reviewAt;
        private long patience = FIRST_REVIEW;
        private int good;
    }

    private final Queue<Route> reports = new ConcurrentLinkedQueue<>();
    private final Map<Route, Record> known = new HashMap<>();
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
            Record record = known.computeIfAbsent(route, key -> new Record());
            if (route.holds().incrementAndGet() >= HOLDS_UNTIL_SLOW && !route.slow()) {
                route.slow(true);
                record.reviewAt = now + record.patience;
                record.patience = Math.min(record.patience * 2, LAST_REVIEW);
                record.good = 0;
                return route;
            }
        }
        return null;
    }

    private void decay(long now) {
        for (Iterator<Map.Entry<Route, Record>> all = known.entrySet().iterator(); all.hasNext();) {
            Map.Entry<Route, Record> entry = all.next();
            Route route = entry.getKey();
            Record record = entry.getValue();
            int left = route.holds().updateAndGet(count -> Math.min(count, HOLDS_UNTIL_SLOW) / 2);
            if (route.slow()) {
                if (now - record.reviewAt >= 0) {
                    route.slow(false);
                }
            } else if (left == 0 && ++record.good > 60) {
                all.remove();
            }
        }
    }
}
