package dev.lanner.launcher.realm;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A few connections to a database, opened when they are needed. One that fails is closed; what it failed at is tried
/// once more with a new one, as the database may have closed it meanwhile. Safe for use by any thread.
final class ConnectionPool {
    private final Opener opener;
    private final Duration timeout;
    private final Semaphore free;
    private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();

    /// Opens a connection.
    @FunctionalInterface
    interface Opener {
        @Nullable
        Connection open() throws SQLException;
    }

    /// Uses a connection.
    @FunctionalInterface
    interface Use<T> {
        T with(Connection connection) throws SQLException;
    }

    ConnectionPool(Opener opener, int most, Duration timeout) {
        this.opener = opener;
        this.timeout = timeout;
        free = new Semaphore(most);
    }

    <T> T with(Use<T> use) throws SQLException, InterruptedException {
        if (!free.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new SQLException("all connections are in use");
        }
        try {
            Connection kept = idle.pollFirst();
            if (kept != null) {
                try {
                    return once(kept, use);
                } catch (SQLException e) {
                    // most likely closed by the other side: all that are kept are
                    closeIdle();
                }
            }
            Connection opened = opener.open();
            if (opened == null) {
                throw new SQLException("the driver does not take the URL");
            }
            return once(opened, use);
        } finally {
            free.release();
        }
    }

    private <T> T once(Connection connection, Use<T> use) throws SQLException {
        boolean done = false;
        try {
            T result = use.with(connection);
            done = true;
            return result;
        } finally {
            if (done) {
                idle.addFirst(connection);
            } else {
                close(connection);
            }
        }
    }

    private void closeIdle() {
        for (Connection connection = idle.pollFirst(); connection != null; connection = idle.pollFirst()) {
            close(connection);
        }
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // it was broken before
            return;
        }
    }
}
