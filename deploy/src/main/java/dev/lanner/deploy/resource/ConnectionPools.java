package dev.lanner.deploy.resource;

import javax.sql.DataSource;

/// Makes pools of connections. An optional part of the server, found by `ServiceLoader` when the first data source is
/// used.
public interface ConnectionPools {

    /// Makes a pool. Connects to nothing by itself before somebody wants a connection, so a database may be down.
    ///
    /// @param connections makes new connections
    /// @throws IllegalArgumentException when the configuration can't be, with the reason
    ConnectionPool open(PoolConfig config, DataSource connections);
}
