package dev.lanner.launcher.realm;

import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.security.RealmException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a JDBC realm is made of.
///
/// @param url the database
/// @param user who logs in there; empty for nobody
/// @param passwordFile whose first line is the password; null for none
/// @param userQuery gives name and hash
/// @param roleQuery gives roles
/// @param connections how many are open at most
/// @param timeout how long a login may take
record JdbcConfig(String url, String user, @Nullable Path passwordFile, String userQuery, String roleQuery,
        int connections, Duration timeout) {

    /// Finds a file that a setting names.
    @FunctionalInterface
    interface Files {
        Path file(String name) throws RealmException;
    }

    static JdbcConfig of(SettingValues settings, Files files) throws RealmException {
        String password = settings.get(Settings.LOGIN_JDBC_PASSWORD_FILE);
        String url = settings.get(Settings.LOGIN_JDBC_URL);
        if (url.isBlank()) {
            throw new RealmException("LNR-3235: login.realm is jdbc and login.jdbc-url is empty ("
                    + settings.origin(Settings.LOGIN_REALM) + ")");
        }
        return new JdbcConfig(url, settings.get(Settings.LOGIN_JDBC_USER),
                password.isBlank() ? null : files.file(password), settings.get(Settings.LOGIN_JDBC_USER_QUERY),
                settings.get(Settings.LOGIN_JDBC_ROLE_QUERY), settings.get(Settings.LOGIN_JDBC_CONNECTIONS).intValue(),
                settings.get(Settings.LOGIN_JDBC_TIMEOUT));
    }
}
