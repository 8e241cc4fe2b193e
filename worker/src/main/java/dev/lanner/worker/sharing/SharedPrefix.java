package dev.lanner.worker.sharing;

import dev.lanner.container.binding.UrlPrefix;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.worker.hop.HopPool;
import dev.lanner.worker.hop.WorkerUnavailableException;
import dev.lanner.worker.hop.Workers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The processes that have one prefix: requests go to the one that has fewest, in turn where several have as few. Safe for
/// use by several threads.
final class SharedPrefix implements Workers {
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final UrlPrefix prefix;
    private final AtomicInteger turn = new AtomicInteger();
    /// Those with requests too that have left.
    private final ConcurrentHashMap<HopPool, RegisteredProcess> known = new ConcurrentHashMap<>();
    /// Changed under the guard of [Registrations]; never written into.
    private volatile RegisteredProcess[] processes = {};

    SharedPrefix(UrlPrefix prefix) {
        this.prefix = prefix;
    }

    UrlPrefix prefix() {
        return prefix;
    }

    List<RegisteredProcess> processes() {
        return List.of(processes);
    }

    void add(RegisteredProcess process) {
        known.put(process.pool(), process);
        RegisteredProcess[] before = processes;
        RegisteredProcess[] more = Arrays.copyOf(before, before.length + 1);
        more[before.length] = process;
        processes = more;
    }

    void remove(RegisteredProcess process) {
        processes = Arrays.stream(processes).filter(each -> each != process).toArray(RegisteredProcess[]::new);
    }

    /// Its requests have ended.
    void forget(RegisteredProcess process) {
        known.remove(process.pool(), process);
    }

    /// Whether nobody has it, nor a request of it.
    boolean isIdle() {
        return processes.length == 0 && known.isEmpty();
    }

    @Override
    public HopPool ready(FeatureCollection exchange) throws WorkerUnavailableException {
        RegisteredProcess chosen = least(processes);
        while (chosen != null && !chosen.begin()) {
            chosen = least(processes);
        }
        if (chosen == null) {
            throw new WorkerUnavailableException(502, "process-gone", "LNR-7190: prefix " + prefix
                    + ": the process that had registered it is gone", Duration.ofSeconds(1));
        }
        return chosen.pool();
    }

    private @Nullable RegisteredProcess least(RegisteredProcess[] all) {
        if (all.length == 0) {
            return null;
        }
        int start = all.length == 1 ? 0 : Math.floorMod(turn.getAndIncrement(), all.length);
        RegisteredProcess least = null;
        for (int i = 0; i < all.length; i++) {
            RegisteredProcess each = all[(start + i) % all.length];
            if (!each.hasLeft() && (least == null || each.running() < least.running())) {
                least = each;
            }
        }
        return least;
    }

    @Override
    public boolean lost(HopPool pool) {
        RegisteredProcess process = known.get(pool);
        try {
            return process == null || process.leaves(MOMENT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void ended(HopPool pool) {
        RegisteredProcess process = known.get(pool);
        if (process != null) {
            process.end();
        }
    }
}
