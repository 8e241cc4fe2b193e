package dev.lanner.deploy.resource;

import javax.sql.DataSource;

/// A pool of connections.
public interface ConnectionPool extends AutoCloseable {

    /// Gives connections of the pool.
    DataSource dataSource();

    /// The numbers of now.
    PoolStatistics.Counts counts();

    /// Closes the pool and its connections, those in use too. Idempotent.
    @Override
    void close();
}
