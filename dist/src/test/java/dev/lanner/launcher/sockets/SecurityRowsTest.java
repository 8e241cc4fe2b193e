package dev.lanner.launcher.sockets;

import dev.lanner.connector.tcp.TcpConnectorFactory;
import dev.lanner.connector.unix.UnixConnectorFactory;
import dev.lanner.container.ServletContainer;
import dev.lanner.container.definition.ContextDefinition;
import dev.lanner.container.definition.ContextDefinitionBuilder;
import dev.lanner.container.definition.MultipartDefinition;
import dev.lanner.container.definition.ServletDefinition;
import dev.lanner.container.resource.OverlayResources;
import dev.lanner.spi.BoundEndpoint;
import dev.lanner.spi.Connector;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.ConnectorFactory;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.EndpointUrl;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.log.RequestLog;
import dev.lanner.testkit.LeakCheck;
import dev.lanner.testkit.RawClient;
import dev.lanner.testkit.RawResponse;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Classes of known attacks on what a web application shows, over both kinds of sockets. What concerns the framing of
/// messages is in the contract of connectors.
@ExtendWith(LeakCheck.class)
class SecurityRowsTest {

    enum Socket {
        TCP, UNIX
    }

    @TempDir static Path directory;

    private static final Map<Socket, Connector> CONNECTORS = new EnumMap<>(Socket.class);
    private static final Map<Socket, BoundEndpoint> BOUND = new EnumMap<>(Socket.class);
    private static ServletContainer container;
    private static OverlayResources resources;

