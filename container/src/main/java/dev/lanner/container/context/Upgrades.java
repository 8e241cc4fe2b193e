package dev.lanner.container.context;

import dev.lanner.spi.RequestRejectedException;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// The connections of a context that left HTTP. Safe for use by several threads.
public final class Upgrades {
    private final long most;
    private final AtomicLong count = new AtomicLong();
    private final Set<Runnable> open = ConcurrentHashMap.newKeySet();
    private volatile boolean goingAway;

    /// @param settings of the context
    /// @param server the server's: its limit is one of each endpoint, and counted there
    Upgrades(SettingValues settings, SettingValues server) {
        boolean own = !settings.origin(Settings.MAX_UPGRADED_CONNECTIONS)
                .equals(server.origin(Settings.MAX_UPGRADED_CONNECTIONS));
        most = own ? settings.get(Settings.MAX_UPGRADED_CONNECTIONS) : Long.MAX_VALUE;
    }

    /// Counts a connection that is about to be upgraded.
    ///
    /// @param end ends it, at once or later; called when the application stops
    /// @throws RequestRejectedException when there are as many as this context may have
    public void admit(Runnable end) throws RequestRejectedException {
        if (count.incrementAndGet() > most) {
            count.decrementAndGet();
            throw new RequestRejectedException(503, "context-upgrade-limit", "LNR-3048: the context has " + most
                    + " upgraded connections, as many as its max-upgraded-connections allows");
        }
        open.add(end);
    }

    /// A connection that was admitted has been upgraded.
    public void upgraded(Runnable end) {
        if (goingAway) {
            end.run();
        }
    }

    /// All shall end, those of now and those to come.
    void goAway() {
        goingAway = true;
        open.forEach(Runnable::run);
    }

    /// Whether there is none.
    boolean isEmpty() {
        return open.isEmpty();
    }

    /// One has ended.
    public void ended(Runnable end) {
        if (open.remove(end)) {
            count.decrementAndGet();
        }
    }
}
