package dev.lanner.launcher.realm;

import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.security.Credential;
import dev.lanner.spi.security.Identity;
import dev.lanner.spi.security.Realm;
import dev.lanner.spi.security.RealmFactory;
import java.nio.file.Path;
import java.util.Set;

/// A realm as a library brings it: one password for everybody.
public final class KeeperRealmFactory implements RealmFactory {

    @Override
    public String name() {
        return "keeper";
    }

    @Override
    public Realm create(SettingValues settings, Path configuration) {
        return credential -> credential instanceof Credential.Password password
                && password.password().equals(configuration.getFileName().toString())
                        ? new Identity(password.user(), Set.of("kept"))
                        : null;
    }
}
