package dev.lanner.launcher.realm;

import dev.lanner.container.realm.PasswordHash;
import dev.lanner.spi.log.LazyLogger;
import dev.lanner.spi.security.Credential;
import dev.lanner.spi.security.Identity;
import dev.lanner.spi.security.Realm;
import dev.lanner.spi.security.RealmException;
import dev.lanner.spi.security.SecretFiles;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// The users of a database. The name that the database gives must be the one that was asked for, letter by letter,
/// whatever the database takes for equal. Safe for use by any thread.
///
/// Both queries are made for each name, and a hash is checked for each, known or not. DIGEST needs hashes that are not
/// there: nobody gets in by it.
final class JdbcRealm implements Realm {
    private static final Logger LOG = LazyLogger.of(JdbcRealm.class);

    private final JdbcConfig config;
    private final ConnectionPool pool;
    private volatile PasswordHash unmatched = PasswordHash.unmatched();

    /// What the database says of a name.
    ///
    /// @param name as the database writes it; null when there is no such user
    private record Row(@Nullable String name, @Nullable String hash, Set<String> roles) {
    }

    JdbcRealm(JdbcConfig config, ConnectionPool pool) {
        this.config = config;
        this.pool = pool;
    }

    /// @throws RealmException when there is no driver for the URL, or the file of the password can't be read
    ///
    /// @param libraries has the drivers
    static JdbcRealm of(JdbcConfig config, ClassLoader libraries) throws RealmException {
        Properties properties = new Properties();
        if (!config.user().isEmpty()) {
            properties.setProperty("user", config.user());
        }
        if (config.passwordFile() != null) {
            properties.setProperty("password", password(config));
        }
        // drivers of the server, never those that an application brings
        for (Driver driver : ServiceLoader.load(Driver.class, libraries)) {
            try {
                if (driver.acceptsURL(config.url())) {
                    return new JdbcRealm(config, new ConnectionPool(() -> driver.connect(config.url(), properties),
                            config.connections(), config.timeout()));
                }
            } catch (SQLException e) {
                throw new RealmException("LNR-3236: login.jdbc-url is refused by " + driver.getClass().getName(), e);
            }
        }
        throw new RealmException("LNR-3236: no JDBC driver of the server takes login.jdbc-url: put the driver's jar "
                + "into the folder lib");
    }

    private static String password(JdbcConfig config) throws RealmException {
        try {
            Path file = Objects.requireNonNull(config.passwordFile());
            SecretFiles.warnIfShared(LOG, "login.jdbc-password-file", file);
            List<String> lines = Files.readAllLines(file);
            return lines.isEmpty() ? "" : lines.getFirst();
        } catch (IOException e) {
            throw new RealmException("LNR-3237: login.jdbc-password-file " + config.passwordFile()
                    + " can't be read: " + e, e);
        }
    }

    @Override
    public @Nullable Identity verify(Credential credential) throws RealmException {
        return switch (credential) {
            case Credential.Password password -> byPassword(password);
            case Credential.Digest _ -> null;
            case Credential.Certificate certificate -> {
                Row row = ask(certificate.user());
                yield row.name == null ? null : new Identity(row.name, row.roles);
            }
        };
    }

    private @Nullable Identity byPassword(Credential.Password credential) throws RealmException {
        Row row = ask(credential.user());
        PasswordHash hash = row.hash == null ? null : parse(row);
        if (hash != null) {
            unmatched = hash.unmatchedAlike(unmatched);
        }
        boolean right = (hash == null ? unmatched : hash).matches(credential.password());
        return right && hash != null && row.name != null ? new Identity(row.name, row.roles) : null;
    }

    private static PasswordHash parse(Row row) throws RealmException {
        try {
            return PasswordHash.parse(String.valueOf(row.hash));
        } catch (IllegalArgumentException e) {
            throw new RealmException("LNR-3238: the database has a wrong password hash for the user " + row.name + ": "
                    + e.getMessage(), e);
        }
    }

    /// Asks the database, on a thread that can be left alone when it takes too long.
    private Row ask(String name) throws RealmException {
        FutureTask<Row> work = new FutureTask<>(() -> pool.with(connection -> read(connection, name)));
        Thread thread = Thread.ofVirtual().inheritInheritableThreadLocals(false).name("lanner-login-jdbc").start(work);
        try {
            return work.get(config.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            thread.interrupt();
            throw new RealmException("LNR-3239: the database of users did not answer within "
                    + config.timeout().toMillis() + " ms (login.jdbc-timeout)", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RealmException("LNR-3202: a login was interrupted", e);
        } catch (ExecutionException e) {
            throw new RealmException("LNR-3240: the database of users can't be asked: " + e.getCause(), e.getCause());
        }
    }

    private Row read(Connection connection, String name) throws SQLException {
        String found = null;
        String hash = null;
        int seconds = (int) Math.max(1, config.timeout().toSeconds());
        try (PreparedStatement query = connection.prepareStatement(config.userQuery())) {
            query.setQueryTimeout(seconds);
            query.setString(1, name);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    // a database may take ann and Ann for the same: only the name itself counts
                    if (name.equals(rows.getString(1))) {
                        if (found != null) {
                            throw new SQLException("the query for a user gives two rows for the same name");
                        }
                        found = name;
                        hash = rows.getString(2);
                    }
                }
            }
        }
        Set<String> roles = new HashSet<>();
        try (PreparedStatement query = connection.prepareStatement(config.roleQuery())) {
            query.setQueryTimeout(seconds);
            query.setString(1, name);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    String role = rows.getString(1);
                    if (role != null && !role.isBlank()) {
                        roles.add(role);
                    }
                }
            }
        }
        return new Row(found, hash, found == null ? Set.of() : roles);
    }
}
