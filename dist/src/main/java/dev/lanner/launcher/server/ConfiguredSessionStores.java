package dev.lanner.launcher.server;

import dev.lanner.container.DeploymentException;
import dev.lanner.container.SessionStoreSource;
import dev.lanner.container.session.keep.SealKeys;
import dev.lanner.container.session.keep.SessionBacking;
import dev.lanner.container.session.keep.SessionSeal;
import dev.lanner.container.session.keep.StoreCircuit;
import dev.lanner.container.session.store.SessionStore;
import dev.lanner.container.session.store.SessionStoreFactory;
import dev.lanner.container.session.store.StoreException;
import dev.lanner.container.session.store.StoreSetup;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Opens the stores that the settings `sessions.…` name. Safe for use by any thread.
final class ConfiguredSessionStores implements SessionStoreSource {
    private static final String MEMORY = "memory";

    private final Path work;
    private final Path configuration;
    private final boolean several;
    /// Guards `stores`, and the making of this server's own key.
    private final ReentrantLock guard = new ReentrantLock();
    private @Nullable ClassLoader stores;

    /// @param work a directory for files of stores; it need not exist
    /// @param configuration the directory `conf`
    /// @param several whether other processes of this server serve the same contexts, now or while one follows the other
    ConfiguredSessionStores(Path work, Path configuration, boolean several) {
        this.work = work;
        this.configuration = configuration;
        this.several = several;
    }

    @Override
    public @Nullable SessionBacking backing(String context, SettingValues settings) throws DeploymentException {
        String kind = settings.get(Settings.SESSIONS_STORE);
        if (kind.equals(MEMORY)) {
            return null;
        }
        try {
            SessionStore store = factory(kind, settings)
                    .open(new StoreSetup(context, settings, work, configuration, several));
            boolean opened = false;
            try {
                SessionSeal seal = new SessionSeal(key(store, settings), context);
                opened = true;
                return new SessionBacking(store.shared() ? new StoreCircuit(store, context) : store, seal);
            } finally {
                if (!opened) {
                    store.close();
                }
            }
        } catch (StoreException e) {
            throw new DeploymentException(String.valueOf(e.getMessage()), e);
        }
    }

    private SessionStoreFactory factory(String kind, SettingValues settings) throws StoreException {
        TreeSet<String> names = new TreeSet<>();
        names.add(MEMORY);
        for (SessionStoreFactory each : ServiceLoader.load(SessionStoreFactory.class, loader())) {
            if (each.name().equals(kind)) {
                return each;
            }
            names.add(each.name());
        }
        throw new StoreException("LNR-3317: sessions.store is " + kind + " (" + settings.origin(Settings.SESSIONS_STORE)
                + "), and there are " + String.join(", ", names)
                + "; jdbc and redis come with the directory lib/sessions of the distribution");
    }

    private ClassLoader loader() {
        guard.lock();
        try {
            ClassLoader known = stores;
            if (known == null) {
                known = OptionalParts.sessions();
                stores = known;
            }
            return known;
        } finally {
            guard.unlock();
        }
    }

    private byte[] key(SessionStore store, SettingValues settings) throws StoreException {
        String file = settings.get(Settings.SESSIONS_KEY_FILE);
        if (!file.isBlank()) {
            try {
                return SealKeys.read(configuration.resolve(file).normalize());
            } catch (InvalidPathException e) {
                throw new StoreException("LNR-3318: sessions.key-file is no path: " + e.getReason(), e);
            }
        }
        if (!store.local()) {
            throw new StoreException("LNR-3318: " + store.describe()
                    + " needs sessions.key-file, the same on each server, "
                    + "so that nobody else can make sessions; make one by: (umask 077; openssl rand -base64 32 > "
                    + configuration.resolve("sessions.key") + ")");
        }
        guard.lock();
        try {
            return SealKeys.readOrMake(work.resolve("key"));
        } finally {
            guard.unlock();
        }
    }
}
