package dev.lanner.launcher.realm;

import dev.lanner.container.RealmSource;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.security.Realm;
import dev.lanner.spi.security.RealmException;
import dev.lanner.spi.security.RealmFactory;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Makes the realms that the settings `login.…` name; contexts with the same ones share a realm. Safe for use by any
/// thread.
public final class ConfiguredRealms implements RealmSource {
    private final Path configuration;
    private final Supplier<ClassLoader> libraries;
    /// Guards `made`; files are read under it, requests never take it.
    private final ReentrantLock guard = new ReentrantLock();
    private final Map<List<Object>, Realm> made = new HashMap<>();

    @FunctionalInterface
    private interface Maker {
        Realm make() throws RealmException;
    }

    /// @param configuration the directory `conf`
    /// @param libraries gives the loader of the libraries with drivers and realms
    public ConfiguredRealms(Path configuration, Supplier<ClassLoader> libraries) {
        this.configuration = configuration;
        this.libraries = libraries;
    }

    @Override
    public @Nullable Realm realm(SettingValues settings) throws RealmException {
        String kind = settings.get(Settings.LOGIN_REALM);
        return switch (kind) {
            case "none" -> null;
            case "users" -> {
                Path file = file(settings.get(Settings.LOGIN_USERS_FILE), "login.users-file");
                boolean needed = !settings.origin(Settings.LOGIN_USERS_FILE).equals("default");
                yield shared(List.of(kind, file), () -> new FileRealm(file, needed, InstantSource.system()));
            }
            case "jdbc" -> {
                JdbcConfig config = JdbcConfig.of(settings, name -> file(name, "login.jdbc-password-file"));
                yield shared(List.of(kind, config), () -> JdbcRealm.of(config, libraries.get()));
            }
            default -> custom(kind, settings);
        };
    }

    /// Makes the realm, unless it is the default file and not there: nothing is wrong with that.
    ///
    /// @throws RealmException when what needs the realm would not start
    public void check(SettingValues settings) throws RealmException {
        boolean absent = settings.get(Settings.LOGIN_REALM).equals("users")
                && settings.origin(Settings.LOGIN_USERS_FILE).equals("default")
                && !Files.exists(file(settings.get(Settings.LOGIN_USERS_FILE), "login.users-file"));
        if (!absent) {
            realm(settings);
        }
    }

    private Realm shared(List<Object> key, Maker maker) throws RealmException {
        guard.lock();
        try {
            Realm known = made.get(key);
            if (known == null) {
                known = maker.make();
                made.put(key, known);
            }
            return known;
        } finally {
            guard.unlock();
        }
    }

    private Path file(String name, String setting) throws RealmException {
        try {
            return configuration.resolve(name).normalize();
        } catch (InvalidPathException e) {
            throw new RealmException("LNR-3233: " + setting + " is no path: " + e.getReason(), e);
        }
    }

    private Realm custom(String kind, SettingValues settings) throws RealmException {
        for (RealmFactory factory : ServiceLoader.load(RealmFactory.class, libraries.get())) {
            if (factory.name().equals(kind)) {
                return factory.create(settings, configuration);
            }
        }
        throw new RealmException("LNR-3234: login.realm is " + kind + " (" + settings.origin(Settings.LOGIN_REALM)
                + "): it is users, jdbc, none or the name of a RealmFactory in a library of the server");
    }
}
