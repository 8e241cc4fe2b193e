package dev.lanner.container.security;

import dev.lanner.container.realm.Users;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.security.Realm;
import java.time.InstantSource;
import java.util.IdentityHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One check for each realm, so that contexts with the same users share what is remembered and what is braked. Safe for
/// use by any thread.
public final class Realms {
    private final SettingValues settings;
    private final InstantSource clock;
    /// Guards `known`; nothing is called under it that waits.
    private final ReentrantLock guard = new ReentrantLock();
    private final IdentityHashMap<Realm, CredentialCheck> known = new IdentityHashMap<>();

    /// @param settings of the server
    public Realms(SettingValues settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /// The check that asks a realm.
    ///
    /// @param realm null for one that knows nobody
    public CredentialCheck check(@Nullable Realm realm) {
        if (realm == null) {
            return new CredentialCheck(Users.builder().build(), settings, clock);
        }
        guard.lock();
        try {
            return known.computeIfAbsent(realm, key -> new CredentialCheck(key, settings, clock));
        } finally {
            guard.unlock();
        }
    }
}
