package dev.lanner.websocket.server;

import dev.lanner.container.definition.SecurityDefinition;
import dev.lanner.container.definition.SecurityDefinition.Constraint;
import dev.lanner.container.definition.SecurityDefinition.ResourceCollection;
import dev.lanner.container.definition.SecurityDefinition.Transport;
import dev.lanner.container.definition.ServletDefinition;
import dev.lanner.spi.config.Settings;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.RawClient;
import dev.lanner.websocket.client.LannerClientContainer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Extension;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.io.Reader;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Endpoints of a web application, reached by the client over TCP.
class ServerEndpointTest {
    private static final BlockingQueue<String> SERVER = new LinkedBlockingQueue<>();
    private static volatile HttpSession http;

    private final WebApplication application = new WebApplication();
    private final LannerClientContainer clients = new LannerClientContainer();
    private final BlockingQueue<String> client = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        application.close();
        SERVER.clear();
    }

    /// Answers with the name in its path.
    @ServerEndpoint("/echo/{name}")
    public static class Echo {
        @OnMessage
        public String message(@PathParam("name") String name, String text) {
            return name + ":" + text;
        }

        @OnClose
        public void close(CloseReason reason) {
            SERVER.add("closed " + reason.getCloseCode().getCode());
        }
    }

    /// Reads messages as they come in, and fails on demand.
    @ServerEndpoint("/read")
    public static class Reading {
        @OnOpen
        public void open(Session session) {
            SERVER.add("open " + session.getRequestParameterMap() + " " + session.getQueryString());
        }

        @OnMessage
        public int message(Reader reader) throws IOException {
            int length = 0;
            char[] buffer = new char[1000];
            for (int n = reader.read(buffer); n >= 0; n = reader.read(buffer)) {
                length += n;
            }
            if (length == 0) {
                throw new IOException("nothing");
            }
            return length;
        }

        @OnError
        public void error(Session session, Throwable failure) throws IOException {
            session.getBasicRemote().sendText("error " + failure.getMessage());
        }
    }

    /// Two endpoints for the same paths.
    @ServerEndpoint("/echo/{other}")
    public static class Twin {
    }

    private final class Listening extends Endpoint {
        @Override
        public void onOpen(Session session, EndpointConfig config) {
            session.addMessageHandler(String.class, (MessageHandler.Whole<String>) client::add);
        }

        @Override
        public void onClose(Session session, CloseReason reason) {
            client.add("closed " + reason.getCloseCode().getCode());
        }
    }

    private Session connect(String path, String... headers) throws Exception {
        ClientEndpointConfig config = ClientEndpointConfig.Builder.create()
                .configurator(new ClientEndpointConfig.Configurator() {
                    @Override
                    public void beforeRequest(Map<String, List<String>> fields) {
                        for (int i = 0; i < headers.length; i += 2) {
                            fields.put(headers[i], List.of(headers[i + 1]));
                        }
                    }
                }).build();
        return clients.connectToServer(new Listening(), config, application.uri(path));
    }

    private static String next(BlockingQueue<String> queue) throws InterruptedException {
        return queue.poll(10, TimeUnit.SECONDS);
    }

    @Test
    void annotatedMethodsGetMessageAndPathAndTheirResultIsSent() throws Exception {
        application.start(Echo.class);
        try (Session session = connect("/echo/ann%20e")) {
            session.getBasicRemote().sendText("hello");
            assertEquals("ann e:hello", next(client));
        }
        assertEquals("closed 1000", next(client));
        assertEquals("closed 1000", next(SERVER));
    }

    @Test
    void aMessageInPartsIsReadWhileItComesInHoweverLongItIs() throws Exception {
        application.set(Settings.WEBSOCKET_MAX_MESSAGE_SIZE, 1000L).start(Reading.class);
        try (Session session = connect("/read?a=1&a=2&b")) {
            assertEquals("open {a=[1, 2], b=[]} a=1&a=2&b", next(SERVER));
            for (int i = 0; i < 100; i++) {
                session.getBasicRemote().sendText("0123456789".repeat(200), false);
            }
            session.getBasicRemote().sendText("end", true);
            assertEquals("200003", next(client));
            session.getBasicRemote().sendText("");
            assertEquals("error nothing", next(client));
        }
    }

    @Test
    void aWholeMessageBeyondTheLimitClosesWith1009() throws Exception {
        application.set(Settings.WEBSOCKET_MAX_MESSAGE_SIZE, 1000L).start(Echo.class);
        Session session = connect("/echo/a");
        session.getBasicRemote().sendText("x".repeat(1001));
        assertEquals("closed 1009", next(client));
    }

    @Test
    void extensionsOfUnknownNamesAreOfferedAndNotAgreedOn() throws Exception {
        application.start(Echo.class);
        Extension made = new Extension() {
            @Override
            public String getName() {
                return "made-up";
            }

            @Override
            public List<Parameter> getParameters() {
                return List.of();
            }
        };
        Session session = clients.connectToServer(new Listening(),
                ClientEndpointConfig.Builder.create().extensions(List.of(made)).build(), application.uri("/echo/a"));
        assertEquals(List.of(), session.getNegotiatedExtensions());
        session.close();
    }

    @ParameterizedTest
    @CsvSource({"http://evil.example, 403", "null, 403", "http://127.0.0.1, 403"})
    void pagesOfOtherHostsAreRefused(String origin, int status) throws Exception {
        application.start(Echo.class);
        String message = assertThrows(DeploymentException.class, () -> connect("/echo/a", "Origin", origin))
                .getMessage();
        assertTrue(message.endsWith("with " + status), message);
    }

    @Test
    void pagesOfTheSameHostAndNamedOnesMayConnect() throws Exception {
        application.set(Settings.WEBSOCKET_ALLOWED_ORIGINS, List.of("https://shop.example")).start(Echo.class);
        connect("/echo/a", "Origin", "https://shop.example").close();
        connect("/echo/a", "Origin", "http://127.0.0.1:" + application.address().getPort()).close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/echo/a", "/echo/%61", "//echo/a", "/x/../echo/a", "/echo;v=1/a"})
    void aConstraintRefusesTheHandshakeByEveryNameOfThePath(String path) throws Exception {
        application.definition.security(new SecurityDefinition(List.of(new Constraint("", List.of(
                new ResourceCollection("", List.of("/echo/*"), Set.of(), Set.of())), Set.of(), Transport.NONE)), null,
                Set.of(), false));
        application.start(Echo.class);
        String message = assertThrows(DeploymentException.class, () -> connect(path)).getMessage();
        assertTrue(message.endsWith("with 403"), message);
    }

    @Test
    void moreSessionsThanAllowedGet503() throws Exception {
        application.set(Settings.WEBSOCKET_MAX_SESSIONS, 1L).start(Echo.class);
        Session first = connect("/echo/a");
        String message = assertThrows(DeploymentException.class, () -> connect("/echo/b")).getMessage();
        assertTrue(message.endsWith("with 503"), message);
        first.close();
        assertEquals("closed 1000", next(SERVER));
    }

    /// Makes an HTTP session.
    public static class Login extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {
            http = request.getSession();
            request.changeSessionId();
        }
    }

    @Test
    void aSocketOpenedUnderAnHttpSessionEndsWithItAlsoAfterItsIdHasChanged() throws Exception {
        application.definition.servlet(ServletDefinition.builder("login").instance(new Login()).build(), "/login");
        application.start(Echo.class);
        String cookie;
        try (RawClient raw = RawClient.connect(application.address())) {
            raw.send("GET /app/login HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            String head = raw.readToEndText();
            cookie = head.replaceAll("(?s).*Set-Cookie: ([^;]*);.*", "$1");
        }
        connect("/echo/a", "Cookie", cookie);
        http.invalidate();
        assertEquals("closed 1008", next(SERVER));
        assertEquals("closed 1008", next(client));
    }

    @Test
    void undeployingClosesWith1001() throws Exception {
        application.start(Echo.class);
        connect("/echo/a");
        assertTrue(application.container().undeploy("/app"));
        assertEquals("closed 1001", next(client));
        assertEquals("closed 1001", next(SERVER));
    }

    @Test
    void twoEndpointsForTheSamePathsFailTheDeployment() {
        Exception failure = assertThrows(dev.lanner.container.DeploymentException.class,
                () -> application.start(Echo.class, Twin.class));
        assertTrue(failure.getMessage().contains("LNR-6147"), failure.getMessage());
    }

    /// Upgrades by itself, as frameworks do.
    public static class Front extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            ServerContainer container = (ServerContainer) getServletContext()
                    .getAttribute(LannerServerContainer.ATTRIBUTE);
            try {
                container.upgradeHttpToWebSocket(request, response,
                        ServerEndpointConfig.Builder.create(Echo.class, "/any").build(), Map.of("name", "front"));
            } catch (DeploymentException | IllegalStateException e) {
                response.sendError(400, e.getMessage());
            }
        }
    }

    @Test
    void aServletMayUpgradeByItself() throws Exception {
        application.definition.servlet(ServletDefinition.builder("front").instance(new Front()).build(), "/front");
        application.start();
        Session session = connect("/front");
        session.getBasicRemote().sendText("hi");
        assertEquals("front:hi", next(client));
        session.close();
        assertFalse(session.isOpen());
        assertEquals("closed 1000", next(client));
        Eventually.until("the session refuses to be used", () -> {
            try {
                session.getBasicRemote();
                return false;
            } catch (IllegalStateException e) {
                return true;
            }
        });
    }
}
