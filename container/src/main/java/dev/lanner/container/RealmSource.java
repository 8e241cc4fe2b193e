package dev.lanner.container;

import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.security.Realm;
import dev.lanner.spi.security.RealmException;
import org.jspecify.annotations.Nullable;

/// Where contexts get their realms from. Asked when a context starts that lets users log in.
@FunctionalInterface
public interface RealmSource {
    /// The realm for a context. Contexts that are to share users get the same object.
    ///
    /// @param settings the context's
    /// @return null when there are no users
    /// @throws RealmException when the realm can't be made: the context does not start
    @Nullable
    Realm realm(SettingValues settings) throws RealmException;
}
