package dev.lanner.launcher.resource;

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
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// A PostgreSQL of a test's own, on a free port of the loopback; the test is skipped where there is none. Its user is
/// `lanner`.
public final class Postgres implements AutoCloseable {
    public static final String PASSWORD = "of the database";

    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

    private final Path directory;
    private final Path programs;
    private final int port;
    private Process server;

    private Postgres(Path directory, Path programs, int port) {
        this.directory = directory;
        this.programs = programs;
        this.port = port;
    }

    /// Makes a database and starts its server.
    ///
    /// @param statements run once it answers
    public static Postgres start(String... statements) throws Exception {
        Optional<Path> programs = programs();
        assumeTrue(programs.isPresent(), "PostgreSQL (initdb, postgres) is not installed below /usr/lib/postgresql");
        assumeTrue(!ROOT || Files.exists(Path.of("/usr/sbin/runuser")),
                "PostgreSQL does not run as root, and there is no runuser");
        Path directory = Files.createTempDirectory("lanner-postgres",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Files.writeString(directory.resolve("password"), PASSWORD + "\nsecond line\n");
        if (ROOT) {
            assumeTrue(run(List.of("chown", "-R", "postgres", directory.toString())), "there is no user postgres");
        }
        assumeTrue(
                run(asUser(programs.get().resolve("initdb").toString(), "-D", directory.resolve("data").toString(),
                        "-U", "lanner", "-A", "scram-sha-256", "--pwfile=" + directory.resolve("password"), "-E",
                        "UTF8", "--locale=C", "--no-sync")),
                "initdb does not work here");
        Postgres postgres = new Postgres(directory, programs.get(), freePort());
        postgres.begin();
        for (String statement : statements) {
            postgres.execute(statement);
        }
        return postgres;
    }

    /// Starts the server, at first and after [#end()].
    public void begin() throws Exception {
        server = new ProcessBuilder(asUser(programs.resolve("postgres").toString(), "-D",
                directory.resolve("data").toString(), "-p", Integer.toString(port), "-c",
                "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off"))
                .redirectErrorStream(true).redirectOutput(directory.resolve("log").toFile()).start();
        Eventually.until("PostgreSQL answers", this::answers);
    }

    private boolean answers() {
        try {
            execute("select 1");
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    /// Ends the server as a failure would, connections and all.
    public void end() throws Exception {
        server.descendants().forEach(ProcessHandle::destroy);
        server.destroy();
        assertTrue(server.waitFor(30, TimeUnit.SECONDS));
    }

    public void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(), "lanner", PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    public int port() {
        return port;
    }

    /// Holds the file `password`.
    public Path directory() {
        return directory;
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

    @Override
    public void close() throws Exception {
        end();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
