package dev.lanner.launcher.realm;

import dev.lanner.container.realm.PasswordHash;
import dev.lanner.launcher.resource.Postgres;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.security.Credential;
import dev.lanner.spi.security.Identity;
import dev.lanner.spi.security.Realm;
import dev.lanner.spi.security.RealmException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// The JDBC realm over PostgreSQL, where that is installed.
class PostgresRealmTest {
    private static Postgres postgres;

    @BeforeAll
    static void start() throws Exception {
        postgres = Postgres.start("create table users (name text primary key, password text)",
                "create table user_roles (name text, role text)",
                "insert into users values ('ann', '" + PasswordHash.of("secret", 1000).text() + "')",
                "insert into user_roles values ('ann', 'admin'), ('ann', 'user'), ('bob', 'none')");
    }

    @AfterAll
    static void stop() throws Exception {
        if (postgres != null) {
            postgres.close();
        }
    }

    private static Realm realm(String userQuery) throws RealmException {
        Map<Setting<?>, SettingValues.Value> values = new HashMap<>();
        Map.of(Settings.LOGIN_REALM, "jdbc", Settings.LOGIN_JDBC_URL, postgres.url(), Settings.LOGIN_JDBC_USER,
                "lanner",
                Settings.LOGIN_JDBC_PASSWORD_FILE, "password", Settings.LOGIN_JDBC_USER_QUERY, userQuery)
                .forEach((setting, value) -> values.put(setting, new SettingValues.Value(value, "test")));
        return new ConfiguredRealms(postgres.directory(), ConfiguredRealms.class::getClassLoader)
                .realm(new SettingValues(null, values));
    }

    private static Identity verify(Realm realm, String user, String password) throws RealmException {
        return realm.verify(new Credential.Password(user, password));
    }

    @Test
    void usersAndRolesComeFromTheDatabase() throws Exception {
        Realm realm = realm(Settings.LOGIN_JDBC_USER_QUERY.defaultValue());

        assertEquals(new Identity("ann", Set.of("admin", "user")), verify(realm, "ann", "secret"));
        assertNull(verify(realm, "ann", "Secret"));
        assertNull(verify(realm, "bob", "secret"));
        assertNull(verify(realm, "' or '1'='1", "secret"));
    }

    @Test
    void aDatabaseThatFoldsNamesLetsNobodyInByAnothers() throws Exception {
        Realm realm = realm("select name, password from users where lower(name) = lower(?)");

        assertEquals("ann", verify(realm, "ann", "secret").name());
        assertNull(verify(realm, "ANN", "secret"));
    }

    @Test
    void aQueryThatFailsLetsNobodyIn() throws Exception {
        Realm realm = realm("select nothing from nowhere where name = ?");

        String message = assertThrows(RealmException.class, () -> verify(realm, "ann", "secret")).getMessage();
        assertTrue(message.startsWith("LNR-3240"), message);
        assertTrue(!message.contains("of the database"), message);
    }
}
