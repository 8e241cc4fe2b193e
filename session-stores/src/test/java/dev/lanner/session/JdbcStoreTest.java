package dev.lanner.session;

import dev.lanner.container.session.store.SessionStore;
import dev.lanner.container.session.store.StoreException;
import dev.lanner.container.session.store.StoreSetup;
import dev.lanner.container.session.store.StoredSession;
import dev.lanner.session.jdbc.JdbcSessionStoreFactory;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.SettingValues.Value;
import dev.lanner.spi.config.Settings;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// Over PostgreSQL, where that is installed, with the table of the documentation.
class JdbcStoreTest extends SessionStoreContract {
    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

    private static Path directory;
    private static List<String> command;
    private static Process server;
    private static String url;

    @BeforeAll
    static void startPostgres() throws Exception {
        Optional<Path> programs = programs();
        assumeTrue(programs.isPresent(), "PostgreSQL (initdb, postgres) is not installed below /usr/lib/postgresql");
        assumeTrue(!ROOT || Files.exists(Path.of("/usr/sbin/runuser")),
                "PostgreSQL does not run as root, and there is no runuser");
        directory = Files.createTempDirectory("lanner-sessions",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Files.writeString(directory.resolve("password"), "of the database\nsecond line\n");
        if (ROOT) {
            assumeTrue(run(List.of("chown", "-R", "postgres", directory.toString())), "there is no user postgres");
        }
        String data = directory.resolve("data").toString();
        assumeTrue(run(asUser(programs.get().resolve("initdb").toString(), "-D", data, "-U", "lanner", "-A",
                "scram-sha-256", "--pwfile=" + directory.resolve("password"), "-E", "UTF8", "--locale=C", "--no-sync")),
                "initdb does not work here");
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
        command = asUser(programs.get().resolve("postgres").toString(), "-D", data, "-p", Integer.toString(port), "-c",
                "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=");
        runPostgres();
        try (Connection connection = connect(); Statement statement = connection.createStatement()) {
            statement.execute(documented());
        }
    }

    /// The SQL that the documentation tells to run.
    private static String documented() throws IOException {
        String text = Files.readString(Path.of(System.getProperty("basedir", "."), "..", "docs", "sessions.md"));
        int start = text.indexOf("```sql\n") + 7;
        return text.substring(start, text.indexOf("```", start));
    }

    private static void runPostgres() throws Exception {
        server = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile())).start();
        for (int i = 0;; i++) {
            try (Connection connection = connect()) {
                return;
            } catch (SQLException e) {
                if (i == 200 || server.waitFor(50, TimeUnit.MILLISECONDS)) {
                    throw new IOException(Files.readString(directory.resolve("log")), e);
                }
            }
        }
    }

    private static Connection connect() throws SQLException {
        return DriverManager.getConnection(url, "lanner", "of the database");
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

    private static List<String> asUser(String... program) {
        List<String> all = new ArrayList<>(ROOT ? List.of("/usr/sbin/runuser", "-u", "postgres", "--") : List.of());
        all.addAll(List.of(program));
        return all;
    }

    private static boolean run(List<String> program) throws Exception {
        Process process = new ProcessBuilder(program).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    @AfterAll
    static void stopPostgres() throws Exception {
        if (server != null) {
            kill();
        }
        if (directory != null) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /// All of its processes at once, as a machine that loses its power.
    private static void kill() throws Exception {
        List<ProcessHandle> all = server.descendants().toList();
        server.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        assertTrue(server.waitFor(30, TimeUnit.SECONDS));
        for (ProcessHandle each : all) {
            each.onExit().get(30, TimeUnit.SECONDS);
        }
    }

    private static SessionStore open(String context, Map<Setting<?>, Object> more) throws StoreException {
        Map<Setting<?>, Value> values = new HashMap<>();
        values.put(Settings.SESSIONS_JDBC_URL, new Value(url, "test:1"));
        values.put(Settings.SESSIONS_JDBC_USER, new Value("lanner", "test"));
        values.put(Settings.SESSIONS_JDBC_PASSWORD_FILE, new Value("password", "test"));
        values.put(Settings.SESSIONS_TIMEOUT, new Value(Duration.ofSeconds(2), "test"));
        more.forEach((setting, value) -> values.put(setting, new Value(value, "test:1")));
        return new JdbcSessionStoreFactory().open(
                new StoreSetup(context, new SettingValues(null, values), directory, directory));
    }

    @Override
    SessionStore open(String context) throws StoreException {
        return open(context, Map.of());
    }

    @Override
    void stopServer() throws Exception {
        kill();
    }

    @Override
    void startServer() throws Exception {
        runPostgres();
    }

    @Test
    void expiredOnesAreListed() throws Exception {
        try (SessionStore store = open("expired")) {
            for (int i = 0; i < 5; i++) {
                String key = String.format("%048x", i);
                assertTrue(store.save(new StoredSession(key, 1, 0, i < 3 ? 100 : 300, new byte[]{1}), 0));
            }
            assertEquals(3, store.expired(200, 10).size());
            assertEquals(2, store.expired(200, 2).size());
            assertTrue(store.remove(store.expired(200, 1).getFirst()));
            assertEquals(2, store.expired(200, 10).size());
        }
    }

    @Test
    void aTableThatIsNotThereIsNamed() throws Exception {
        try (SessionStore store = open("none", Map.of(Settings.SESSIONS_JDBC_TABLE, "other.sessions"))) {
            String message = assertThrows(StoreException.class, () -> store.load("a".repeat(48), 0)).getMessage();
            assertTrue(message.startsWith("LNR-7023: table other.sessions at " + url + ": ") && message.contains(
                    "other.sessions\" does not exist"), message);
        }
    }

    @Test
    void aWrongPasswordIsNamedAndNotShown() throws Exception {
        Files.writeString(directory.resolve("wrong"), "wrong-word");
        try (SessionStore store = open("none", Map.of(Settings.SESSIONS_JDBC_PASSWORD_FILE, "wrong"))) {
            String message = assertThrows(StoreException.class, () -> store.load("a".repeat(48), 0)).getMessage();
            assertTrue(message.contains("password authentication failed") && !message.contains("wrong-word"), message);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a;drop table x", "a.b.c", "\"a\"", "1a"})
    void badTablesAreRefused(String table) {
        String message = assertThrows(StoreException.class,
                () -> open("bad", Map.of(Settings.SESSIONS_JDBC_TABLE, table))).getMessage();
        assertTrue(message.startsWith("LNR-7021: sessions.jdbc-table (test:1)"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "jdbc:nothing:x", "postgresql://localhost/x"})
    void urlsThatNoDriverTakesAreRefused(String other) {
        String message = assertThrows(StoreException.class,
                () -> open("bad", Map.of(Settings.SESSIONS_JDBC_URL, other))).getMessage();
        assertTrue(message.startsWith("LNR-7020: no JDBC driver of the server takes sessions.jdbc-url (test:1)"),
                message);
    }
}
