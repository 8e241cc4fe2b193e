/// Stores of sessions for several servers: Redis and databases.
///
/// Sees the container's contract of stores; nothing sees it.
module dev.lanner.session {
    requires static transitive org.jspecify;
    requires com.zaxxer.hikari;
    requires transitive dev.lanner.container;
    requires dev.lanner.spi;
    requires java.sql;
    requires org.apache.commons.pool2;
    requires redis.clients.jedis;

    exports dev.lanner.session.jdbc;
    exports dev.lanner.session.redis;

    uses java.sql.Driver;

    provides dev.lanner.container.session.store.SessionStoreFactory
            with dev.lanner.session.jdbc.JdbcSessionStoreFactory, dev.lanner.session.redis.RedisSessionStoreFactory;
}
