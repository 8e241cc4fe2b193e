package dev.lanner.deploy.resource;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How connections are pooled.
///
/// @param name for messages, threads and MBeans
/// @param maxSize how many connections there may be, in use and idle; default 10
/// @param minIdle how many idle ones are kept ready; default 0, so that a pool that nobody uses holds nothing
/// @param times durations
/// @param session how connections are given out
/// @param management whether the pool has an MBean
public record PoolConfig(String name, int maxSize, int minIdle, Times times, Session session, boolean management) {

    /// Durations, in milliseconds where they are given on.
    ///
    /// @param connection how long somebody waits for a connection; default 10 s, at least 250 ms
    /// @param idle after which an idle connection is closed; default 10 min, zero for never
    /// @param life after which a connection is replaced; default 30 min, zero for never
    /// @param keepalive between tests of idle connections; default 2 min, zero for none
    /// @param validation how long a test may take; default 5 s
    /// @param leak after which a connection in use is reported with the place that took it; default zero for never
    public record Times(Duration connection, Duration idle, Duration life, Duration keepalive, Duration validation,
            Duration leak) {
        /// The defaults.
        public static final Times DEFAULTS = new Times(Duration.ofSeconds(10), Duration.ofMinutes(10),
                Duration.ofMinutes(30), Duration.ofMinutes(2), Duration.ofSeconds(5), Duration.ZERO);
    }

    /// How connections are given out, whatever the one who had it before left.
    ///
    /// @param autoCommit default true
    /// @param readOnly default false
    /// @param isolation such as `TRANSACTION_SERIALIZABLE`; null for the driver's default
    /// @param schema null for the driver's default
    /// @param initSql run once for each new connection; null for nothing
    /// @param testQuery for drivers that don't know `Connection.isValid`; null else
    public record Session(boolean autoCommit, boolean readOnly, @Nullable String isolation, @Nullable String schema,
            @Nullable String initSql, @Nullable String testQuery) {
        /// The defaults.
        public static final Session DEFAULTS = new Session(true, false, null, null, null, null);
    }

    /// The defaults under a name.
    public static PoolConfig of(String name) {
        return new PoolConfig(name, 10, 0, Times.DEFAULTS, Session.DEFAULTS, false);
    }

    /// The same under another name.
    public PoolConfig named(String other, boolean withManagement) {
        return new PoolConfig(other, maxSize, minIdle, times, session, withManagement);
    }
}
