package dev.lanner.session.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.lanner.container.session.store.StoreException;
import dev.lanner.container.session.store.StoreSetup;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.log.LazyLogger;
import dev.lanner.spi.security.SecretFiles;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.ServiceLoader;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a store in a database is made of.
///
/// @param url the database
/// @param driver the class that takes the URL
/// @param user who logs in there; empty for nobody
/// @param password null for none
/// @param table with or without a schema
/// @param connections how many at most
/// @param timeoutMillis of one call
record JdbcConfig(String url, String driver, String user, @Nullable String password, String table, int connections,
        int timeoutMillis) {
    private static final Logger LOG = LazyLogger.of(JdbcConfig.class);
    private static final Pattern TABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)?");
    /// What HikariCP waits at least.
    private static final int SHORTEST = 250;

    static JdbcConfig of(StoreSetup setup) throws StoreException {
        SettingValues settings = setup.settings();
        String url = settings.get(Settings.SESSIONS_JDBC_URL);
        String table = settings.get(Settings.SESSIONS_JDBC_TABLE);
        if (!TABLE.matcher(table).matches()) {
            throw new StoreException("LNR-7021: sessions.jdbc-table (" + settings.origin(Settings.SESSIONS_JDBC_TABLE)
                    + ") must be a name of letters, digits and _, with or without a schema");
        }
        String file = settings.get(Settings.SESSIONS_JDBC_PASSWORD_FILE);
        return new JdbcConfig(url, driver(url, settings), settings.get(Settings.SESSIONS_JDBC_USER),
                file.isBlank() ? null : password(setup.configuration().resolve(file)), table,
                settings.get(Settings.SESSIONS_JDBC_CONNECTIONS).intValue(),
                Math.toIntExact(settings.get(Settings.SESSIONS_TIMEOUT).toMillis()));
    }

    /// The drivers of the server's libraries, not those that an application has registered.
    private static String driver(String url, SettingValues settings) throws StoreException {
        for (Driver driver : ServiceLoader.load(Driver.class, JdbcConfig.class.getClassLoader())) {
            try {
                if (driver.acceptsURL(url)) {
                    return driver.getClass().getName();
                }
            } catch (SQLException e) {
                throw new StoreException("LNR-7020: sessions.jdbc-url (" + settings.origin(Settings.SESSIONS_JDBC_URL)
                        + ") is refused by " + driver.getClass().getName() + ": " + e.getMessage(), e);
            }
        }
        throw new StoreException("LNR-7020: no JDBC driver of the server takes sessions.jdbc-url ("
                + settings.origin(Settings.SESSIONS_JDBC_URL) + "): put the driver's jar into lib/");
    }

    private static String password(Path file) throws StoreException {
        try (var lines = Files.lines(file, StandardCharsets.UTF_8)) {
            SecretFiles.warnIfShared(LOG, "sessions.jdbc-password-file", file);
            return lines.findFirst().orElse("");
        } catch (IOException e) {
            throw new StoreException("LNR-7022: sessions.jdbc-password-file " + file + " can't be read: " + e, e);
        }
    }

    /// A pool that needs no database to start.
    HikariDataSource pool(String name) {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("lanner-sessions-" + name);
        pool.setDriverClassName(driver);
        pool.setJdbcUrl(url);
        if (!user.isBlank()) {
            pool.setUsername(user);
        }
        if (password != null) {
            pool.setPassword(password);
        }
        pool.setMaximumPoolSize(connections);
        pool.setMinimumIdle(1);
        pool.setConnectionTimeout(Math.max(SHORTEST, timeoutMillis));
        pool.setValidationTimeout(Math.max(SHORTEST, timeoutMillis / 2));
        pool.setInitializationFailTimeout(-1);
        pool.setAutoCommit(true);
        return new HikariDataSource(pool);
    }
}
