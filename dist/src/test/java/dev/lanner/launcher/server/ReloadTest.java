package dev.lanner.launcher.server;

import dev.lanner.launcher.app.MirrorServlet;
import dev.lanner.launcher.cli.CommandLineTool;
import dev.lanner.launcher.config.ConfigurationReader;
import dev.lanner.launcher.config.ConfigurationSource;
import dev.lanner.launcher.control.ControlClient;
import dev.lanner.launcher.control.ControlException;
import dev.lanner.launcher.control.ControlRequest;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.Http2Client;
import dev.lanner.testkit.Http2Response;
import dev.lanner.testkit.RawClient;
import dev.lanner.testkit.RawResponse;
import dev.lanner.testkit.TestCertificate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Endpoints that change while the server runs, and the end of a server under load. The clients repeat nothing.
@Timeout(120)
class ReloadTest {
    private static final String GET = "GET /plain/ HTTP/1.1\r\nHost: x\r\n\r\n";

    @TempDir Path directory;

    private Path base;
    private Server server;

    @BeforeEach
    void application() throws IOException {
        base = Files.createDirectories(directory.resolve("base"));
        Path root = base.resolve("webapps/plain");
        Files.createDirectories(root.resolve("WEB-INF"));
        Files.writeString(root.resolve("index.html"), "served");
        MirrorServlet.explode(base.resolve("webapps/app"));
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop();
        }
    }

    private void configure(String yaml) throws IOException {
        Files.createDirectories(base.resolve("conf"));
        Files.writeString(base.resolve("conf/lanner.yaml"), yaml);
    }

    private void start(String yaml) throws Exception {
        configure(yaml);
        ConfigurationSource source = new ConfigurationSource(base, null, null, List.of(), Map.of());
        server = new Server(ConfigurationReader.read(source), source, BaseDirectory.take(base),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8), () -> {
                });
        server.start(List.of());
    }

    private String reload(String yaml) throws Exception {
        configure(yaml);
        return new ControlClient(base.resolve("run")).ask(new ControlRequest("reload", Map.of()),
                Duration.ofSeconds(60));
    }

    private InetSocketAddress address(String name) {
        for (Endpoints.Running each : server.endpoints().running()) {
            if (each.config().name().equals(name)) {
                URI url = URI.create(each.bound().getFirst().url());
                return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), url.getPort());
            }
        }
        throw new AssertionError("no endpoint " + name);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private static String endpoint(String name, int port, String rest) {
        return "  " + name + ": { url: \"http://127.0.0.1:" + port + "\"" + rest + " }\n";
    }

    // ---- what is touched, and what not

    @Test
    void onlyWhatHasChangedIsTouched() throws Exception {
        int same = freePort();
        int before = freePort();
        int after = freePort();
        start("endpoints:\n" + endpoint("same", same, "") + endpoint("moved", before, "") + endpoint("gone", 0, ""));
        InetSocketAddress gone = address("gone");
        try (RawClient kept = RawClient.connect(address("same"));
                RawClient moving = RawClient.connect(address("moved"))) {
            assertEquals("served", kept.exchange(GET).text());
            assertEquals("served", moving.exchange(GET).text());

            String report = reload("endpoints:\n" + endpoint("Same", same, "") + endpoint("moved", after, "")
                    + endpoint("fresh", 0, ""));

            assertEquals(List.of("moved: changed, was http://127.0.0.1:" + before + ", listens on http://127.0.0.1:"
                    + after, "fresh: new, listens on http://127.0.0.1:" + address("fresh").getPort(),
                    "gone: removed, was http://127.0.0.1:" + gone.getPort()), report.lines().toList());
            RawResponse last = moving.exchange(GET);
            assertEquals("served", last.text());
            assertTrue(last.closes(), "an endpoint that has moved ends its connections");
            RawResponse next = kept.exchange(GET);
            assertEquals("served", next.text());
            assertEquals(false, next.closes(), "an endpoint that stays is not touched");
        }
        for (String name : List.of("moved", "fresh")) {
            try (RawClient client = RawClient.connect(address(name))) {
                assertEquals("served", client.exchange(GET).text());
            }
        }
        assertThrows(IOException.class, () -> RawClient.connect(gone).close());
        assertEquals("Nothing has changed\n", reload("endpoints:\n" + endpoint("same", same, "")
                + endpoint("moved", after, "") + endpoint("fresh", 0, "")));
    }

    @Test
    void aLimitIsChangedWhileTheEndpointRuns() throws Exception {
        int port = freePort();
        start("endpoints:\n" + endpoint("web", port, ", limits: { max-connections: 1 }"));
        try (RawClient first = RawClient.connect(address("web"))) {
            assertEquals("served", first.exchange(GET).text());
            try (RawClient second = RawClient.connect(address("web"))) {
                assertEquals(503, second.read().status());
            }
            assertEquals("web: changed limits.max-connections\n",
                    reload("endpoints:\n" + endpoint("web", port, ", limits: { max-connections: 2 }")));
            try (RawClient second = RawClient.connect(address("web"));
                    RawClient third = RawClient.connect(address("web"))) {
                assertEquals("served", second.exchange(GET).text());
                assertEquals("served", third.exchange(GET).text());
            }
            assertEquals("served", first.exchange(GET).text(), "the old connection has its last answer");
        }
    }

    @Test
    void aSocketThatMustBeAnotherOneIsOpenedAnew() throws Exception {
        Path socket = Path.of("/tmp", "lanner-reload-" + ProcessHandle.current().pid());
        String url = "  local: { url: \"http://unix:" + socket + "\", unix-mode: \"";
        start("endpoints:\n" + url + "0600\" }\n");
        assertEquals("local: changed unix-mode\n", reload("endpoints:\n" + url + "0660\" }\n"));

        assertEquals("rw-rw----", java.nio.file.attribute.PosixFilePermissions
                .toString(Files.getPosixFilePermissions(socket)));
        try (RawClient client = RawClient.connect(socket)) {
            assertEquals("served", client.exchange(GET).text());
        }
    }

    @Test
    void aPrefixIsReservedListedAndReleased() throws Exception {
        int port = freePort();
        int reserved = freePort();
        start("endpoints:\n" + endpoint("web", port, ""));

        assertEquals(0, lanner("prefix", "reserve", "extra", "http://127.0.0.1:" + reserved, "--set",
                "limits.max-connections=3"));
        assertEquals(List.of("web http://127.0.0.1:" + port + "/app/ running /app",
                "web http://127.0.0.1:" + port + "/plain/ running /plain",
                "extra http://127.0.0.1:" + reserved + "/app/ running /app",
                "extra http://127.0.0.1:" + reserved + "/plain/ running /plain"), prefixes().lines().toList());
        try (RawClient client = RawClient.connect(address("extra"))) {
            assertEquals("served", client.exchange(GET).text());
        }

        assertEquals(2, lanner("prefix", "reserve", "extra", "http://127.0.0.1:1"), "it is there already");
        assertEquals(2, lanner("prefix", "reserve", "other", "http://127.0.0.1:80a"));
        assertEquals(2, lanner("prefix", "reserve", "other", "http://127.0.0.1:0", "--set", "no-such=1"));
        assertEquals(1, lanner("prefix", "reserve", "other", "http://127.0.0.1:" + port), "in use");
        assertEquals(0, lanner("prefix", "release", "extra"));
        assertEquals(1, lanner("prefix", "release", "extra"));
        assertEquals(2, prefixes().lines().count());
    }

    private int lanner(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--base", base.toString()));
        return CommandLineTool.execute(all.toArray(new String[0]));
    }

    private String prefixes() throws Exception {
        return new ControlClient(base.resolve("run")).ask(new ControlRequest("prefixes", Map.of()),
                Duration.ofSeconds(60));
    }

    // ---- what is wrong

    @Test
    void aWrongFileChangesNothing() throws Exception {
        int port = freePort();
        start("endpoints:\n" + endpoint("web", port, ""));

        ControlException fault = assertThrows(ControlException.class,
                () -> reload("endpoints:\n" + endpoint("web", port, ", limits: { backlok: 1 }")));

        assertTrue(fault.getMessage().contains("LNR-5001") && fault.getMessage().contains("lanner.yaml:2"),
                fault.getMessage());
        try (RawClient client = RawClient.connect(address("web"))) {
            assertEquals("served", client.exchange(GET).text());
        }
    }

    @Test
    void anAddressInUseChangesNothing() throws Exception {
        int port = freePort();
        start("endpoints:\n" + endpoint("web", port, ""));
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            ControlException fault = assertThrows(ControlException.class,
                    () -> reload(
                            "endpoints:\n" + endpoint("first", 0, "") + endpoint("web", taken.getLocalPort(), "")));
            assertTrue(fault.getMessage().startsWith("LNR-2001: endpoint \"web\""), fault.getMessage());
        }
        assertEquals(List.of("web"), server.endpoints().running().stream().map(each -> each.config().name()).toList());
        try (RawClient client = RawClient.connect(address("web"))) {
            assertEquals("served", client.exchange(GET).text());
        }
    }

    @Test
    void aCertificateThatCanNotBeReadLeavesTheOldOne() throws Exception {
        int port = freePort();
        TestCertificate certificate = TestCertificate.localhost();
        String endpoint = "endpoints:\n  web: { url: \"https://127.0.0.1:" + port + "\", certificate: { path: \"%s\", "
                + "password-file: \"" + certificate.passwordFile()
                + "\" }, limits: { max-request-header-count: %d } }\n";
        start(endpoint.formatted(certificate.file(), 50));

        assertEquals("web: changed limits.max-request-header-count\n",
                reload(endpoint.formatted(certificate.file(), 51)));
        ControlException fault = assertThrows(ControlException.class,
                () -> reload(endpoint.formatted(directory.resolve("none.p12"), 51)));

        assertTrue(fault.getMessage().contains("LNR-5243") && fault.getMessage().contains("It runs as before"),
                fault.getMessage());
        try (RawClient client = RawClient.connect(address("web"), certificate.client(null), "localhost")) {
            assertEquals("served", client.exchange(GET).text());
        }
    }

    @Test
    void settingsThatCanNotBeTakenOverAreNamed() throws Exception {
        int port = freePort();
        start("endpoints:\n" + endpoint("web", port, ""));

        String report = reload("event-loops: 1\nendpoints:\n" + endpoint("web", port, ""));

        assertTrue(report.startsWith("event-loops: has changed (") && report.endsWith("from the next start on\n"),
                report);
    }

    @Test
    void severalConnectorsForOneUrlNeedAChoice() throws Exception {
        LauncherException fault = assertThrows(LauncherException.class,
                () -> start("endpoints:\n  pigeon: { url: \"http://127.0.0.1:0\" }\n"));
        assertTrue(fault.getMessage().startsWith("LNR-5240: ") && fault.getMessage().contains("pigeon, tcp"),
                fault.getMessage());
        server = null;

        LauncherException unknown = assertThrows(LauncherException.class,
                () -> start("endpoints:\n  web: { url: \"http://127.0.0.1:0\", connector: dove }\n"));
        assertTrue(
                unknown.getMessage().startsWith("LNR-5241: ")
                        && unknown.getMessage().contains("there are pigeon, tcp, unix"),
                unknown.getMessage());
        server = null;
    }

    @Test
    void aFileIsReadWhenItHasSettled() throws Exception {
        Path file = directory.resolve("watched");
        AtomicInteger reads = new AtomicInteger();
        try (FileWatch watch = new FileWatch(file, reads::incrementAndGet)) {
            watch.look();
            Files.writeString(file, "one");
            watch.look();
            assertEquals(0, reads.get(), "it may still be written");
            watch.look();
            assertEquals(1, reads.get());
            watch.look();
            assertEquals(1, reads.get());
            Files.writeString(file, "one and two");
            watch.look();
            watch.look();
            assertEquals(2, reads.get());
        }
    }

    // ---- under load

    /// Requests one after the other on each connection, until the server ends it: by HTTP/1.1, of a file and of an
    /// asynchronous servlet, and by HTTP/2.
    private static final class Load implements AutoCloseable {
        private static final String ASYNC = "GET /app/m/async HTTP/1.1\r\nHost: x\r\n\r\n";
        private static final int EACH = 3;

        private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        private final AtomicBoolean over = new AtomicBoolean();
        private final AtomicInteger served = new AtomicInteger();
        private final List<Future<String>> clients = new ArrayList<>();
        private final SocketAddress address;
        private final boolean again;

        /// @param again whether a client connects again after its last answer
        Load(SocketAddress address, boolean again) {
            this.address = address;
            this.again = again;
            for (int i = 0; i < EACH; i++) {
                clients.add(threads.submit(() -> repeat(() -> http1(GET, "served"))));
                clients.add(threads.submit(() -> repeat(() -> http1(ASYNC, "later"))));
                clients.add(threads.submit(() -> repeat(this::http2)));
            }
            Eventually.until("requests are served", () -> served.get() > 15 * EACH || failed());
        }

        private boolean failed() {
            return clients.stream().anyMatch(Future::isDone);
        }

        private String repeat(Callable<String> connection) throws Exception {
            String failure;
            do {
                failure = connection.call();
            } while (failure.isEmpty() && again && !over.get());
            return failure;
        }

        private String http1(String request, String text) throws IOException {
            try (RawClient client = RawClient.connect(address)) {
                RawResponse response;
                do {
                    response = client.exchange(request);
                    if (response.status() != 200 || !response.text().equals(text)) {
                        return "status " + response.status();
                    }
                    served.incrementAndGet();
                } while (!response.closes() && !over.get());
                return "";
            }
        }

        private String http2() throws IOException {
            try (Http2Client client = Http2Client.connect(address)) {
                do {
                    Http2Response response = client.exchange("GET", "/plain/");
                    if (response.status() != 200 || !response.ended()) {
                        return "HTTP/2 status " + response.status() + ", reset " + response.reset();
                    }
                    served.incrementAndGet();
                } while (client.goAway() == null && !over.get());
                return "";
            }
        }

        /// Waits for all clients; none may have failed.
        void end() throws Exception {
            over.set(true);
            for (Future<String> client : clients) {
                assertEquals("", client.get(60, TimeUnit.SECONDS));
            }
        }

        @Override
        public void close() {
            over.set(true);
            threads.shutdownNow();
        }
    }

    @Test
    void noRequestFailsWhileAnEndpointIsExchangedUnderLoad() throws Exception {
        int port = freePort();
        start("endpoints:\n" + endpoint("web", port, ""));
        try (Load load = new Load(address("web"), true)) {
            for (int i = 0; i < 10; i++) {
                int before = load.served.get();
                assertEquals("web: changed limits.max-request-header-count\n", reload("endpoints:\n" + endpoint("web",
                        port, ", limits: { max-request-header-count: " + (50 + i) + " }")));
                Eventually.until("requests are served", () -> load.served.get() > before + 50);
            }
            load.end();
        }
    }

    @Test
    void noRequestFailsWhileAServerStopsUnderLoad() throws Exception {
        start("endpoints:\n" + endpoint("web", freePort(), ""));
        InetSocketAddress address = address("web");
        try (Load load = new Load(address, false)) {
            server.stop();
            for (Future<String> client : load.clients) {
                assertEquals("", client.get(60, TimeUnit.SECONDS));
            }
            assertThrows(IOException.class, () -> RawClient.connect(address).close());
        }
    }
}
