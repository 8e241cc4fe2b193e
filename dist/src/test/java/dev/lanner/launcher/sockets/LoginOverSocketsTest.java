package dev.lanner.launcher.sockets;

import dev.lanner.connector.tcp.TcpConnectorFactory;
import dev.lanner.connector.unix.UnixConnectorFactory;
import dev.lanner.container.ServletContainer;
import dev.lanner.container.definition.ContextDefinition;
import dev.lanner.container.definition.ContextDefinitionBuilder;
import dev.lanner.container.definition.SecurityDefinition;
import dev.lanner.container.definition.SecurityDefinition.Constraint;
import dev.lanner.container.definition.SecurityDefinition.Login;
import dev.lanner.container.definition.SecurityDefinition.ResourceCollection;
import dev.lanner.container.definition.SecurityDefinition.Transport;
import dev.lanner.container.definition.ServletDefinition;
import dev.lanner.container.realm.PasswordHash;
import dev.lanner.container.realm.Users;
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
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
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
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Constraints and logins over both kinds of sockets: what is let in, and how often the servlet saw a request that was
/// not to reach it.
@ExtendWith(LeakCheck.class)
class LoginOverSocketsTest {

    enum Socket {
        TCP, UNIX
    }

    @TempDir static Path directory;

    private static final Map<Socket, Connector> CONNECTORS = new EnumMap<>(Socket.class);
    private static final Map<Socket, BoundEndpoint> BOUND = new EnumMap<>(Socket.class);
    private static final AtomicInteger SEEN = new AtomicInteger();
    private static final String ANN = basic("ann", "a");
    private static ServletContainer container;

