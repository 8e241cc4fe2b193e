package dev.lanner.launcher.deployment;

import dev.lanner.launcher.app.BasketServlet;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.RawClient;
import dev.lanner.testkit.RawResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// Two servers behind nginx, which takes them in turn, with sessions in Redis: by the configurations of docs/sessions.md.
@DisabledOnOs(OS.WINDOWS)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class TwoNodesTest {
    private static final Path NGINX = Path.of("/usr/sbin/nginx");
    private static final Path DOCUMENT = Path.of(System.getProperty("basedir", "."), "..", "docs", "sessions.md");
    private static final int SESSIONS = 40;

    private final List<Process> others = new ArrayList<>();
    private final List<LannerProcess> servers = new ArrayList<>();
    private Path directory;
    private InetSocketAddress front;
    private int redisPort;
    private Process redis;

    @BeforeEach
    void start() throws Exception {
        Path program = redisProgram();
        assumeTrue(program != null, "redis-server is not installed");
        assumeTrue(Files.isExecutable(NGINX), "nginx is not installed");
        directory = Files.createTempDirectory(Path.of("/tmp"), "lanner");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        redisPort = freePort();
        startRedis();
        for (String name : List.of("a", "b")) {
            servers.add(startServer(name));
        }
        startNginx();
    }

    private static Path redisProgram() {
        return Stream.of("/usr/bin/redis-server", "/usr/bin/valkey-server").map(Path::of).filter(Files::isExecutable)
                .findFirst().orElse(null);
    }

    private void startRedis() throws Exception {
        Path data = Files.createDirectories(directory.resolve("redis"));
        String config = changed(block("```redis\n", 0), "bind 127.0.0.1 10.0.0.1", "bind 127.0.0.1\nport " + redisPort
                + "\ndir " + data);
        Path file = Files.writeString(directory.resolve("redis.conf"), config);
        redis = new ProcessBuilder(redisProgram().toString(), file.toString()).redirectErrorStream(true)
                .redirectOutput(directory.resolve("redis.log").toFile()).start();
        others.add(redis);
        awaitPort(redisPort);
    }

    private LannerProcess startServer(String name) throws Exception {
        Path node = Files.createDirectories(directory.resolve(name));
        Path conf = Files.createDirectories(node.resolve("base/conf"));
        Files.writeString(conf.resolve("lanner.yaml"),
                changed(changed(block("```yaml\n", 1), "http://10.0.0.11:8080", "http://127.0.0.1:0"), "10.0.0.1:6379",
                        "127.0.0.1:" + redisPort).replace("[10.0.0.1]", "[127.0.0.1]"));
        Path key = directory.resolve("a/base/conf/sessions.key");
        if (name.equals("a")) {
            Process made = new ProcessBuilder("sh", "-c", block("```sh\n", 0)).directory(node.resolve("base").toFile())
                    .redirectErrorStream(true).redirectOutput(node.resolve("sh.log").toFile()).start();
            assumeTrue(made.waitFor() == 0 && Files.size(key) > 0, "openssl is not installed");
        } else {
            for (String file : List.of("sessions.key", "redis.password")) {
                Files.copy(key.resolveSibling(file), conf.resolve(file),
                        java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        Files.createDirectories(LannerProcess.webapps(node));
        Wars.war().classes(BasketServlet.class, "Item", "Basket")
                .file("WEB-INF/web.xml", "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.1\">"
                        + "<distributable/></web-app>")
                .write(LannerProcess.webapps(node).resolve("shop.war"));
        return LannerProcess.startAsConfigured(node);
    }

    private void startNginx() throws Exception {
        int port = freePort();
        front = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
        String documented = changed(block("```nginx\n", 0), "listen 80;", "listen 127.0.0.1:" + port + ";");
        documented = changed(documented, "10.0.0.11:8080", "127.0.0.1:" + servers.get(0).address().getPort());
        documented = changed(documented, "10.0.0.12:8080", "127.0.0.1:" + servers.get(1).address().getPort());
        StringBuilder config = new StringBuilder("daemon off;\nworker_processes 1;\npid nginx.pid;\n");
        if (Files.getOwner(directory).getName().equals("root")) {
            config.append("user root;\n");
        }
        config.append("error_log error.log;\nevents { worker_connections 64; }\nhttp {\naccess_log off;\n");
        for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
            config.append(kind).append("_temp_path ").append(kind).append(";\n");
        }
        Path file = Files.writeString(directory.resolve("nginx.conf"), config + documented + "}\n");
        others.add(new ProcessBuilder(NGINX.toString(), "-p", directory + "/", "-c", file.toString(), "-e",
                "error.log").redirectErrorStream(true).redirectOutput(directory.resolve("nginx.log").toFile()).start());
        awaitPort(port);
    }

    private static String block(String start, int number) throws IOException {
        String block = Files.readString(DOCUMENT).split(start, -1)[number + 1];
        return block.substring(0, block.indexOf("```"));
    }

    private static String changed(String text, String from, String to) {
        assertTrue(text.contains(from), () -> "\"" + from + "\" in " + text);
        return text.replace(from, to);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private static void awaitPort(int port) {
        Eventually.until("port " + port + " answers", () -> {
            try (RawClient client = RawClient
                    .connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port))) {
                return client != null;
            } catch (IOException e) {
                return false;
            }
        });
    }

    @AfterEach
    void stop() throws Exception {
        for (LannerProcess server : servers) {
            server.close();
        }
        for (Process each : others) {
            // nginx ends its workers itself
            each.destroy();
            each.waitFor();
        }
        if (directory != null) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static RawResponse get(InetSocketAddress to, String path, String cookie) throws IOException {
        try (RawClient client = RawClient.connect(to)) {
            return client.exchange("GET /shop" + path + " HTTP/1.1\r\nHost: shop.example\r\n"
                    + (cookie == null ? "" : "Cookie: " + cookie + "\r\n") + "\r\n");
        }
    }

    private static String cookie(RawResponse response) {
        String set = response.header("Set-Cookie");
        assertTrue(set != null && set.startsWith("JSESSIONID="), () -> response.status() + " " + set);
        return set.substring(0, set.indexOf(';'));
    }

    @Test
    void oneServerIsKilledAndNoSessionIsLost() throws Exception {
        List<String> cookies = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            RawResponse first = get(front, "/count", null);
            assertEquals("1", first.text());
            cookies.add(cookie(first));
        }
        int expected = 1;
        for (int round = 0; round < 5; round++) {
            expected = countAll(cookies, expected);
        }
        // both have served each
        for (LannerProcess server : servers) {
            expected++;
            for (String each : cookies) {
                assertEquals(Integer.toString(expected), get(server.address(), "/count", each).text());
            }
        }
        servers.getFirst().close();
        for (int round = 0; round < 5; round++) {
            expected = countAll(cookies, expected);
        }
        // a new one in its place, which has never seen them
        Path file = directory.resolve("a/base/conf/lanner.yaml");
        Files.writeString(file, changed(Files.readString(file), "http://127.0.0.1:0",
                servers.getFirst().url().toString()));
        servers.set(0, LannerProcess.startAsConfigured(directory.resolve("a")));
        for (LannerProcess server : servers) {
            expected++;
            for (String each : cookies) {
                assertEquals(Integer.toString(expected), get(server.address(), "/count", each).text());
            }
        }
    }

    private int countAll(List<String> cookies, int before) throws IOException {
        for (String each : cookies) {
            RawResponse answer = get(front, "/count", each);
            assertEquals(200, answer.status());
            assertEquals(Integer.toString(before + 1), answer.text());
            assertNull(answer.header("Set-Cookie"), "it goes on with the session that it has");
        }
        return before + 1;
    }

    @Test
    void changesEndsAndNewIdsHoldOnBoth() throws Exception {
        InetSocketAddress a = servers.get(0).address();
        InetSocketAddress b = servers.get(1).address();
        String before = cookie(get(a, "/count", null));
        // what a response shows before it is complete is there for the other already
        for (int i = 2; i < 30; i++) {
            RawResponse large = get(i % 2 == 0 ? b : a, "/large", before);
            assertEquals(String.format("%10d", i), large.text().substring(99_990));
        }
        String after = cookie(get(a, "/login", before));
        assertNotEquals(before, after);
        assertEquals("30", get(b, "/count", after).text());
        assertEquals("1", get(b, "/count", before).text(), "the old id is that of no session");
        assertEquals(200, get(b, "/end", after).status());
        assertEquals("1", get(a, "/count", after).text());
    }

    @Test
    void redisVanishesAndReturns() throws Exception {
        String cookie = cookie(get(front, "/count", null));
        redis.destroyForcibly().waitFor();
        for (int i = 0; i < 4; i++) {
            assertEquals(200, get(front, "/none", null).status());
            assertEquals(200, get(front, "/none", cookie).status(), "it does not need its session");
        }
        for (LannerProcess server : servers) {
            RawResponse answer = get(server.address(), "/count", cookie);
            assertEquals(503, answer.status());
            assertEquals(503, get(server.address(), "/count", null).status());
        }
        startRedis();
        for (LannerProcess server : servers) {
            Eventually.until("the session is there again", () -> status(server, cookie) == 200);
            assertTrue(server.log().contains("LNR-3310"), server.log());
        }
        int now = Integer.parseInt(get(front, "/count", cookie).text());
        assertEquals(Integer.toString(now + 1), get(front, "/count", cookie).text());
    }

    private static int status(LannerProcess server, String cookie) {
        try {
            return get(server.address(), "/count", cookie).status();
        } catch (IOException e) {
            return 0;
        }
    }

    @Test
    void keysInRedisTellNothing() throws Exception {
        String cookie = cookie(get(front, "/count", null));
        String id = cookie.substring(cookie.indexOf('=') + 1);
        byte[] log = Files.readAllBytes(Files.walk(directory.resolve("redis")).filter(Files::isRegularFile)
                .max(Comparator.comparingLong(file -> file.toFile().length())).orElseThrow());
        String text = new String(log, StandardCharsets.ISO_8859_1);
        assertTrue(text.contains("lanner:shop:"), text);
        assertTrue(!text.contains(id) && !text.contains("Basket"), text);
    }
}
