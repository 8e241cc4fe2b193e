package dev.lanner.session.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import dev.lanner.container.session.store.SessionStore;
import dev.lanner.container.session.store.StoreException;
import dev.lanner.container.session.store.StoredSession;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The sessions of a context in a table, one row for each; the version is the lock of who writes. For any thread.
final class JdbcSessionStore implements SessionStore {
    /// SQLSTATE of a key that is there already, and of other broken rules.
    private static final String CONSTRAINT = "23";

    private final HikariDataSource pool;
    private final JdbcConfig config;
    private final String context;
    private final String load;
    private final String insert;
    private final String update;
    private final String touch;
    private final String remove;
    private final String expired;

    JdbcSessionStore(JdbcConfig config, String context) {
        this.config = config;
        this.context = context;
        pool = config.pool(context);
        String table = config.table();
        load = "select version, accessed, expires, case when version = ? then null else content end from " + table
                + " where context = ? and id = ?";
        insert = "insert into " + table
                + " (version, accessed, expires, content, context, id) values (?, ?, ?, ?, ?, ?)";
        update = "update " + table + " set version = ?, accessed = ?, expires = ?, content = ?"
                + " where context = ? and id = ? and version = ?";
        touch = "update " + table + " set accessed = ?, expires = ? where context = ? and id = ? and accessed < ?";
        remove = "delete from " + table + " where context = ? and id = ?";
        expired = "select id from " + table + " where context = ? and expires < ?";
    }

    @FunctionalInterface
    private interface Work<T extends @Nullable Object> {
        T with(PreparedStatement statement) throws SQLException;
    }

    private <T extends @Nullable Object> T call(String sql, Work<T> work) throws StoreException {
        try (Connection connection = pool.getConnection()) {
            // for a database that is not even there to refuse
            connection.setNetworkTimeout(Runnable::run, config.timeoutMillis());
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                return work.with(statement);
            }
        } catch (SQLException e) {
            throw new StoreException("LNR-7023: " + describe() + ": " + reason(e), e);
        }
    }

    private static String reason(SQLException e) {
        Throwable cause = e.getCause();
        String message = String.valueOf(e.getMessage());
        return cause == null ? message : message + ": " + cause.getMessage();
    }

    @Override
    public String describe() {
        // parameters may be secret
        int end = config.url().indexOf('?');
        return "table " + config.table() + " at " + (end < 0 ? config.url() : config.url().substring(0, end));
    }

    @Override
    public boolean shared() {
        return true;
    }

    @Override
    public @Nullable StoredSession load(String key, long known) throws StoreException {
        return this.<@Nullable StoredSession>call(load, statement -> {
            statement.setLong(1, known);
            statement.setString(2, context);
            statement.setString(3, key);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return null;
                }
                byte[] content = row.getBytes(4);
                return content == null
                        ? StoredSession.unchanged(key, row.getLong(1), row.getLong(2), row.getLong(3))
                        : new StoredSession(key, row.getLong(1), row.getLong(2), row.getLong(3), content);
            }
        });
    }

    @Override
    public boolean save(StoredSession session, long expected) throws StoreException {
        return call(expected == 0 ? insert : update, statement -> {
            statement.setLong(1, session.version());
            statement.setLong(2, session.accessed());
            statement.setLong(3, session.expires());
            statement.setBytes(4, session.content());
            statement.setString(5, context);
            statement.setString(6, session.key());
            if (expected != 0) {
                statement.setLong(7, expected);
            }
            try {
                return statement.executeUpdate() == 1;
            } catch (SQLException e) {
                String state = e.getSQLState();
                if (expected == 0 && state != null && state.startsWith(CONSTRAINT)) {
                    return false;
                }
                throw e;
            }
        });
    }

    @Override
    public void touch(String key, long accessed, long expires) throws StoreException {
        call(touch, statement -> {
            statement.setLong(1, accessed);
            statement.setLong(2, expires);
            statement.setString(3, context);
            statement.setString(4, key);
            statement.setLong(5, accessed);
            return statement.executeUpdate();
        });
    }

    @Override
    public boolean remove(String key) throws StoreException {
        return call(remove, statement -> {
            statement.setString(1, context);
            statement.setString(2, key);
            return statement.executeUpdate() == 1;
        });
    }

    @Override
    public List<String> expired(long now, int most) throws StoreException {
        return call(expired, statement -> {
            statement.setString(1, context);
            statement.setLong(2, now);
            statement.setMaxRows(most);
            List<String> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1).strip());
                }
            }
            return found;
        });
    }

    @Override
    public void close() {
        pool.close();
    }
}
