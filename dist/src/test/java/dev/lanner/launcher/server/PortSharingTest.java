package dev.lanner.launcher.server;

import dev.lanner.launcher.app.BodyServlet;
import dev.lanner.launcher.app.EchoEndpoint;
import dev.lanner.launcher.config.ConfigurationReader;
import dev.lanner.launcher.config.ConfigurationSource;
import dev.lanner.launcher.control.ControlClient;
import dev.lanner.launcher.control.ControlException;
import dev.lanner.launcher.control.ControlListener;
import dev.lanner.launcher.control.ControlRequest;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.RawClient;
import dev.lanner.testkit.RawResponse;
import dev.lanner.worker.pairing.PairingToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// One server has the port, others register URL prefixes there.
@Timeout(120)
class PortSharingTest {
    @TempDir Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Deque<Server> servers = new ArrayDeque<>();
    private int port;

    @BeforeEach
    void choosePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            port = socket.getLocalPort();
        }
    }

    @AfterEach
    void stop() {
        servers.forEach(Server::stop);
    }

    private Server start(String name, String yaml) throws Exception {
        Path base = directory.resolve(name);
        Files.createDirectories(base.resolve("conf"));
        Files.writeString(base.resolve("conf/lanner.yaml"), yaml.replace("PORT", Integer.toString(port)));
        ConfigurationSource source = new ConfigurationSource(base, null, null, List.of(), Map.of());
        Server server = new Server(ConfigurationReader.read(source), source, BaseDirectory.take(base),
                new PrintStream(out, true, StandardCharsets.UTF_8), () -> {
                });
        server.start(List.of());
        servers.addFirst(server);
        return server;
    }

    private Server front(String reservations) throws Exception {
        return start("front",
                "reservations:\n" + reservations + "endpoints: { web: { url: \"http://127.0.0.1:PORT\" } }\n");
    }

    private Server worker(String name, String prefix, String more) throws Exception {
        application(name, "webapps/ROOT", name);
        return start(name, "front: { base: ../front, prefixes: [\"" + prefix + "\"]" + more + " }\n");
    }

    private void application(String server, String webapp, String text) throws IOException {
        Path root = directory.resolve(server).resolve(webapp);
        Files.createDirectories(root.resolve("WEB-INF"));
        Files.writeString(root.resolve("index.html"), text);
    }

    private String ask(String server, String command, Map<String, String> values) throws ControlException {
        return String.valueOf(new ControlClient(directory.resolve(server).resolve("run"))
                .ask(new ControlRequest(command, values), Duration.ofSeconds(60)));
    }

    private String ask(String server, String command) throws ControlException {
        return ask(server, command, Map.of());
    }

    private RawResponse exchange(String host, String path) throws IOException {
        try (RawClient client = RawClient
                .connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port))) {
            return client.exchange("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
        }
    }

    private String get(String host, String path) throws IOException {
        RawResponse response = exchange(host, path);
        return response.status() == 200 ? response.text() : String.valueOf(response.status());
    }

    private void awaitFreed(String prefix) {
        Eventually.until(prefix + " is free", () -> {
            try {
                return !ask("front", "registrations").contains(prefix);
            } catch (ControlException e) {
                throw new AssertionError(e);
            }
        });
    }

    private void awaitText(String server, String command, String text) {
        Eventually.until(server + " says '" + text + "' of " + command, () -> {
            try {
                return ask(server, command).contains(text);
            } catch (ControlException e) {
                throw new AssertionError(e);
            }
        });
    }

    private String prefix(String host, String path) {
        return "http://" + host + ":" + port + path;
    }

    @Test
    void twoServersHaveOnePort() throws Exception {
        application("front", "webapps/ROOT", "front");
        front("  \"http://shop.example:PORT/\":\n  \"http://blog.example:PORT/\":\n");
        Server shop = worker("shop", "http://shop.example:PORT/", "");
        worker("blog", "http://blog.example:PORT/", "");
        assertEquals("shop", get("shop.example", "/"));
        assertEquals("blog", get("blog.example", "/"));
        assertEquals("front", get("other.example", "/"));
        assertEquals(List.of(), shop.endpoints().addresses(), "a server behind another one opens no port of its own");
        assertTrue(ask("shop", "status").contains("front: " + directory.resolve("front") + " registered as shop\n"));
    }

    @Test
    void whatIsRegisteredIsShownByAllLists() throws Exception {
        front("  \"http://shop.example:PORT/\": [alice, bob]\n");
        worker("shop", "http://shop.example:PORT/a/", "");
        String name = prefix("shop.example", "/a");
        String lists = ask("front", "prefixes");
        assertTrue(lists.contains("web " + name + "/ running " + name + "\n"), lists);
        assertTrue(lists.contains("reserved " + prefix("shop.example", "/") + " for alice, bob\n"), lists);
        assertEquals(name + " running, bound to " + name + "/\n", ask("front", "which", Map.of("url", name + "/x")));
        String table = ask("front", "registrations");
        String user = System.getProperty("user.name");
        assertTrue(
                table.contains(
                        name + "/  shop  " + user + "  " + ProcessHandle.current().pid() + "  no      0       0"),
                table);
        String json = ask("front", "registrations", Map.of("json", ""));
        assertTrue(
                json.contains("{\"prefix\": \"" + prefix("shop.example", "/") + "\", \"users\": [\"alice\", \"bob\"]}"),
                json);
        assertTrue(json.contains("\"name\": \"shop\", \"user\": \"" + user + "\", \"pid\": "
                + ProcessHandle.current().pid() + ", \"prefixes\": [\"" + name + "/\"], \"shared\": false, "
                + "\"activeRequests\": 0, \"requests\": 0"), json);
        assertTrue(ask("front", "list").contains(name), ask("front", "list"));
        String all = ask("front", "list", Map.of("json", ""));
        assertTrue(all.contains("\"registered\": {\"name\": \"shop\""), all);
    }

    @Test
    void theProcessSeesTheRequestAsTheClientSentIt() throws Exception {
        front("  \"http://+:PORT/apps/\":\n");
        application("shop", "webapps/apps#shop", "shop");
        application("shop", "webapps/apps#shop/docs", "docs");
        worker("shop", "http://+:PORT/apps/shop", "");
        assertEquals("shop", get("any.example", "/apps/shop/"));
        assertEquals("404", get("any.example", "/apps/other/"));
        assertEquals("404", get("any.example", "/apps/shopping/"));
        RawResponse redirect = exchange("any.example:" + port, "/apps/shop/docs?q=1");
        assertEquals(302, redirect.status());
        assertEquals("/apps/shop/docs/?q=1", redirect.header("Location"));
    }

    @Test
    void aPrefixThatIsNotReservedIsRefused() throws Exception {
        front("  \"http://shop.example:PORT/a/\":\n");
        worker("shop", "http://shop.example:PORT/", "");
        String state = ask("shop", "status");
        assertTrue(state.contains("not registered: LNR-5742: the front server at " + directory.resolve("front")
                + " refuses: LNR-7180: the prefix " + prefix("shop.example", "/") + " is not reserved"), state);
        assertEquals("404", get("shop.example", "/"));
        assertFalse(ask("front", "registrations").contains("shop.example"));
    }

    @Test
    void withoutReservationsNobodyMayRegister() throws Exception {
        start("front", "endpoints: { web: { url: \"http://127.0.0.1:PORT\" } }\n");
        worker("shop", "http://shop.example:PORT/", "");
        assertTrue(ask("shop", "status").contains("LNR-7180"));
        assertEquals("404", get("shop.example", "/"));
    }

    @Test
    void aPrefixThatIsTakenIsRefusedAndItsHolderIsNamed() throws Exception {
        front("  \"http://shop.example:PORT/\":\n");
        Server first = worker("first", "http://shop.example:PORT/", ", shared: true");
        worker("second", "http://shop.example:PORT/", "");
        String state = ask("second", "status");
        assertTrue(state.contains("LNR-7182: the prefix " + prefix("shop.example", "/") + " is taken by first (process "
                + ProcessHandle.current().pid() + " of " + System.getProperty("user.name")), state);
        assertEquals("first", get("shop.example", "/"));
        first.stop();
        awaitText("second", "status", "registered as second");
        assertEquals("second", get("shop.example", "/"));
    }

    @Test
    void thePrefixOfAContextIsNotGivenAway() throws Exception {
        application("front", "webapps/shop", "front's shop");
        Files.createDirectories(directory.resolve("front/conf/contexts"));
        Files.writeString(directory.resolve("front/conf/contexts/shop.yaml"),
                "prefixes: [\"" + prefix("shop.example", "/shop/") + "\"]\n");
        front("  \"http://shop.example:PORT/\":\n");
        worker("shop", "http://shop.example:PORT/shop/", "");
        String state = ask("shop", "status");
        assertTrue(state.contains("LNR-7182: the prefix " + prefix("shop.example", "/shop/")
                + " is taken by the context /shop of the front server"), state);
        assertEquals("front's shop", get("shop.example", "/shop/"));
    }

    @Test
    void allPrefixesAreRegisteredOrNone() throws Exception {
        front("  \"http://shop.example:PORT/\":\n");
        worker("first", "http://shop.example:PORT/b/", "");
        worker("second", "http://shop.example:PORT/a/\", \"http://shop.example:PORT/b/", "");
        assertTrue(ask("second", "status").contains("LNR-7182"));
        assertFalse(ask("front", "registrations").contains("/a/"));
        assertEquals("404", get("shop.example", "/a/"));
    }

    @Test
    void aServerThatStopsGivesItsPrefixesBack() throws Exception {
        front("  \"http://+:PORT/\":\n");
        worker("shop", "http://+:PORT/", "").stop();
        awaitFreed(prefix("+", "/"));
        assertEquals("404", get("shop.example", "/"));
        assertFalse(Files.exists(directory.resolve("shop/run/front.sock")));
    }

    @Test
    void afterARestartOfTheFrontServerAllRegisterAgain() throws Exception {
        String reservations = "  \"http://shop.example:PORT/\":\n";
        front(reservations).stop();
        worker("shop", "http://shop.example:PORT/", "");
        assertTrue(ask("shop", "status").contains("not registered: LNR-5740: no front server runs at "
                + directory.resolve("front")));
        for (int i = 0; i < 2; i++) {
            Server front = front(reservations);
            awaitText("shop", "status", "registered as shop");
            assertEquals("shop", get("shop.example", "/"));
            front.stop();
            awaitText("shop", "status", "not registered: LNR-5740");
        }
    }

    @Test
    void theOwnerOfTheFrontServerReleasesPrefixes() throws Exception {
        front("  \"http://shop.example:PORT/\":\n");
        worker("shop", "http://shop.example:PORT/", "");
        assertEquals("LNR-5733: nothing is registered as blog; 'lanner prefix registrations' lists what is",
                assertThrows(ControlException.class, () -> ask("front", "unregister", Map.of("name", "blog")))
                        .getMessage());
        assertTrue(ask("front", "unregister", Map.of("name", "shop")).startsWith("Released shop (process "));
        assertEquals("404", get("shop.example", "/"));
        awaitText("shop", "status", "not registered: LNR-5745");
    }

    @Test
    void reservationsAreTakenOverByAReload() throws Exception {
        front("  \"http://shop.example:PORT/\":\n");
        worker("shop", "http://shop.example:PORT/", "");
        Path file = directory.resolve("front/conf/lanner.yaml");
        String before = Files.readString(file);
        Files.writeString(file, "# a line more\n" + before);
        assertEquals("Nothing has changed\n", ask("front", "reload"));
        Files.writeString(file, before.replace("shop.example", "blog.example"));
        String report = ask("front", "reload");
        assertTrue(report.startsWith("reservations: have changed\nreservations: the registration of shop (process "),
                report);
        assertEquals("404", get("shop.example", "/"));
        awaitText("shop", "status", "LNR-7180");
        Files.writeString(file, before);
        assertEquals("reservations: have changed\n", ask("front", "reload"));
        awaitText("shop", "status", "registered as shop");
        assertEquals("shop", get("shop.example", "/"));
    }

    @Test
    void aSocketAddressThatWouldBeTooLongIsReplacedByAShortOne() throws Exception {
        front("  \"http://shop.example:PORT/\":\n");
        String deep = "d".repeat(60) + "/" + "e".repeat(60);
        application(deep, "webapps/ROOT", "deep");
        Server server = start(deep,
                "front: { base: ../../front, prefixes: \"http://shop.example:PORT/\", name: deep }\n");
        assertEquals("deep", get("shop.example", "/"));
        Path socket = Files.readSymbolicLink(directory.resolve(deep).resolve("run/front.sock"));
        assertTrue(Files.exists(socket));
        server.stop();
        assertFalse(Files.exists(socket.getParent()));
    }

    @Test
    void aDirectRequestToTheSocketIsRefused() throws Exception {
        front("  \"http://shop.example:PORT/\":\n");
        worker("shop", "http://shop.example:PORT/", "");
        try (SocketChannel channel = SocketChannel
                .open(UnixDomainSocketAddress.of(directory.resolve("shop/run/front.sock")))) {
            channel.write(ByteBuffer.wrap("GET / HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII)));
            ByteBuffer answer = ByteBuffer.allocate(4096);
            while (channel.read(answer) >= 0) {
                assertTrue(answer.hasRemaining());
            }
            String text = new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII);
            assertTrue(text.startsWith("HTTP/1.1 400 "), text);
        }
        assertEquals("rw-------", PosixFilePermissions
                .toString(Files.getPosixFilePermissions(directory.resolve("shop/run/front.sock"))));
    }

    /// Its owner lowers the limit; the front server's is 30 MB.
    @Test
    void theLowerLimitOfBodiesHolds() throws Exception {
        front("  \"http://shop.example:PORT/\":\n");
        BodyServlet.explode(directory.resolve("shop/webapps/ROOT"));
        Files.createDirectories(directory.resolve("shop/conf/contexts"));
        Files.writeString(directory.resolve("shop/conf/contexts/ROOT.yaml"),
                "limits: { max-request-body-size: 20000 }\n");
        worker("shop", "http://shop.example:PORT/", "");
        for (int size : new int[]{10, 10_000, 20_000}) {
            assertEquals(200, post(size).status(), size + " bytes");
        }
        for (int size : new int[]{20_001, 1_000_000}) {
            assertEquals(413, post(size).status(), size + " bytes");
        }
    }

    /// It is the front server that clients connect to.
    @Test
    void whatItsOwnerSaysOfConnectionsIsNotForThatOfTheFrontServer() throws Exception {
        front("  \"http://shop.example:PORT/\":\n");
        application("shop", "webapps/ROOT", "shop");
        start("shop", "front: { base: ../front, prefixes: \"http://shop.example:PORT/\" }\n"
                + "allowed-clients: 10.0.0.0/8\ndenied-clients: 127.0.0.0/8\n"
                + "limits: { max-connections: 1, max-upgraded-connections: 1 }\n");
        assertTrue(ask("shop", "status").contains("registered as shop\n"), ask("shop", "status"));
        try (SocketChannel held = SocketChannel
                .open(UnixDomainSocketAddress.of(directory.resolve("shop/run/front.sock")))) {
            held.write(ByteBuffer.wrap("GET".getBytes(StandardCharsets.US_ASCII)));
            assertEquals("shop", get("shop.example", "/"));
        }
    }

    private RawResponse post(int size) throws IOException {
        try (RawClient client = RawClient
                .connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port))) {
            client.trySend(("POST /body HTTP/1.1\r\nHost: shop.example\r\nContent-Length: " + size + "\r\n\r\n"
                    + "x".repeat(size)).getBytes(StandardCharsets.US_ASCII));
            return client.read("POST");
        }
    }

    @Test
    void webSocketsGoThroughAndAreToldWhenTheProcessStops() throws Exception {
        front("  \"http://127.0.0.1:PORT/\":\n");
        EchoEndpoint.explode(directory.resolve("shop/webapps/ROOT"));
        Server shop = worker("shop", "http://127.0.0.1:PORT/", "");
        CompletableFuture<String> answer = new CompletableFuture<>();
        CompletableFuture<Integer> end = new CompletableFuture<>();
        try (HttpClient client = HttpClient.newHttpClient()) {
            WebSocket socket = client.newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + port + "/echo"), new WebSocket.Listener() {
                        @Override
                        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                            answer.complete(data.toString());
                            from.request(1);
                            return CompletableFuture.completedStage(null);
                        }

                        @Override
                        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
                            end.complete(code);
                            return CompletableFuture.completedStage(null);
                        }

                        @Override
                        public void onError(WebSocket from, Throwable error) {
                            end.completeExceptionally(error);
                        }
                    }).get(10, TimeUnit.SECONDS);
            socket.sendText("hello", true).get(10, TimeUnit.SECONDS);
            assertEquals("hello", answer.get(10, TimeUnit.SECONDS));
            assertTrue(ask("front", "registrations", Map.of("json", "")).contains("\"activeRequests\": 1"));
            long begin = System.nanoTime();
            shop.stop();
            assertEquals(1001, end.get(10, TimeUnit.SECONDS));
            assertTrue(System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(10), "it waits for nothing");
        }
    }

    /// Its client's connection is waited for at the front server. Others must not.
    @Test
    void aClientThatDoesNotReadHoldsNobodyElseUp() throws Exception {
        start("front", "reservations: { \"http://shop.example:PORT/\": , \"http://blog.example:PORT/\": }\n"
                + "shutdown-timeout: 4s\nendpoints: { web: { url: \"http://127.0.0.1:PORT\" } }\n");
        application("shop", "webapps/ROOT", "x".repeat(16 << 20));
        Server shop = start("shop", "front: { base: ../front, prefixes: \"http://shop.example:PORT/\" }\n"
                + "shutdown-timeout: 4s\n");
        try (RawClient client = RawClient
                .connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port))) {
            client.send("GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n");
            client.readBytes(1);
            long stop = System.nanoTime();
            Thread stopping = Thread.ofPlatform().start(shop::stop);
            long longest = 0;
            long took = 0;
            String prefixes = "";
            while (stopping.isAlive() || prefixes.contains("web " + prefix("shop.example", "/"))) {
                long begin = System.nanoTime();
                ask("front", "registrations");
                longest = Math.max(longest, System.nanoTime() - begin);
                stopping.join(50);
                took = stopping.isAlive() ? System.nanoTime() - stop : took;
                prefixes = ask("front", "prefixes");
            }
            assertTrue(longest < TimeUnit.SECONDS.toNanos(2), longest + " ns");
            // shutdown-timeout is for all of it
            assertTrue(took < TimeUnit.SECONDS.toNanos(7), took + " ns");
        }
        worker("blog", "http://blog.example:PORT/", "");
        assertEquals("blog", get("blog.example", "/"));
    }

    @Test
    void metricsTellOfPrefixesAndProcesses() throws Exception {
        start("front", "admin-url: http://127.0.0.1:0\nreservations: { \"http://shop.example:PORT/\": }\n"
                + "endpoints: { web: { url: \"http://127.0.0.1:PORT\" } }\n");
        worker("shop", "http://shop.example:PORT/", "");
        assertEquals("shop", get("shop.example", "/"));
        String url = out.toString(StandardCharsets.UTF_8).lines()
                .filter(line -> line.startsWith("Health and metrics on "))
                .findFirst().orElseThrow().substring("Health and metrics on ".length());
        try (RawClient client = RawClient
                .connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), URI.create(url).getPort()))) {
            String text = client.exchange("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n").text();
            String labels = "{name=\"shop\",pid=\"" + ProcessHandle.current().pid() + "\",user=\""
                    + System.getProperty("user.name") + "\"}";
            assertTrue(text.contains("lanner_registered_process_requests_total" + labels + " 1.0\n"), text);
            assertTrue(text.contains("lanner_registered_process_active_requests" + labels + " 0.0\n"), text);
            assertTrue(text.contains("lanner_context_state{context=\"" + prefix("shop.example", "/")
                    + "\",state=\"running\"} 1.0\n"), text);
        }
    }

    @Test
    void aFrontServerOfAnotherVersionIsNamed() throws Exception {
        Path run = Files.createDirectories(directory.resolve("front/run"));
        try (ControlListener old = ControlListener.open(run, request -> {
            throw new ControlException("LNR-5402: this server does not know '" + request.command() + "'");
        })) {
            worker("shop", "http://shop.example:PORT/", "");
            String state = ask("shop", "status");
            assertTrue(state.contains("not registered: LNR-5743: the front server at " + directory.resolve("front")
                    + " is of a version that takes no registrations"), state + old);
        }
    }

    @Test
    void aServerIsNotItsOwnFront() {
        assertEquals("LNR-5746: front.base is the base directory of this server: " + directory.resolve("one"),
                assertThrows(LauncherException.class,
                        () -> start("one", "front: { base: ., prefixes: [\"http://+/\"] }\n")).getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            protocol | 2                      | LNR-5731: this front server (Lanner
            protocol |                        | LNR-5403: 'register' needs 'protocol'
            name     | a/b                    | LNR-5730: a registration can't have name = 'a/b'
            pid      | one                    | LNR-5730: a registration can't have pid = 'one'
            base     | /b\033[2J               | LNR-5730: a registration can't have a base of more than 4096 characters
            shared   | perhaps                | LNR-5730: a registration can't have shared = 'perhaps'
            socket   | run/front.sock         | LNR-5730: a registration can't have socket = 'run/front.sock'
            socket   | /nowhere/front.sock    | LNR-7183: nothing can be sent to /nowhere/front.sock: No such file or directory
            prefixes | http://+:80x/          | LNR-3101: URL prefix "http://+:80x/", character 12
            prefixes | http://+:1/ http://+:1 | LNR-5730: a registration can't have prefixes
            token    | short                  | LNR-7105: a pairing token has 43 characters
            """)
    void aMalformedRegistrationIsRefused(String key, String value, String message) throws Exception {
        front("  \"http://+:1/\":\n");
        Map<String, String> values = new HashMap<>(
                Map.of("protocol", "1", "version", "x", "name", "n", "pid", "1", "base",
                        "/b", "prefixes", "http://+:1/", "shared", "false", "socket", "/s", "token",
                        PairingToken.random().text()));
        if (value == null) {
            values.remove(key);
        } else {
            values.put(key, value);
        }
        String answer = assertThrows(ControlException.class, () -> ask("front", "register", values)).getMessage();
        assertTrue(answer.startsWith(message), answer);
    }

    /// Somebody names a socket that is not that of a Lanner: here the front server's own.
    @Test
    void aSocketThatDoesNotAnswerIsRefused() throws Exception {
        front("  \"http://+:1/\":\n");
        String answer = assertThrows(ControlException.class, () -> ask("front", "register",
                Map.of("protocol", "1", "version", "x", "name", "n", "pid", "1", "base", "/b", "prefixes",
                        "http://+:1/",
                        "shared", "false", "socket", directory.resolve("front/run/control").toString(), "token",
                        PairingToken.random().text())))
                .getMessage();
        assertTrue(answer.startsWith("LNR-7183: nothing can be sent to "), answer);
    }
}
