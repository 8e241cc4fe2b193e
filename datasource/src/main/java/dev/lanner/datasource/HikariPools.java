package dev.lanner.datasource;

import com.zaxxer.hikari.HikariConfig;
import dev.lanner.deploy.resource.ConnectionPool;
import dev.lanner.deploy.resource.ConnectionPools;
import dev.lanner.deploy.resource.PoolConfig;
import javax.sql.DataSource;

/// Makes pools of HikariCP. Stateless.
public final class HikariPools implements ConnectionPools {

    /// For service loading.
    public HikariPools() {
        super();
    }

    @Override
    public ConnectionPool open(PoolConfig config, DataSource connections) {
        HikariConfig hikari = new HikariConfig();
        hikari.setDataSource(connections);
        // names of MBeans and threads; a colon or a comma would end the name of an MBean
        hikari.setPoolName(config.name().replaceAll("[:,=*?\"\\n]", "_"));
        hikari.setMaximumPoolSize(config.maxSize());
        hikari.setMinimumIdle(config.minIdle());
        hikari.setRegisterMbeans(config.management());
        // a database that is down must not keep the application from its start
        hikari.setInitializationFailTimeout(-1);
        hikari.setThreadFactory(new PoolThreads("lanner-pool " + config.name(),
                Thread.currentThread().getContextClassLoader()));
        times(hikari, config.times());
        session(hikari, config.session());
        return new HikariPool(hikari);
    }

    private static void times(HikariConfig hikari, PoolConfig.Times times) {
        hikari.setConnectionTimeout(times.connection().toMillis());
        hikari.setIdleTimeout(times.idle().toMillis());
        hikari.setMaxLifetime(times.life().toMillis());
        hikari.setKeepaliveTime(times.keepalive().toMillis());
        // not longer than somebody waits in all
        hikari.setValidationTimeout(Math.min(times.validation().toMillis(), times.connection().toMillis()));
        hikari.setLeakDetectionThreshold(times.leak().toMillis());
    }

    private static void session(HikariConfig hikari, PoolConfig.Session session) {
        hikari.setAutoCommit(session.autoCommit());
        hikari.setReadOnly(session.readOnly());
        hikari.setTransactionIsolation(session.isolation());
        hikari.setSchema(session.schema());
        hikari.setConnectionInitSql(session.initSql());
        hikari.setConnectionTestQuery(session.testQuery());
    }
}
