package dev.lanner.spi.security;

import dev.lanner.spi.config.SettingValues;
import java.nio.file.Path;

/// Makes realms of one kind; found by [java.util.ServiceLoader]. The setting `login.realm` names it.
public interface RealmFactory {

    /// The word for `login.realm`; neither `users` nor `jdbc` nor `none`.
    String name();

    /// Makes a realm.
    ///
    /// @param settings those of the server or of the context that names the realm
    /// @param configuration the directory `conf`, to find files of one's own
    /// @throws RealmException when it can't be made: what needs it does not start
    Realm create(SettingValues settings, Path configuration) throws RealmException;
}
