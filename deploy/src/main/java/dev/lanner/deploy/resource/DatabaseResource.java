package dev.lanner.deploy.resource;

import dev.lanner.deploy.naming.Bound;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// The data source of a name. Its driver is found when it is made, its pool is opened when somebody wants the first
/// connection. Safe for use by any thread.
final class DatabaseResource implements Bound, AutoCloseable {
    private final ResourceDefinition.Database definition;
    private final String where;
    private final Physical physical;
    private final ConnectionPools pools;
    private final PooledSource source;
    /// Guards `pool` and `closed`; a pool is opened under it, which connects to nothing.
    private final ReentrantLock guard = new ReentrantLock();
    private volatile @Nullable ConnectionPool pool;
    private boolean closed;

    /// New connections.
    ///
    /// @param source makes them
    /// @param driver the class behind it
    private record Physical(DataSource source, Class<?> driver) {
        static Physical of(Driver driver, ResourceDefinition.Database definition, String url) {
            return new Physical(new DriverSource(driver, url, properties(definition)), driver.getClass());
        }
    }

    private DatabaseResource(ResourceDefinition.Database definition, String where, Physical physical,
            ConnectionPools pools) {
        this.definition = definition;
        this.where = where;
        this.physical = physical;
        this.pools = pools;
        source = new PooledSource(this);
    }

    /// Finds the driver.
    ///
    /// @param where the resource, for messages
    /// @throws ResourceException when there is no driver, or it can't be used
    static DatabaseResource of(ResourceDefinition.Database definition, String where, Classes classes,
            ConnectionPools pools) throws ResourceException {
        return new DatabaseResource(definition, where, physical(definition, where, classes), pools);
    }

    private static Physical physical(ResourceDefinition.Database definition, String where, Classes classes)
            throws ResourceException {
        String name = definition.driver();
        if (name == null) {
            String url = Objects.requireNonNullElse(definition.url(), "");
            return Physical.of(find(url, where, classes), definition, url);
        }
        try {
            Class<?> type = classes.load(name);
            String url = definition.url();
            if (Driver.class.isAssignableFrom(type) && url != null) {
                return Physical.of(Classes.make(type, Driver.class), definition, url);
            }
            if (DataSource.class.isAssignableFrom(type)) {
                DataSource made = Classes.make(type, DataSource.class);
                Setters.set(made, setters(definition), where);
                return new Physical(made, type);
            }
            throw new ResourceException("LNR-4169 " + where + ": " + name
                    + (Driver.class.isAssignableFrom(type)
                            ? " is a driver, so that a url is needed"
                            : " is neither a java.sql.Driver nor a javax.sql.DataSource"));
        } catch (ClassNotFoundException e) {
            throw new ResourceException("LNR-4169 " + where + ": the driver " + name + " is not there: put its jar "
                    + "into WEB-INF/lib of the application, or into the folder lib of the server", e);
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new ResourceException("LNR-4169 " + where + ": the driver " + name + " can't be made: " + e, e);
        }
    }

    private static Driver find(String url, String where, Classes classes) throws ResourceException {
        for (ClassLoader loader : classes.loaders()) {
            try {
                for (Driver driver : ServiceLoader.load(Driver.class, loader)) {
                    if (driver.acceptsURL(url)) {
                        return driver;
                    }
                }
            } catch (SQLException | ServiceConfigurationError | LinkageError e) {
                throw new ResourceException("LNR-4169 " + where + ": a driver can't be used: " + e, e);
            }
        }
        // what stands behind the second colon may be secret
        int end = url.indexOf(':', url.indexOf(':') + 1);
        throw new ResourceException("LNR-4169 " + where + ": no driver takes the url \""
                + (end < 0 ? url : url.substring(0, end + 1) + "…")
                + "\": put its jar into WEB-INF/lib of the application, or into the folder lib of the server");
    }

    private static Properties properties(ResourceDefinition.Database definition) {
        Properties properties = new Properties();
        properties.putAll(definition.properties());
        String user = definition.login().user();
        if (user != null) {
            properties.setProperty("user", user);
        }
        String password = definition.login().password();
        if (password != null) {
            properties.setProperty("password", password);
        }
        return properties;
    }

    private static Map<String, String> setters(ResourceDefinition.Database definition) {
        Map<String, String> setters = new HashMap<>(definition.properties());
        String user = definition.login().user();
        if (user != null) {
            setters.put("user", user);
        }
        String password = definition.login().password();
        if (password != null) {
            setters.put("password", password);
        }
        String url = definition.url();
        if (url != null) {
            setters.put("url", url);
        }
        return setters;
    }

    @Override
    public DataSource get() {
        return source;
    }

    @Override
    public String className() {
        return definition.className();
    }

    int max() {
        return definition.pool().config().maxSize();
    }

    PoolStatistics.Counts counts() {
        ConnectionPool open = pool;
        return open == null ? PoolStatistics.Counts.NONE : open.counts();
    }

    /// Opens the pool and takes a connection, where the definition asks for it.
    ///
    /// @throws ResourceException when none can be had
    void start() throws ResourceException {
        if (!definition.pool().failFast()) {
            return;
        }
        try (Connection connection = physical.source.getConnection()) {
            connection.getAutoCommit();
        } catch (SQLException e) {
            throw new ResourceException("LNR-4170 " + where + ": there is no connection to the database (fail-fast is "
                    + "true): " + e.getMessage(), e);
        }
    }

    /// A connection of the pool.
    Connection connection() throws SQLException {
        DataSource pooled = pool().dataSource();
        try {
            return pooled.getConnection();
        } catch (SQLException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new SQLTransientConnectionException("LNR-4170 " + where + ": no connection within "
                    + definition.pool().config().times().connection().toMillis() + " ms: " + cause.getMessage(),
                    e.getSQLState(), e.getErrorCode(), e);
        }
    }

    private ConnectionPool pool() throws SQLException {
        ConnectionPool open = pool;
        return open == null ? open() : open;
    }

    private ConnectionPool open() throws SQLException {
        guard.lock();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try {
            ConnectionPool known = pool;
            if (known == null) {
                if (closed) {
                    throw new SQLException("LNR-4175 " + where + ": the web application was stopped, and its pool with "
                            + "it");
                }
                // threads of pool and driver take it on: those of a shared driver must not hold an application
                thread.setContextClassLoader(physical.driver.getClassLoader());
                known = pools.open(definition.pool().config(), physical.source);
                pool = known;
            }
            return known;
        } catch (IllegalArgumentException e) {
            throw new SQLException("LNR-4170 " + where + ": " + e.getMessage(), e);
        } finally {
            thread.setContextClassLoader(before);
            guard.unlock();
        }
    }

    @Override
    public String toString() {
        return where;
    }

    @Override
    public void close() {
        guard.lock();
        try {
            closed = true;
            ConnectionPool open = pool;
            if (open != null) {
                open.close();
            }
        } finally {
            guard.unlock();
        }
    }
}
