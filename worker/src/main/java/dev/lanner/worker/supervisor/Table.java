package dev.lanner.worker.supervisor;

import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.worker.hop.HopPool;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The workers that serve at a moment. Immutable.
final class Table {
    /// There is none.
    static final Table EMPTY = new Table(new @Nullable Worker[1], false, null);

    private final @Nullable Worker[] ready;
    private final @Nullable Worker only;
    private final boolean wanting;
    private final @Nullable Sticky sticky;

    /// @param ready by their numbers; not changed any more
    /// @param wanting whether there is one that a request has to start
    /// @param sticky what keeps clients at their worker; null where there is one worker only
    Table(@Nullable Worker[] ready, boolean wanting, @Nullable Sticky sticky) {
        this.ready = ready;
        this.wanting = wanting;
        this.sticky = sticky;
        only = sticky == null ? ready[0] : null;
    }

    /// Whether there is one that a request has to start.
    boolean wanting() {
        return wanting;
    }

    boolean isEmpty() {
        for (Worker each : ready) {
            if (each != null) {
                return false;
            }
        }
        return true;
    }

    /// The connections of all.
    List<HopPool> pools() {
        List<HopPool> pools = new ArrayList<>();
        for (Worker each : ready) {
            if (each != null) {
                pools.add(each.pool());
            }
        }
        return pools;
    }

    /// Chooses one for a request and begins it there.
    ///
    /// @return null when none takes it
    @Nullable
    Begun begin(FeatureCollection exchange) {
        Sticky several = sticky;
        if (several == null) {
            return begun(only);
        }
        int hint = several.hint(exchange);
        Begun kept = hint < 0 ? null : begun(ready[hint]);
        if (kept != null) {
            return kept;
        }
        Worker chosen = leastBusy(several.next());
        Begun begun = begun(chosen);
        if (begun != null && chosen != null) {
            several.keep(exchange, chosen.slot().index());
        }
        return begun;
    }

    private static @Nullable Begun begun(@Nullable Worker worker) {
        long count = worker == null ? 0 : worker.begin();
        return worker == null || count == 0 ? null : new Begun(worker, count);
    }

    /// @param first where to begin to look, so that not always the same one is taken where nobody has anything to do
    private @Nullable Worker leastBusy(int first) {
        Worker best = null;
        long least = Long.MAX_VALUE;
        for (int i = 0; i < ready.length; i++) {
            Worker each = ready[(first + i) % ready.length];
            if (each != null && each.running() < least) {
                best = each;
                least = each.running();
            }
        }
        return best;
    }

    /// A request that was given to a worker.
    ///
    /// @param count how many requests the worker was given with it
    record Begun(Worker worker, long count) {
    }
}
