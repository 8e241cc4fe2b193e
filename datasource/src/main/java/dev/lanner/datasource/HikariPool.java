package dev.lanner.datasource;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import dev.lanner.deploy.resource.ConnectionPool;
import dev.lanner.deploy.resource.PoolStatistics;
import javax.sql.DataSource;

/// A pool of HikariCP.
final class HikariPool implements ConnectionPool {
    private final HikariDataSource source;

    HikariPool(HikariConfig config) {
        source = new HikariDataSource(config);
    }

    @Override
    public DataSource dataSource() {
        return source;
    }

    @Override
    public PoolStatistics.Counts counts() {
        HikariPoolMXBean pool = source.getHikariPoolMXBean();
        return pool == null || source.isClosed()
                ? PoolStatistics.Counts.NONE
                : new PoolStatistics.Counts(pool.getActiveConnections(), pool.getIdleConnections(),
                        pool.getThreadsAwaitingConnection());
    }

    @Override
    public void close() {
        source.close();
    }
}
