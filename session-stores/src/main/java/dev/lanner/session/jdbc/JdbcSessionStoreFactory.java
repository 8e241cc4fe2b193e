package dev.lanner.session.jdbc;

import dev.lanner.container.session.store.SessionStore;
import dev.lanner.container.session.store.SessionStoreFactory;
import dev.lanner.container.session.store.StoreException;
import dev.lanner.container.session.store.StoreSetup;

/// Makes stores in databases: `sessions.store: jdbc`.
public final class JdbcSessionStoreFactory implements SessionStoreFactory {

    /// For `ServiceLoader`.
    public JdbcSessionStoreFactory() {
    }

    @Override
    public String name() {
        return "jdbc";
    }

    @Override
    public SessionStore open(StoreSetup setup) throws StoreException {
        return new JdbcSessionStore(JdbcConfig.of(setup), setup.context());
    }
}
