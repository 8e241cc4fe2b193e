package dev.lanner.launcher.sockets;

import dev.lanner.launcher.app.MirrorServlet;
import dev.lanner.launcher.config.ConfigurationReader;
import dev.lanner.launcher.config.ConfigurationSource;
import dev.lanner.launcher.server.BaseDirectory;
import dev.lanner.launcher.server.Server;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.RawClient;
import dev.lanner.testkit.RawResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// nginx and HAProxy in front, with the configurations of `docs/behind-a-proxy.md` as they are written there. The same
/// requests go to the server directly, and the answers are compared.
@Timeout(120)
class ProxiesTest {
    private static final Path DOCUMENT = Path.of(System.getProperty("basedir", "."), "..", "docs", "behind-a-proxy.md");
    /// Another address than the proxy's.
    private static final SocketAddress CLIENT = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), 0);
    private static final String WORKERS = "www-data";
    private static final String HOST = " HTTP/1.1\r\nHost: www.example.org:81\r\n";

    private Path directory;
    private Server server;
    private Process proxy;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private SocketAddress front;
    private SocketAddress direct;

    /// A proxy, and the numbers of its configurations in the document.
    enum Way {
        NGINX_TCP("/usr/sbin/nginx", "nginx", 0, 0), NGINX_UNIX("/usr/sbin/nginx", "nginx", 1,
                1), HAPROXY_V2("/usr/sbin/haproxy", "haproxy", 0, 2), HAPROXY_V1("/usr/sbin/haproxy", "haproxy", 0, 2);

        private final Path program;
        private final String kind;
        private final int number;
        private final int yaml;

        Way(String program, String kind, int number, int yaml) {
            this.program = Path.of(program);
            this.kind = kind;
            this.number = number;
            this.yaml = yaml;
        }
    }

    @AfterEach
    void stop() throws Exception {
        if (proxy != null) {
            proxy.destroy();
            assertTrue(proxy.waitFor(20, TimeUnit.SECONDS), "the proxy does not end");
        }
        if (server != null) {
            server.stop();
        }
        if (directory != null) {
            try (Stream<Path> all = Files.walk(directory)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    // ---- what is asked

    private static List<String> requests() {
        List<String> requests = new ArrayList<>();
        for (String path : List.of("/plain?a=%20b&c", "/a%20b;v=1/c", "/parameters?a=1&b=2&a=3", "/cookie", "/redirect",
                "/error", "/failure", "/forward", "/include", "/async", "/dispatch", "/pieces", "/large")) {
            requests.add("GET /app/m" + path + HOST + "\r\n");
        }
        requests.add("GET /app/page.html" + HOST + "\r\n");
        requests.add("GET /app/page.html" + HOST + "Range: bytes=10-19\r\n\r\n");
        requests.add("GET /app/none" + HOST + "\r\n");
        requests.add("GET /app" + HOST + "\r\n");
        requests.add("DELETE /app/m/plain" + HOST + "\r\n");
        requests.add("OPTIONS /app/m/plain" + HOST + "\r\n");
        requests.add("GET /app/m/client" + HOST + "Accept: text/plain\r\nX-Forwarded-Prefix: /evil\r\n\r\n");
        requests.add("POST /app/m/body" + HOST + "Content-Length: 3\r\n\r\nabc");
        requests.add("POST /app/m/body" + HOST + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n");
        requests.add("POST /app/m/body" + HOST + "Content-Length: 200000\r\n\r\n" + "x".repeat(200_000));
        requests.add("POST /app/m/body" + HOST + "Content-Length: 0\r\n\r\n");
        String form = "a=%C3%A4&b=2";
        requests.add(
                "POST /app/m/parameters" + HOST + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                        + form.length() + "\r\n\r\n" + form);
        String parts = "--x\r\nContent-Disposition: form-data; name=\"one\"\r\n\r\n123\r\n--x--\r\n";
        requests.add("POST /app/m/parts" + HOST + "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: "
                + parts.length() + "\r\n\r\n" + parts);
        return requests;
    }

    private static String outcome(SocketAddress address, String request) throws IOException {
        try (RawClient client = RawClient.connect(CLIENT, address)) {
            RawResponse response = client.exchange(request);
            return response.status() + " " + response.header("Location") + " " + response.headers().all("X-Many") + " "
                    + response.headers().all("Set-Cookie") + " " + response.header("Content-Type") + " "
                    + response.header("Content-Range") + "\n" + withoutId(response.text());
        }
    }

    /// Pages of errors name their request.
    private static String withoutId(String text) {
        return text.replaceAll("<small>.*</small>|Request [0-9a-z-]+", "");
    }

    @ParameterizedTest
    @EnumSource
    void answersAreThoseOfTheServerItself(Way way) throws Exception {
        start(way);
        for (String request : requests()) {
            String line = request.substring(0, Math.min(request.length(), 60));
            assertEquals(outcome(direct, request), outcome(front, request), () -> way + ": " + line);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theApplicationSeesTheClientAndItsHost(Way way) throws Exception {
        start(way);
        String seen = outcome(front, "GET /app/m/client" + HOST + "X-Forwarded-For: 9.9.9.9\r\n"
                + "X-Forwarded-Proto: https\r\n\r\n");

        assertTrue(seen.endsWith("\n127.0.0.2 http www.example.org:81 false"), seen);
        server.stop();
        assertTrue(Files.readString(directory.resolve("base/logs/access.log")).contains("127.0.0.2"));
    }

    @ParameterizedTest
    @EnumSource
    void sessionsAndConnectionsLiveOn(Way way) throws Exception {
        start(way);
        try (RawClient client = RawClient.connect(CLIENT, front)) {
            String cookie = client.exchange("GET /app/m/session" + HOST + "\r\n").header("Set-Cookie");
            String id = cookie.substring(0, cookie.indexOf(';'));
            for (int i = 2; i < 20; i++) {
                assertEquals(Integer.toString(i),
                        client.exchange("GET /app/m/session" + HOST + "Cookie: " + id + "\r\n\r\n").text());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void upgradedConnectionsCarryBytesBothWays(Way way) throws Exception {
        start(way);
        try (RawClient client = RawClient.connect(CLIENT, front)) {
            client.send("GET /app/m/upgrade" + HOST + "Connection: Upgrade\r\nUpgrade: echo\r\n\r\n");
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) client.readByte());
            }
            assertTrue(head.toString().startsWith("HTTP/1.1 101 "), head.toString());
            client.send("hello");
            assertEquals("hello", new String(client.readBytes(5), StandardCharsets.US_ASCII));
        }
    }

    // ---- both programs

    private void start(Way way) throws Exception {
        assumeTrue(Files.isExecutable(way.program), "no " + way.program + " here");
        directory = Files.createTempDirectory(Path.of("/tmp"), "lanner");
        // the workers of proxies run under their own user
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        startServer(way);
        List<String> urls = out.toString(StandardCharsets.UTF_8).lines()
                .filter(line -> line.startsWith("Listening on "))
                .map(line -> line.substring("Listening on http://".length())).toList();
        direct = address(urls.get(1));
        int port = freePort();
        front = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
        Path file = Files.writeString(directory.resolve("proxy.conf"), way.kind.equals("nginx")
                ? nginx(way, urls.getFirst(), port)
                : haproxy(way, urls.getFirst(), port));
        List<String> command = way.kind.equals("nginx")
                ? List.of(way.program.toString(), "-p", directory + "/", "-c", file.toString(), "-e", "error.log")
                : List.of(way.program.toString(), "-db", "-f", file.toString());
        proxy = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(directory.resolve("out.log").toFile()).start();
        Eventually.until("the proxy listens", () -> !proxy.isAlive() || listens());
        assertTrue(proxy.isAlive(), () -> read("out.log") + read("error.log"));
    }

    private boolean listens() {
        try (RawClient client = RawClient.connect(CLIENT, front)) {
            return client != null;
        } catch (IOException e) {
            return false;
        }
    }

    private void startServer(Way way) throws Exception {
        boolean root = Files.getOwner(directory).getName().equals("root");
        String yaml = block("yaml", way.yaml).replace("8080", "0").replace("/run/lanner/http.sock", directory + "/s");
        if (!root) {
            yaml = yaml.replace("    unix-owner: \":www-data\"\n", "");
        }
        if (way == Way.HAPROXY_V1) {
            yaml = yaml.replace("proxy-protocol: v2", "proxy-protocol: v1");
        }
        Path base = Files.createDirectories(directory.resolve("base"));
        MirrorServlet.explode(base.resolve("webapps/app"));
        Files.createDirectories(base.resolve("conf"));
        Files.writeString(base.resolve("conf/lanner.yaml"),
                "access-log: all\n" + yaml + "  direct: { url: \"http://127.0.0.1:0\" }\n");
        server = new Server(ConfigurationReader.read(new ConfigurationSource(base, null, null, List.of(), Map.of())),
                BaseDirectory.take(base), new PrintStream(out, true, StandardCharsets.UTF_8), () -> {
                });
        server.start(List.of());
    }

    private String nginx(Way way, String server, int port) throws IOException {
        StringBuilder config = new StringBuilder("daemon off;\nworker_processes 1;\npid nginx.pid;\n");
        if (Files.getOwner(directory).getName().equals("root")) {
            config.append("user ").append(WORKERS).append(' ').append(WORKERS).append(";\n");
        }
        config.append("error_log error.log;\nevents { worker_connections 64; }\nhttp {\naccess_log off;\n");
        for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
            config.append(kind).append("_temp_path ").append(kind).append(";\n");
        }
        return config + changed(changed(block("nginx", way.number),
                way == Way.NGINX_UNIX ? "unix:/run/lanner/http.sock;" : "127.0.0.1:8080;", server + ";"),
                "listen 80;", "listen 127.0.0.1:" + port + ";") + "}\n";
    }

    private static String haproxy(Way way, String server, int port) throws IOException {
        String documented = changed(changed(block("haproxy", way.number), "127.0.0.1:8080", server), "bind :80",
                "bind 127.0.0.1:" + port);
        return "global\n    maxconn 64\n\n"
                + (way == Way.HAPROXY_V1 ? changed(documented, "send-proxy-v2", "send-proxy") : documented);
    }

    private static String changed(String text, String from, String to) {
        assertTrue(text.contains(from), () -> "\"" + from + "\" in " + text);
        return text.replace(from, to);
    }

    /// A configuration in the document.
    private static String block(String kind, int number) throws IOException {
        String block = Files.readString(DOCUMENT).split("```" + kind + "\n", -1)[number + 1];
        return block.substring(0, block.indexOf("```"));
    }

    private static SocketAddress address(String url) {
        int colon = url.lastIndexOf(':');
        return new InetSocketAddress(InetAddress.ofLiteral(url.substring(0, colon)),
                Integer.parseInt(url.substring(colon + 1)));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private String read(String name) {
        try {
            return Files.readString(directory.resolve(name));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
