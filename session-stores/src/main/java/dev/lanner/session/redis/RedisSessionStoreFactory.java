package dev.lanner.session.redis;

import dev.lanner.container.session.store.SessionStore;
import dev.lanner.container.session.store.SessionStoreFactory;
import dev.lanner.container.session.store.StoreException;
import dev.lanner.container.session.store.StoreSetup;

/// Makes stores in Redis or Valkey: `sessions.store: redis`.
public final class RedisSessionStoreFactory implements SessionStoreFactory {

    /// For `ServiceLoader`.
    public RedisSessionStoreFactory() {
    }

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public SessionStore open(StoreSetup setup) throws StoreException {
        return new RedisSessionStore(RedisConfig.of(setup), setup.context());
    }
}