    /// Answers with what it was asked for by its path.
    private static final class Probe extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            switch (request.getServletPath()) {
                case "/session" -> response.getWriter().print(request.getSession().getId());
                case "/cookies" -> cookies(request, response);
                case "/fail" -> throw new IllegalStateException("secret of the application");
                case "/header" -> response.setHeader("X-Given", request.getParameter("value"));
                case "/redirect" -> response.sendRedirect(request.getParameter("to"));
                case "/locale" -> response.getWriter().print(request.getLocale());
                case "/race" -> race(request);
                default -> response.getWriter().print(request.getParameterMap().size());
            }
        }

        private static void cookies(HttpServletRequest request, HttpServletResponse response) throws IOException {
            Cookie[] cookies = request.getCookies();
            for (Cookie cookie : cookies == null ? new Cookie[0] : cookies) {
                response.getWriter().print(cookie.getName() + "=" + cookie.getValue() + "|");
            }
        }

        /// Two threads end the same request; one of them must lose.
        private static void race(HttpServletRequest request) {
            AsyncContext async = request.startAsync();
            for (int i = 0; i < 2; i++) {
                Thread.startVirtualThread(() -> {
                    try {
                        async.complete();
                    } catch (IllegalStateException e) {
                        // the other one was first
                    }
                });
            }
        }
    }

    @BeforeAll
    static void start() throws Exception {
        Path root = Files.createDirectories(directory.resolve("app"));
        Files.writeString(Files.createDirectories(root.resolve("WEB-INF")).resolve("web.xml"), "SECRET");
        Files.writeString(Files.createDirectories(root.resolve("META-INF")).resolve("MANIFEST.MF"), "SECRET");
        Files.writeString(Files.createDirectories(root.resolve("dir")).resolve("hidden-name.txt"), "x");
        Files.writeString(root.resolve("file.txt"), "0123456789");
        Files.writeString(directory.resolve("outside.txt"), "SECRET");
        Files.createSymbolicLink(root.resolve("link.txt"), directory.resolve("outside.txt"));
        Files.createDirectories(directory.resolve("uploads"));
        SettingValues settings = SettingValues.DEFAULTS;
        resources = OverlayResources.of(root, List.of(), settings);
        container = ServletContainer.builder().settings(settings).build();
        container.deploy(context(settings));
        bind(Socket.TCP, new TcpConnectorFactory(), "http://127.0.0.1:0", settings);
        bind(Socket.UNIX, new UnixConnectorFactory(), "http://unix:" + directory.resolve("s"), settings);
    }

    private static ContextDefinition context(SettingValues settings) {
        ContextDefinitionBuilder context = ContextDefinition.builder("");
        context.resources(resources).settings(settings).tempDirectory(directory.resolve("uploads"));
        context.servlet(
                ServletDefinition.builder("probe").instance(new Probe()).asyncSupported(true)
                        .multipart(MultipartDefinition.DEFAULT).build(),
                "/session", "/cookies", "/fail", "/header", "/redirect", "/locale", "/race", "/form");
        return context.build();
    }

    private static void bind(Socket socket, ConnectorFactory factory, String url, SettingValues settings)
            throws IOException {
        Connector connector = factory.create(
                new EndpointConfig(socket.name(), EndpointUrl.parse(url), settings, "test"),
                new ConnectorContext(container, settings, new FeatureCollection(), RequestLog.NONE));
        CONNECTORS.put(socket, connector);
        BOUND.put(socket, connector.start().getFirst());
    }

    @AfterAll
    static void stop() throws IOException {
        CONNECTORS.values().forEach(connector -> connector.stop(Duration.ofSeconds(5)));
        container.close();
        resources.close();
    }

    // ---- S21, S22, S23, S26: what must not be seen

    static Stream<Arguments> hidden() {
        return each("/WEB-INF/web.xml", "/web-inf/web.xml", "/WEB-INF", "/WEB-INF/", "//WEB-INF/web.xml",
                "/./WEB-INF/web.xml", "/dir/../WEB-INF/web.xml", "/%57EB-INF/web.xml", "/WEB-INF;a=b/web.xml",
                "/;/WEB-INF/web.xml", "/..;/WEB-INF/web.xml", "/dir/..;a=b/WEB-INF/web.xml", "/%2e/WEB-INF/web.xml",
                "/dir/%2e%2e/WEB-INF/web.xml", "/WEB-INF%2fweb.xml", "/WEB-INF%5cweb.xml", "/WEB-INF\\web.xml",
                "/%252e%252e/WEB-INF/web.xml", "/WEB-INF/web.xml%00", "/META-INF/MANIFEST.MF",
                "/dir/..%2f/WEB-INF/web.xml", "/%c0%ae/WEB-INF/web.xml", "/WEB-INF./web.xml", "/WEB-INF/web.xml.",
                "/WEB-INF%20/web.xml", "/WEB-INF::$DATA/web.xml", "/../outside.txt", "/dir/../../outside.txt",
                "/%2e%2e/outside.txt", "/link.txt", "/dir/", "/file.txt.", "/file.txt%20", "/file.txt::$DATA",
                "/FILE~1.TXT", "/file.txt/", "/%u002e%u002e/outside.txt", "/file.txt%00.html");
    }

    @ParameterizedTest
    @MethodSource("hidden")
    void whatIsHiddenIsNeverServed(Socket socket, String path) throws IOException {
        RawResponse response = exchange(socket, "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");

        assertTrue(Set.of(400, 404).contains(response.status()), path + " " + response.status());
        assertFalse(response.text().contains("SECRET") || response.text().contains("hidden-name")
                || response.text().contains("0123456789"), response.text());
    }

    // ---- S24: nothing can be written

    static Stream<Arguments> methods() {
        return each("PUT", "DELETE", "PATCH", "MOVE", "COPY", "MKCOL", "PROPFIND", "TRACE", "POST");
    }

    @ParameterizedTest
    @MethodSource("methods")
    void filesAreReadOnly(Socket socket, String method) throws IOException {
        RawResponse response = exchange(socket,
                method + " /file.txt HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nnew");

        assertTrue(Set.of(405, 501).contains(response.status()), method + " " + response.status());
        assertEquals("0123456789", Files.readString(directory.resolve("app/file.txt")));
    }

    // ---- S47: redirects

    static Stream<Arguments> directories() {
        return each("/dir", "//dir", "///dir", "/./dir", "/dir/../dir");
    }

    @ParameterizedTest
    @MethodSource("directories")
    void redirectsOfDirectoriesAreOfThisServer(Socket socket, String path) throws IOException {
        RawResponse response = exchange(socket, "GET " + path + " HTTP/1.1\r\nHost: evil.example\r\n\r\n");

        assertTrue(response.status() / 100 == 3, path + " " + response.status());
        assertEquals("/dir/", response.header("Location"));
    }

    static Stream<Arguments> strangers() {
        return each("//evil.example/dir", "/\\evil.example/dir", "/%5cevil.example/dir", "/%2f/evil.example/dir");
    }

    @ParameterizedTest
    @MethodSource("strangers")
    void pathsThatLookLikeHostsLeadNowhere(Socket socket, String path) throws IOException {
        RawResponse response = exchange(socket, "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");

        assertTrue(Set.of(400, 404).contains(response.status()), path + " " + response.status());
    }

    // ---- S35, S37: sessions and cookies

    @ParameterizedTest
    @EnumSource(Socket.class)
    void idsOfClientsNeverBecomeSessions(Socket socket) throws IOException {
        String byPath = exchange(socket, "GET /session;jsessionid=ATTACK HTTP/1.1\r\nHost: x\r\n\r\n").text();
        String byCookie = exchange(socket, "GET /session HTTP/1.1\r\nHost: x\r\nCookie: JSESSIONID=ATTACK\r\n\r\n")
                .text();

        assertFalse(byPath.contains("ATTACK") || byCookie.contains("ATTACK"), byPath + " " + byCookie);
        assertTrue(byPath.length() >= 22, byPath);
    }

    @ParameterizedTest
    @EnumSource(Socket.class)
    void sessionCookiesAreOutOfReachOfScripts(Socket socket) throws IOException {
        String cookie = exchange(socket, "GET /session HTTP/1.1\r\nHost: x\r\n\r\n").header("Set-Cookie");

        assertNotNull(cookie);
        assertTrue(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), cookie);
    }

    @ParameterizedTest
    @EnumSource(Socket.class)
    void quotesSwallowNoCookies(Socket socket) throws IOException {
        String cookies = exchange(socket, "GET /cookies HTTP/1.1\r\nHost: x\r\nCookie: a=\"1; b=2; c=\"3\"\r\n\r\n")
                .text();

        assertTrue(cookies.contains("b=2|"), cookies);
    }

    // ---- S8: nothing of a client splits an answer

    static Stream<Arguments> splitting() {
        return each("/header?value=a%0d%0aX-Evil:1", "/header?value=a%0aX-Evil:1", "/header?value=a%00b",
                "/redirect?to=/a%0d%0aX-Evil:1");
    }

    @ParameterizedTest
    @MethodSource("splitting")
    void valuesOfClientsSplitNoAnswer(Socket socket, String path) throws IOException {
        RawResponse response = exchange(socket, "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");

        assertEquals(null, response.header("X-Evil"));
    }

    // ---- S38, S40: cost

    @ParameterizedTest
    @EnumSource(Socket.class)
    void tooManyParametersAreRefused(Socket socket) throws IOException {
        String many = "a=1&".repeat(5000);

        assertEquals(400, form(socket, "application/x-www-form-urlencoded", many).status());
    }

    @ParameterizedTest
    @EnumSource(Socket.class)
    void formsAboveTheirLimitAreRefused(Socket socket) throws IOException {
        assertEquals(413, form(socket, "application/x-www-form-urlencoded", "a=" + "x".repeat(5 << 20)).status());
    }

    @ParameterizedTest
    @EnumSource(Socket.class)
    void tooManyPartsAreRefusedAndLeaveNoFile(Socket socket) throws IOException {
        String part = "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\ny\r\n";

        assertEquals(413, form(socket, "multipart/form-data; boundary=b", part.repeat(1100) + "--b--\r\n").status());
        try (Stream<Path> left = Files.walk(directory.resolve("uploads"))) {
            assertEquals(List.of(), left.filter(Files::isRegularFile).toList());
        }
    }

    @ParameterizedTest
    @EnumSource(Socket.class)
    void manyRangesAreAnsweredByTheWholeFile(Socket socket) throws IOException {
        List<String> ranges = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            ranges.add("1-2");
        }
        RawResponse response = exchange(socket, "GET /file.txt HTTP/1.1\r\nHost: x\r\nRange: bytes="
                + String.join(",", ranges) + "\r\n\r\n");

        assertEquals(200, response.status());
        assertEquals("0123456789", response.text());
    }

    @ParameterizedTest
    @EnumSource(Socket.class)
    void longLanguageListsAreReadToABound(Socket socket) throws IOException {
        RawResponse response = exchange(socket,
                "GET /locale HTTP/1.1\r\nHost: x\r\nAccept-Language: de;q=0.9," + ",;q=,".repeat(1500) + "\r\n\r\n");

        assertEquals(200, response.status());
    }

    // ---- S20: two ends of one request

    @ParameterizedTest
    @EnumSource(Socket.class)
    void racesOfAnApplicationLeaveTheNextRequestClean(Socket socket) throws IOException {
        try (RawClient client = connect(socket)) {
            for (int i = 0; i < 50; i++) {
                client.send("GET /race HTTP/1.1\r\nHost: x\r\n\r\n");
                assertEquals(200, client.read().status());
                client.send("GET /file.txt HTTP/1.1\r\nHost: x\r\n\r\n");
                assertEquals("0123456789", client.read().text());
            }
        }
    }

    // ---- S50: errors tell nothing

    @ParameterizedTest
    @EnumSource(Socket.class)
    void failuresTellNothingOfTheInside(Socket socket) throws IOException {
        RawResponse response = exchange(socket, "GET /fail HTTP/1.1\r\nHost: x\r\n\r\n");

        assertEquals(500, response.status());
        for (String inside : List.of("secret", "Exception", "at dev.", "Lanner/", "0.1.0", directory.toString())) {
            assertFalse(response.text().contains(inside), inside + " in " + response.text());
        }
        assertEquals(null, response.header("Server"));
    }

    @ParameterizedTest
    @EnumSource(Socket.class)
    void whatAClientSentIsEscapedInPages(Socket socket) throws IOException {
        RawResponse response = exchange(socket,
                "GET /%3Cscript%3Ealert(1)%3C/script%3E HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\n\r\n");

        assertEquals(404, response.status());
        assertFalse(response.text().contains("<script>"), response.text());
    }

    // ---- means

    private static Stream<Arguments> each(String... values) {
        return Stream.of(Socket.values())
                .flatMap(socket -> Stream.of(values).map(value -> Arguments.of(socket, value)));
    }

    private static RawResponse form(Socket socket, String type, String body) throws IOException {
        return exchange(socket, "POST /form HTTP/1.1\r\nHost: x\r\nContent-Type: " + type + "\r\nContent-Length: "
                + body.getBytes(StandardCharsets.ISO_8859_1).length + "\r\n\r\n" + body);
    }

    private static RawResponse exchange(Socket socket, String request) throws IOException {
        try (RawClient client = connect(socket)) {
            client.send(request);
            return client.read();
        }
    }

    private static RawClient connect(Socket socket) throws IOException {
        return socket == Socket.UNIX
                ? RawClient.connect(directory.resolve("s"))
                : RawClient.connect(BOUND.get(socket).address());
    }
}