    private static final class Probe extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            SEEN.incrementAndGet();
            String path = request.getServletPath();
            if (path.equals("/login")) {
                response.getWriter().print("form");
            } else if (path.equals("/session")) {
                response.getWriter().print(request.getSession().getId());
            } else {
                response.getWriter().print(request.getMethod() + " " + request.getRemoteUser() + " "
                        + request.getParameter("p"));
            }
        }
    }

    @BeforeAll
    static void start() throws Exception {
        SettingValues settings = SettingValues.DEFAULTS;
        Users users = Users.builder().user("ann", PasswordHash.of("a", 1000), Set.of("admin"))
                .user("bob", PasswordHash.of("b", 1000), Set.of("user")).build();
        container = ServletContainer.builder().settings(settings).realm(users).build();
        container.deploy(context("", new Login("BASIC", "Accounts", null, null)));
        container.deploy(context("/form", new Login("FORM", null, "/login", "/login")));
        bind(Socket.TCP, new TcpConnectorFactory(), "http://127.0.0.1:0", settings);
        bind(Socket.UNIX, new UnixConnectorFactory(), "http://unix:" + directory.resolve("s"), settings);
    }

    private static ContextDefinition context(String path, Login login) {
        ContextDefinitionBuilder context = ContextDefinition.builder(path);
        context.security(new SecurityDefinition(
                List.of(constraint(Set.of("admin"), Set.of(), "/admin/*", "*.secret", "/ws"),
                        constraint(Set.of(), Set.of(), "/closed"),
                        constraint(Set.of("admin"), Set.of("POST"), "/post")),
                login, Set.of("admin", "user"), false));
        context.servlet(ServletDefinition.builder("probe").instance(new Probe()).build(), "/");
        return context.build();
    }

    private static Constraint constraint(Set<String> roles, Set<String> methods, String... patterns) {
        return new Constraint("c", List.of(new ResourceCollection("r", List.of(patterns), methods, Set.of())), roles,
                Transport.NONE);
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
    static void stop() {
        CONNECTORS.values().forEach(connector -> connector.stop(Duration.ofSeconds(5)));
        container.close();
    }

    private static String basic(String user, String password) {
        return "Authorization: Basic " + Base64.getEncoder()
                .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)) + "\r\n";
    }

    private static RawResponse send(Socket socket, String head, String body) throws IOException {
        try (RawClient client = RawClient.connect(BOUND.get(socket).address())) {
            client.send(head + (body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n") + "\r\n" + body);
            return client.read(head.substring(0, head.indexOf(' ')));
        }
    }

    /// Request lines with header fields, the status, and whether the servlet sees the request.
    private static Stream<Arguments> requests() {
        List<Arguments> rows = new ArrayList<>();
        for (Socket socket : Socket.values()) {
            // the path, in all its spellings
            for (String target : List.of("/admin/x", "/admin", "/admin/", "//admin/x", "/./admin/x", "/x/../admin",
                    "/%61dmin/x", "/admin;a=b/x", "/admin/x;jsessionid=1", "/x.secret", "/a/b.secret", "/x.secret;v=1",
                    "http://localhost/admin/x")) {
                rows.add(Arguments.of(socket, "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n", 401, 0));
                rows.add(Arguments.of(socket, "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + ANN, 200, 1));
            }
            for (String target : List.of("/admin%2fx", "/..;/admin/x", "/%2e%2e/admin", "/admin%00", "/admin\\x")) {
                rows.add(Arguments.of(socket, "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n", 400, 0));
            }
            // each method
            for (String method : List.of("HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "OWN")) {
                rows.add(Arguments.of(socket, method + " /admin/x HTTP/1.1\r\nHost: localhost\r\n", 401, 0));
            }
            rows.add(Arguments.of(socket, "POST /post HTTP/1.1\r\nHost: localhost\r\n", 401, 0));
            rows.add(Arguments.of(socket, "GET /post HTTP/1.1\r\nHost: localhost\r\n", 200, 1));
            rows.add(Arguments.of(socket, "GET /closed HTTP/1.1\r\nHost: localhost\r\n" + ANN, 403, 0));
            rows.add(Arguments.of(socket, "GET /admin/x HTTP/1.1\r\nHost: localhost\r\n" + basic("bob", "b"), 403, 0));
            rows.add(Arguments.of(socket, "GET /admin/x HTTP/1.1\r\nHost: localhost\r\n" + basic("ann", "b"), 401, 0));
            rows.add(Arguments.of(socket, "GET /admin/x HTTP/1.1\r\nHost: localhost\r\n" + ANN + ANN, 401, 0));
            rows.add(Arguments.of(socket, "GET /admin/x HTTP/1.0\r\n", 401, 0));
            // an upgrade
            rows.add(Arguments.of(socket, "GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: "
                    + "websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
                    401, 0));
            // the action of a form that this context has not
            rows.add(Arguments.of(socket, "POST /j_security_check HTTP/1.1\r\nHost: localhost\r\n", 200, 1));
        }
        return rows.stream();
    }

    @ParameterizedTest
    @MethodSource("requests")
    void onlyWhoMayReachesTheServlet(Socket socket, String head, int status, int seen) throws IOException {
        int before = SEEN.get();
        RawResponse response = send(socket, head, "");

        assertEquals(status, response.status(), head);
        assertEquals(seen, SEEN.get() - before, head);
        if (status == 401) {
            assertEquals("Basic realm=\"Accounts\", charset=\"UTF-8\"", response.header("WWW-Authenticate"));
        }
    }

    private static String cookie(RawResponse response) {
        String header = response.header("Set-Cookie");
        return header.substring(0, header.indexOf(';'));
    }

    /// S35, and 13.6.3 from the refused POST to its answer.
    @ParameterizedTest
    @EnumSource(Socket.class)
    void aFormBringsTheUserBackWithANewSession(Socket socket) throws IOException {
        String host = " HTTP/1.1\r\nHost: localhost\r\n";
        String form = "Content-Type: application/x-www-form-urlencoded\r\n";
        RawResponse page = send(socket, "POST /form/admin/x?q=1" + host + form, "p=kept");
        assertEquals("form", page.text());
        String before = cookie(page);

        RawResponse wrong = send(socket, "POST /form/j_security_check" + host + form + "Cookie: " + before + "\r\n",
                "j_username=ann&j_password=x");
        assertEquals("form", wrong.text());
        RawResponse right = send(socket, "POST /form/j_security_check" + host + form + "Cookie: " + before + "\r\n",
                "j_username=ann&j_password=a");
        assertEquals(303, right.status());
        assertEquals("/form/admin/x?q=1", right.header("Location"));
        String after = cookie(right);
        assertNotEquals(before, after);
        assertTrue(right.header("Set-Cookie").contains("HttpOnly"), right.header("Set-Cookie"));

        assertEquals("POST ann kept",
                send(socket, "GET /form/admin/x?q=1" + host + "Cookie: " + after + "\r\n", "").text());
        assertEquals("form", send(socket, "GET /form/admin/x" + host + "Cookie: " + before + "\r\n", "").text());
    }
}
