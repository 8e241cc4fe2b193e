package dev.lanner.launcher.realm;

import dev.lanner.container.realm.PasswordHash;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.security.Credential;
import dev.lanner.spi.security.Identity;
import dev.lanner.spi.security.Realm;
import dev.lanner.spi.security.RealmException;
import dev.lanner.testkit.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// The JDBC realm over PostgreSQL, where that is installed.
class PostgresRealmTest {
    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

    private static Path directory;
    private static Process server;
    private static String url;

    @BeforeAll
    static void start() throws Exception {
        Optional<Path> programs = programs();
        assumeTrue(programs.isPresent(), "PostgreSQL (initdb, postgres) is not installed below /usr/lib/postgresql");
        assumeTrue(!ROOT || Files.exists(Path.of("/usr/sbin/runuser")),
                "PostgreSQL does not run as root, and there is no runuser");
        directory = Files.createTempDirectory("lanner-postgres",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Files.writeString(directory.resolve("password"), "of the database\nsecond line\n");
        if (ROOT) {
            assumeTrue(run(List.of("chown", "-R", "postgres", directory.toString())), "there is no user postgres");
        }
        String data = directory.resolve("data").toString();
        assumeTrue(
                run(asUser(programs.get().resolve("initdb").toString(), "-D", data, "-U", "lanner", "-A",
                        "scram-sha-256", "--pwfile=" + directory.resolve("password"), "-E", "UTF8", "--locale=C",
                        "--no-sync")),
                "initdb does not work here");
        int port = freePort();
        url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
        server = new ProcessBuilder(asUser(programs.get().resolve("postgres").toString(), "-D", data, "-p",
                Integer.toString(port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c",
                "fsync=off")).redirectErrorStream(true).redirectOutput(directory.resolve("log").toFile()).start();
        Eventually.until("PostgreSQL answers", PostgresRealmTest::fill);
    }

    private static Optional<Path> programs() throws IOException {
        Path all = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(all)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(all)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb"))
                            && Files.isExecutable(bin.resolve("postgres")))
                    .findFirst();
        }
    }

    private static List<String> asUser(String... command) {
        List<String> all = new ArrayList<>(ROOT ? List.of("/usr/sbin/runuser", "-u", "postgres", "--") : List.of());
        all.addAll(List.of(command));
        return all;
    }

    private static boolean run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean fill() {
        try (Connection connection = DriverManager.getConnection(url, "lanner", "of the database");
                Statement statement = connection.createStatement()) {
            statement.execute("create table users (name text primary key, password text)");
            statement.execute("create table user_roles (name text, role text)");
            statement.execute("insert into users values ('ann', '" + PasswordHash.of("secret", 1000).text() + "')");
            statement.execute("insert into user_roles values ('ann', 'admin'), ('ann', 'user'), ('bob', 'none')");
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.descendants().forEach(ProcessHandle::destroy);
            server.destroy();
            assertTrue(server.waitFor(30, TimeUnit.SECONDS));
        }
        if (directory != null) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static Realm realm(String userQuery) throws RealmException {
        Map<Setting<?>, SettingValues.Value> values = new HashMap<>();
        Map.of(Settings.LOGIN_REALM, "jdbc", Settings.LOGIN_JDBC_URL, url, Settings.LOGIN_JDBC_USER, "lanner",
                Settings.LOGIN_JDBC_PASSWORD_FILE, "password", Settings.LOGIN_JDBC_USER_QUERY, userQuery)
                .forEach((setting, value) -> values.put(setting, new SettingValues.Value(value, "test")));
        return new ConfiguredRealms(directory).realm(new SettingValues(null, values));
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
