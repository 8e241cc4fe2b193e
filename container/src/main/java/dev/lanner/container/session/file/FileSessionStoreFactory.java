package dev.lanner.container.session.file;

import dev.lanner.container.session.store.SessionStore;
import dev.lanner.container.session.store.SessionStoreFactory;
import dev.lanner.container.session.store.StoreException;
import dev.lanner.container.session.store.StoreSetup;
import dev.lanner.spi.config.Settings;
import java.nio.file.Path;

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
        Path directory = setup.work().resolve(setup.context());
        return setup.several()
                ? SharedFileStore.open(directory, setup.settings().get(Settings.SESSIONS_TIMEOUT))
                : FileSessionStore.open(directory);
    }
}
