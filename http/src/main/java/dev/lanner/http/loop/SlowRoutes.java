package dev.lanner.http.loop;

import dev.lanner.spi.Route;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Learns which routes hold their loop, and forgets in time. Used by the guard's thread alone.
final class SlowRoutes {
    /// How often routes are forgiven.
    static final long DECAY_NANOS = 60_000_000_000L;
    private static final int HOLDS_UNTIL_SLOW = 8;

    private final Set<Route> known = ConcurrentHashMap.newKeySet();

    /// Counts a hold.
    ///
    /// @return whether the route has become slow by it
    boolean held(Route route) {
        known.add(route);
        if (route.holds().incrementAndGet() < HOLDS_UNTIL_SLOW || route.slow()) {
            return false;
        }
        route.slow(true);
        return true;
    }

    /// Halves the counts; a slow route gets another chance, but fewer than a new one.
    void decay() {
        known.removeIf(route -> {
            int left = route.holds().updateAndGet(count -> Math.min(count, HOLDS_UNTIL_SLOW) / 2);
            route.slow(false);
            return left == 0;
        });
    }
}
