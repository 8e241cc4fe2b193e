package dev.lanner.launcher.server;

import dev.lanner.launcher.app.VersionServlet;
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
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Virtual hosts of a whole server, over HTTP/1.1 and HTTP/2.
@Timeout(120)
class VirtualHostsTest {
    private static final String HOSTS = """
            hosts:
              shop.example:
                aliases: [www.shop.example, "*.shop.example"]
                webapps: webapps-shop
              blog.example:
              bare.example:
            """;

    @TempDir Path base;

    private Server server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop();
        }
    }

    private void application(String directory, String text) throws IOException {
        Path root = base.resolve(directory);
        Files.createDirectories(root.resolve("WEB-INF"));
        Files.writeString(root.resolve("index.html"), text);
    }

    private void applications() throws IOException {
        application("webapps/common", "common");
        application("webapps-shop/ROOT", "shop");
        application("webapps-shop/cart", "shop's cart");
        application("webapps-blog.example/ROOT", "blog");
        application("webapps-blog.example/cart", "blog's cart");
        application("webapps-bare.example/own", "own");
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

    private String ask(String command, Map<String, String> values) throws ControlException {
        return new ControlClient(base.resolve("run")).ask(new ControlRequest(command, values), Duration.ofSeconds(60));
    }

    private InetSocketAddress address(String name) {
        for (Endpoints.Running each : server.endpoints().running()) {
            if (each.config().name().equals(name)) {
                return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"),
                        URI.create(each.bound().getFirst().url()).getPort());
            }
        }
        throw new AssertionError("no endpoint " + name);
    }

    private String get(String endpoint, String host, String path) throws IOException {
        try (RawClient client = RawClient.connect(address(endpoint))) {
            RawResponse response = client.exchange("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
            return response.status() == 200 ? response.text() : String.valueOf(response.status());
        }
    }

    private String get(String host, String path) throws IOException {
        return get("web", host, path);
    }

    private String quietly(String host, String path) {
        try {
            return get("web", host, path);
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static String web(String rest) {
        return rest + "endpoints:\n  web: { url: \"http://127.0.0.1:0\" }\n";
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    @Test
    void eachHostHasItsOwnApplications() throws Exception {
        applications();
        start(web(HOSTS));
        assertEquals("shop", get("shop.example", "/"));
        assertEquals("shop", get("SHOP.example:8080", "/"));
        assertEquals("shop", get("www.shop.example", "/"));
        assertEquals("shop's cart", get("a.b.shop.example", "/cart/"));
        assertEquals("blog", get("blog.example.", "/"));
        assertEquals("blog's cart", get("blog.example", "/cart/"));
        // its own root takes all that is not more exact at the same host
        assertEquals("404", get("blog.example", "/common/"));
        assertEquals("common", get("bare.example", "/common/"));
        assertEquals("common", get("other.example", "/common/"));
        assertEquals("404", get("other.example", "/"));
        assertEquals("404", get("127.0.0.1", "/cart/"));
        assertTrue(Files.isDirectory(base.resolve("work/#shop.example/cart")));
        assertTrue(Files.isDirectory(base.resolve("work/#blog.example/cart")));
        String list = ask("list", Map.of());
        assertEquals(List.of("/common *", "/own bare.example", "/ blog.example", "/cart blog.example", "/ shop.example",
                "/cart shop.example"),
                list.lines().skip(1).map(line -> line.split(" +"))
                        .map(words -> words[0] + " " + words[1]).toList());
    }

    @Test
    void oneConnectionOfHttp2ServesSeveralHosts() throws Exception {
        applications();
        start(web(HOSTS + "default-host: blog.example\n"));
        try (Http2Client client = Http2Client.connect(address("web"))) {
            assertEquals("shop", text(client, "shop.example", "/"));
            assertEquals("blog", text(client, "blog.example", "/"));
            assertEquals("shop's cart", text(client, "x.shop.example:443", "/cart/"));
            assertEquals("blog's cart", text(client, "unknown", "/cart/"));
            assertEquals("common", text(client, "bare.example", "/common/"));
        }
        assertEquals("blog", get("unknown", "/"));
        try (RawClient old = RawClient.connect(address("web"))) {
            assertEquals("blog", old.exchange("GET / HTTP/1.0\r\n\r\n").text());
        }
    }

    private static String text(Http2Client client, String authority, String path) throws IOException {
        int stream = client.headers(true, ":method", "GET", ":scheme", "http", ":authority", authority, ":path", path);
        Http2Response response = client.read(stream);
        return response.status() == 200 ? response.text() : String.valueOf(response.status());
    }

    @Test
    void unknownHostsAreRefusedAsTheEndpointsWould() throws Exception {
        applications();
        start(web(HOSTS + "default-host: none\nunknown-host: misdirected-request\n"));
        assertEquals("421", get("other.example", "/common/"));
        assertEquals("common", get("bare.example", "/common/"));
        assertEquals("404", get("bare.example", "/none"));
        try (Http2Client client = Http2Client.connect(address("web"))) {
            assertEquals("421", text(client, "other.example", "/"));
            assertEquals("blog", text(client, "blog.example", "/"));
        }
    }

    @Test
    void prefixesBindToHostsAndPortsAndAForwardedHostCounts() throws Exception {
        application("webapps/shop", "shop");
        application("webapps/admin", "admin");
        application("webapps/ROOT", "root");
        int admin = freePort();
        int proxied = freePort();
        Files.createDirectories(base.resolve("conf/contexts"));
        Files.writeString(base.resolve("conf/contexts/shop.yaml"),
                "prefixes: [\"https://shop.example/\", \"http://127.0.0.1:" + admin + "/buy/\"]\n");
        Files.writeString(base.resolve("conf/contexts/admin.yaml"), "prefixes: http://+:" + admin + "/admin/\n");
        start("endpoints:\n  web: { url: \"http://127.0.0.1:0\" }\n  admin: { url: \"http://127.0.0.1:" + admin
                + "\" }\n  proxied: { url: \"http://127.0.0.1:" + proxied + "\", forwarded: { headers: x-forwarded, "
                + "parts: [for, proto, host], trusted-proxies: [127.0.0.1] } }\n");
        assertEquals("admin", get("admin", "any.example", "/admin/"));
        assertEquals("shop", get("admin", "any.example", "/buy/"));
        // the port in the Host field is what the client likes
        assertEquals("404", get("web", "any.example:" + admin, "/admin/"));
        assertEquals("404", get("web", "shop.example", "/shop/"));
        assertEquals("root", get("web", "shop.example", "/"));
        assertEquals("root", get("admin", "shop.example", "/"));
        try (RawClient proxy = RawClient.connect(address("proxied"))) {
            assertEquals("shop", proxy.exchange("GET / HTTP/1.1\r\nHost: inner\r\nX-Forwarded-For: 10.0.0.1\r\n"
                    + "X-Forwarded-Proto: https\r\nX-Forwarded-Host: shop.example:" + admin + "\r\n\r\n").text());
            assertEquals("root", proxy.exchange("GET / HTTP/1.1\r\nHost: inner\r\nX-Forwarded-For: 10.0.0.1\r\n"
                    + "X-Forwarded-Proto: http\r\nX-Forwarded-Host: shop.example\r\n\r\n").text());
        }
        String list = ask("prefixes", Map.of());
        assertTrue(list.contains("admin http://+:" + admin + "/admin/ running /admin\n")
                && list.contains("- https://shop.example:443/ running /shop\n")
                && !list.contains("web http://+"), list);
        assertEquals("/shop running, bound to https://shop.example:443/\n",
                ask("which", Map.of("url", "https://shop.example/x")));
        assertEquals("/ running, bound to */\n", ask("which", Map.of("url", "http://shop.example/x")));
        assertEquals("/shop running, bound to http://127.0.0.1:" + admin + "/buy/\n",
                ask("which", Map.of("url", "http://127.0.0.1:" + admin + "/buy")));
        assertTrue(assertThrows(ControlException.class, () -> ask("which", Map.of("url", "shop/x"))).getMessage()
                .startsWith("LNR-3103"));
    }

    @Test
    void namesOfTlsAndHostsAgree() throws Exception {
        applications();
        TestCertificate certificate = TestCertificate.localhost();
        start(HOSTS + "endpoints:\n  web:\n    url: https://127.0.0.1:0\n    certificate: { path: \""
                + certificate.file()
                + "\", password-file: \"" + certificate.passwordFile() + "\" }\n    tls: { strict-name: true }\n");
        try (RawClient client = RawClient.connect(address("web"), certificate.client(null), "shop.example")) {
            assertEquals("shop", client.exchange("GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n").text());
            assertEquals(421, client.exchange("GET / HTTP/1.1\r\nHost: blog.example\r\n\r\n").status());
        }
        try (RawClient client = RawClient.connect(address("web"), certificate.client(null), "blog.example")) {
            assertEquals("blog", client.exchange("GET / HTTP/1.1\r\nHost: blog.example\r\n\r\n").text());
        }
    }

    @Test
    void applicationsOfAHostComeAndGo() throws Exception {
        applications();
        start(web(HOSTS));
        application("webapps-shop/late", "late");
        Eventually.until("the new application serves", () -> quietly("shop.example", "/late/").equals("late"));
        assertEquals("404", get("blog.example", "/late/"));
        String undeployed = ask("undeploy", Map.of("context", "shop.example/late"));
        assertTrue(undeployed.startsWith("Undeployed shop.example/late"), undeployed);
        assertEquals("404", get("shop.example", "/late/"));
        String message = assertThrows(ControlException.class, () -> ask("deploy",
                Map.of("war", base.resolve("webapps/common").toString(), "context", "none.example/x"))).getMessage();
        assertTrue(message.startsWith("LNR-4110: none.example/x: there is no host none.example"), message);
        assertEquals("Deployed " + base.resolve("webapps/common") + " at blog.example/x##2, until the server stops\n",
                ask("deploy", Map.of("war", base.resolve("webapps/common").toString(), "context",
                        "blog.example/x##2")));
        assertEquals("common", get("blog.example", "/x/"));
    }

    @Test
    void aliasesAndTheDefaultHostAreTakenOverByAReload() throws Exception {
        applications();
        int port = freePort();
        String endpoint = "endpoints:\n  web: { url: \"http://127.0.0.1:" + port + "\" }\n";
        start(HOSTS + endpoint);
        assertEquals("404", get("new.example", "/"));
        configure(HOSTS.replace("www.shop.example", "new.example") + "default-host: blog.example\n" + endpoint);
        assertEquals("hosts: names and aliases have changed\ndefault-host: has changed\n", ask("reload", Map.of()));
        assertEquals("shop", get("new.example", "/"));
        assertEquals("blog", get("other.example", "/"));
        assertEquals("Nothing has changed\n", ask("reload", Map.of()));
    }

    private void version(String directory, String version) throws IOException {
        Path classes = base.resolve(directory).resolve("WEB-INF/classes");
        for (Class<?> each : new Class<?>[]{VersionServlet.class, VersionServlet.class.getDeclaredClasses()[0]}) {
            String name = each.getName().replace('.', '/') + ".class";
            Files.createDirectories(classes.resolve(name).getParent());
            try (InputStream in = VersionServlet.class.getClassLoader().getResourceAsStream(name)) {
                Files.copy(in, classes.resolve(name));
            }
        }
        Files.writeString(classes.resolve("version.txt"), version);
    }

    private String versionOf(String cookie) throws IOException {
        try (RawClient client = RawClient.connect(address("web"))) {
            return client.exchange("GET /app/plain HTTP/1.1\r\nHost: x\r\nCookie: " + cookie + "\r\n\r\n").text()
                    .lines().findFirst().orElse("");
        }
    }

    @Test
    void whoHasASessionStaysWithItsVersion() throws Exception {
        version("webapps/app##9", "nine");
        start(web(""));
        String cookie;
        try (RawClient client = RawClient.connect(address("web"))) {
            cookie = client.exchange("GET /app/session HTTP/1.1\r\nHost: x\r\n\r\n").header("Set-Cookie").split(";")[0];
        }
        version("aside", "ten");
        Files.move(base.resolve("aside"), base.resolve("webapps/app##10"));
        Eventually.until("the newer version serves", () -> quietly("x", "/app/plain").startsWith("ten"));
        assertEquals("nine", versionOf(cookie));
        assertEquals("ten", versionOf("JSESSIONID=other"));
        try (Http2Client client = Http2Client.connect(address("web"))) {
            assertTrue(client.exchange("GET", "/app/plain", "cookie", cookie).text().startsWith("nine"));
            assertTrue(client.exchange("GET", "/app/plain").text().startsWith("ten"));
        }
        assertEquals("/app##10 running, bound to */app/\n/app##9 running, bound to */app/\n",
                ask("which", Map.of("url", "http://x/app/")));
        ask("undeploy", Map.of("context", "/app##10"));
        assertEquals("nine", versionOf("none=1"));
    }

    @Test
    void theDirectoriesOfHostsAreCheckedToo() throws Exception {
        applications();
        configure(web(HOSTS));
        String[] check = {"check", "--base", base.toString()};
        assertEquals(0, CommandLineTool.execute(check));
        Files.writeString(base.resolve("webapps-shop/bad.war"), "no zip");
        assertEquals(1, CommandLineTool.execute(check));
    }

    @Test
    void aPrefixCanBeChecked() {
        assertEquals(0, CommandLineTool.execute(new String[]{"prefix", "check", "https://+:443/shop/", "http://a"}));
        assertEquals(2, CommandLineTool.execute(new String[]{"prefix", "check", "https://+:0/shop/", "http://a"}));
    }
}
