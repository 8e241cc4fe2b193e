package dev.lanner.container.session.file;

import dev.lanner.container.session.store.SessionStore;
import dev.lanner.container.session.store.SessionStoreFactory;
import dev.lanner.container.session.store.StoreException;
import dev.lanner.container.session.store.StoreSetup;

/// Makes stores in files: `sessions.store: file`.
public final class FileSessionStoreFactory implements SessionStoreFactory {

    /// For `ServiceLoader`.
    public FileSessionStoreFactory() {
    }

    @Override
    public String name() {
        return "file";
    }

    @Override
    public SessionStore open(StoreSetup setup) throws StoreException {
        return FileSessionStore.open(setup.work().resolve(setup.context()));
    }
}
