package dev.lanner.connector.unix;

import dev.lanner.connector.tcp.TcpConnectorFactory;
import dev.lanner.spi.BoundEndpoint;
import dev.lanner.spi.Connector;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.ConnectorFactory;
import dev.lanner.spi.StopResult;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.EndpointUrl;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.log.RequestLog;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.LeakCheck;
import dev.lanner.testkit.RawClient;
import dev.lanner.testkit.RawResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// nginx in front, with the configurations of `docs/endpoints.md` as they are written there.
@ExtendWith(LeakCheck.class)
class NginxTest {
    private static final Path NGINX = Path.of("/usr/sbin/nginx");
    private static final Path DOCUMENT = Path.of("..", "docs", "endpoints.md");
    private static final String WORKERS = "www-data";

    private Path directory;
    private Path front;
    private Connector connector;
    private Process nginx;

    /// How nginx reaches the server, and the number of the configuration in the document.
    enum Way {
        UNIX, TCP
    }

    @BeforeEach
    void makeDirectory() throws IOException {
        assumeTrue(Files.isExecutable(NGINX), "no nginx here");
        directory = Files.createTempDirectory(Path.of("/tmp"), "lanner");
        // nginx' workers run under their own user
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        front = directory.resolve("front.sock");
    }

    @AfterEach
    void stopBoth() throws Exception {
        if (nginx != null) {
            nginx.destroy();
            assertTrue(nginx.waitFor(20, TimeUnit.SECONDS), "nginx does not end");
        }
        if (connector != null) {
            assertEquals(StopResult.GRACEFUL, connector.stop(Duration.ofSeconds(20)));
        }
        if (directory != null) {
            assertFalse(Files.exists(directory.resolve("http.sock")));
            try (Stream<Path> all = Files.walk(directory)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void requestsOfAllKindsPassThrough(Way way) throws Exception {
        startBoth(way, Map.of());
        try (RawClient client = RawClient.connect(front)) {
            assertEquals("GET /a ", client.exchange("GET /a HTTP/1.1\r\nHost: x\r\n\r\n").text());
            assertEquals("POST /b abc",
                    client.exchange("POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc").text());
            assertEquals("POST /c abcd", client.exchange("POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked"
                    + "\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n").text());
            String large = "0123456789abcdef".repeat(1 << 17);
            assertEquals("POST /d " + large, client.exchange(
                    "POST /d HTTP/1.1\r\nHost: x\r\nContent-Length: " + large.length() + "\r\n\r\n" + large).text());
            assertEquals("", client.exchange("HEAD /e HTTP/1.1\r\nHost: x\r\n\r\n").text());
        }
    }

    @ParameterizedTest
    @EnumSource
    void connectionsAreKeptAndTheHostIsPassedOn(Way way) throws Exception {
        startBoth(way, Map.of());
        String first = exchange("/connection");
        for (int i = 0; i < 20; i++) {
            assertEquals(first, exchange("/connection"));
        }
        assertEquals("www.example.org:81 unix: http", exchange("/forwarded"));
    }

    @ParameterizedTest
    @EnumSource
    void theServersOwnBodyLimitAnswers(Way way) throws Exception {
        startBoth(way, Map.of(Settings.MAX_REQUEST_BODY_SIZE, 1000L));
        String body = "x".repeat(1_000_000);
        try (RawClient client = RawClient.connect(front)) {
            RawResponse refused = client
                    .exchange("POST /length HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: "
                            + body.length() + "\r\n\r\n" + body);
            assertEquals(413, refused.status());
        }
        assertEquals("GET / ", exchange("/"));
    }

    @Test
    void theModeKeepsOtherUsersOut() throws Exception {
        assumeTrue(root(), "needs root to run nginx' workers under another user");
        startBoth(Way.UNIX, Map.of(Settings.UNIX_MODE, "0600", Settings.UNIX_OWNER, ""));
        try (RawClient client = RawClient.connect(front)) {
            assertEquals(502, client.exchange("GET / HTTP/1.1\r\nHost: x\r\n\r\n").status());
        }
        String log = Files.readString(directory.resolve("error.log"));
        assertTrue(log.contains("http.sock failed (13: Permission denied)"), log);
    }

    private String exchange(String path) throws IOException {
        try (RawClient client = RawClient.connect(front)) {
            return client.exchange("GET " + path + " HTTP/1.1\r\nHost: www.example.org:81\r\nConnection: close\r\n\r\n")
                    .text();
        }
    }

    private void startBoth(Way way, Map<Setting<?>, Object> settings) throws Exception {
        Map<Setting<?>, Object> all = new HashMap<>();
        if (root()) {
            assumeTrue(workersExist(), "no user " + WORKERS + " here");
            all.put(Settings.UNIX_MODE, "0660");
            all.put(Settings.UNIX_OWNER, ":" + WORKERS);
        }
        all.putAll(settings);
        Map<Setting<?>, SettingValues.Value> values = new HashMap<>();
        all.forEach((setting, value) -> values.put(setting, new SettingValues.Value(value, "test")));
        SettingValues effective = new SettingValues(null, values);
        String url = way == Way.UNIX ? "http://unix:" + directory.resolve("http.sock") : "http://127.0.0.1:0";
        ConnectorFactory factory = way == Way.UNIX ? new UnixConnectorFactory() : new TcpConnectorFactory();
        connector = factory.create(new EndpointConfig("proxy", EndpointUrl.parse(url), effective, "test"),
                new ConnectorContext(new EchoApplication(), effective, new FeatureCollection(), RequestLog.NONE));
        startNginx(way, connector.start().getFirst());
    }

    private void startNginx(Way way, BoundEndpoint bound) throws Exception {
        String address = bound.url().substring("http://".length());
        String documented = documented(way)
                .replace(way == Way.UNIX ? "unix:/run/lanner/http.sock;" : "127.0.0.1:8080;", address + ";")
                .replace("listen 80;", "listen unix:" + front + ";");
        assertTrue(documented.contains(address) && documented.contains("listen unix:"), documented);
        StringBuilder config = new StringBuilder("daemon off;\nworker_processes 1;\npid nginx.pid;\n");
        if (root()) {
            config.append("user ").append(WORKERS).append(' ').append(WORKERS).append(";\n");
        }
        config.append("error_log error.log;\nevents { worker_connections 64; }\nhttp {\naccess_log off;\n");
        for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
            config.append(kind).append("_temp_path ").append(kind).append(";\n");
        }
        Path file = Files.writeString(directory.resolve("nginx.conf"), config + documented + "}\n");
        nginx = new ProcessBuilder(NGINX.toString(), "-p", directory + "/", "-c", file.toString(), "-e", "error.log")
                .redirectErrorStream(true).redirectOutput(directory.resolve("out.log").toFile()).start();
        Eventually.until("nginx listens", () -> Files.exists(directory.resolve("nginx.pid")) || !nginx.isAlive());
        assertTrue(nginx.isAlive(), () -> read("out.log") + read("error.log"));
    }

    private String read(String name) {
        try {
            return Files.readString(directory.resolve(name));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /// The configuration in the document: the first for a Unix socket, the second for TCP.
    private static String documented(Way way) throws IOException {
        String[] blocks = Files.readString(DOCUMENT).split("```nginx\n", -1);
        assertEquals(3, blocks.length, "configurations in " + DOCUMENT);
        String block = blocks[way.ordinal() + 1];
        return block.substring(0, block.indexOf("```"));
    }

    private boolean workersExist() throws IOException {
        try {
            directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(WORKERS);
            GroupPrincipal group = directory.getFileSystem().getUserPrincipalLookupService()
                    .lookupPrincipalByGroupName(WORKERS);
            return group != null;
        } catch (UserPrincipalNotFoundException e) {
            return false;
        }
    }

    private boolean root() throws IOException {
        return Files.readAttributes(directory, PosixFileAttributes.class).owner().getName().equals("root");
    }
}
