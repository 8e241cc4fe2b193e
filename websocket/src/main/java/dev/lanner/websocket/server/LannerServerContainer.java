package dev.lanner.websocket.server;

import dev.lanner.container.ContextAccess;
import dev.lanner.container.RequestFeatures;
import dev.lanner.container.UpgradeRoute;
import dev.lanner.spi.features.UpgradeFeature;
import dev.lanner.websocket.client.LannerClientContainer;
import dev.lanner.websocket.codec.CoderFactory;
import dev.lanner.websocket.codec.CoderType;
import dev.lanner.websocket.handshake.HandshakeException;
import dev.lanner.websocket.handshake.ServerHandshake;
import dev.lanner.websocket.path.PathTable;
import dev.lanner.websocket.path.UriTemplate;
import dev.lanner.websocket.session.ContainerDefaults;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.Extension;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/// The WebSocket container of one web application: its endpoints and its connections (Jakarta WebSocket 2.2, 2.1.7,
/// 6.4). Safe for use by several threads.
///
/// Endpoints may be added while the application starts and afterwards. An endpoint that is refused during the start takes
/// all others out of service (5.2.1).
public final class LannerServerContainer implements ServerContainer, UpgradeRoute {
    /// Where the application finds it, among the context's attributes.
    public static final String ATTRIBUTE = "jakarta.websocket.server.ServerContainer";

    private final ContextAccess context;
    private final ServerSettings settings;
    private final ContainerDefaults defaults;
    private final LannerClientContainer client;
    private final Handshakes handshakes = new Handshakes(this);
    private final HttpSessions httpSessions = new HttpSessions();
    private final AtomicLong open = new AtomicLong();
    private final ReentrantLock deploying = new ReentrantLock();
    /// guarded by deploying
    private boolean failed;
    private volatile PathTable<DeployedEndpoint> endpoints = PathTable.empty();

    /// @param context the web application
    public LannerServerContainer(ContextAccess context) {
        this.context = context;
        settings = ServerSettings.of(context.settings());
        defaults = new ContainerDefaults(settings.limits());
        client = new LannerClientContainer(this, defaults, factory());
    }

    // ---- endpoints

    @Override
    public void addEndpoint(Class<?> type) throws DeploymentException {
        ServerEndpoint annotation = type.getAnnotation(ServerEndpoint.class);
        if (annotation == null) {
            throw refused(new DeploymentException("LNR-6144: " + type.getName() + " has no @ServerEndpoint"));
        }
        try {
            CoderType.requireConstructible(type);
            add(ServerEndpointConfig.Builder.create(type, path(type, annotation))
                    .decoders(Arrays.asList(annotation.decoders())).encoders(Arrays.asList(annotation.encoders()))
                    .subprotocols(Arrays.asList(annotation.subprotocols())).configurator(configurator(annotation))
                    .build());
        } catch (DeploymentException e) {
            throw refused(e);
        }
    }

    private static String path(Class<?> type, ServerEndpoint annotation) throws DeploymentException {
        if (!annotation.value().startsWith("/")) {
            throw new DeploymentException("LNR-6100: endpoint " + type.getName() + ": the path \"" + annotation.value()
                    + "\" must begin with a slash");
        }
        return annotation.value();
    }

    private ServerEndpointConfig.Configurator configurator(ServerEndpoint annotation) throws DeploymentException {
        Class<? extends ServerEndpointConfig.Configurator> type = annotation.configurator();
        if (type == ServerEndpointConfig.Configurator.class) {
            return DefaultConfigurator.INSTANCE;
        }
        try {
            return context.create(type);
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new DeploymentException("LNR-6145: configurator " + type.getName() + " can't be made: " + e, e);
        }
    }

    @Override
    public void addEndpoint(ServerEndpointConfig config) throws DeploymentException {
        try {
            add(config);
        } catch (DeploymentException e) {
            throw refused(e);
        }
    }

    private void add(ServerEndpointConfig config) throws DeploymentException {
        UriTemplate template;
        try {
            template = UriTemplate.parse(config.getPath());
        } catch (IllegalArgumentException e) {
            throw new DeploymentException("endpoint " + config.getEndpointClass().getName() + ": " + e.getMessage(), e);
        }
        DeployedEndpoint deployed = DeployedEndpoint.of(config);
        deploying.lock();
        try {
            if (failed) {
                throw new DeploymentException("LNR-6146: an endpoint of this application was refused, so that it can "
                        + "have none (Jakarta WebSocket 2.2, 5.2.1)");
            }
            DeployedEndpoint there = endpoints.equivalent(template);
            if (there != null) {
                if (there.model() != null && there.config().getEndpointClass() == config.getEndpointClass()
                        && there.config().getPath().equals(config.getPath())) {
                    return;
                }
                throw new DeploymentException("LNR-6147: the endpoints " + there.config().getEndpointClass().getName()
                        + " at " + there.config().getPath() + " and " + config.getEndpointClass().getName() + " at "
                        + config.getPath() + " would serve the same paths");
            }
            endpoints = endpoints.with(template, deployed);
        } finally {
            deploying.unlock();
        }
        context.routeUpgrades();
    }

    private DeploymentException refused(DeploymentException cause) {
        if (!context.started()) {
            deploying.lock();
            try {
                failed = true;
                endpoints = PathTable.empty();
            } finally {
                deploying.unlock();
            }
        }
        return cause;
    }

    // ---- handshakes

    @Override
    public boolean serves(String path, UpgradeFeature upgrade) {
        PathTable<DeployedEndpoint> now = endpoints;
        return !now.isEmpty() && ServerHandshake.asked(upgrade) && now.find(path) != null;
    }

    @Override
    public Servlet servlet() {
        return new HandshakeServlet(this);
    }

    void handshake(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        PathTable.Match<DeployedEndpoint> match = endpoints.find(request.getServletPath());
        if (match == null) {
            response.sendError(404);
            return;
        }
        try {
            handshakes.answer(request, response, match.value(), match.parameters());
        } catch (HandshakeException e) {
            refuse(response, e);
        }
    }

    private static void refuse(HttpServletResponse response, HandshakeException refusal) throws IOException {
        if (refusal.status() == 426) {
            response.setHeader("Sec-WebSocket-Version", "13");
        } else if (refusal.status() == 503) {
            response.setHeader("Retry-After", "1");
        }
        response.sendError(refusal.status(), refusal.getMessage());
    }

    @Override
    public void upgradeHttpToWebSocket(Object request, Object response, ServerEndpointConfig config,
            Map<String, String> pathParameters) throws IOException, DeploymentException {
        if (!(request instanceof HttpServletRequest asked) || !(response instanceof HttpServletResponse answer)) {
            throw new IllegalArgumentException("LNR-6148: an HttpServletRequest and an HttpServletResponse are needed");
        }
        if (!Handshakes.asked(RequestFeatures.of(asked))) {
            throw new IllegalStateException("LNR-6149: the request does not ask for a WebSocket (RFC 6455, 4.1)");
        }
        try {
            handshakes.answer(asked, answer, DeployedEndpoint.of(config), pathParameters);
        } catch (HandshakeException e) {
            if (e.status() == 400 || e.status() == 405) {
                throw new IllegalStateException(e.getMessage(), e);
            }
            refuse(answer, e);
        } catch (ServletException e) {
            throw new DeploymentException(e.getMessage(), e);
        }
    }

    /// @throws HandshakeException when the context has as many connections as it may
    void requireRoom() throws HandshakeException {
        if (open.get() >= settings.maxSessions()) {
            throw new HandshakeException(503, "LNR-6150: the application has as many WebSockets as it may "
                    + "(websocket-max-sessions)");
        }
    }

    void opened() {
        open.incrementAndGet();
    }

    void closed() {
        open.decrementAndGet();
    }

    /// Lets go of what the application has opened as a client.
    public void close() {
        client.close();
    }

    // ---- parts

    OriginRule origins() {
        return settings.origins();
    }

    boolean compresses() {
        return settings.compresses();
    }

    boolean keepsContext() {
        return settings.keepsContext();
    }

    boolean closesWithSession() {
        return settings.closesWithSession();
    }

    ContainerDefaults defaults() {
        return defaults;
    }

    ClassLoader loader() {
        return context.classLoader();
    }

    /// Told of HTTP sessions.
    public java.util.EventListener sessionListener() {
        return httpSessions;
    }

    HttpSessions httpSessions() {
        return httpSessions;
    }

    CoderFactory factory() {
        return new CoderFactory() {
            @Override
            public <T> T create(Class<T> type) throws ReflectiveOperationException {
                return context.create(type);
            }

            @Override
            public void destroy(Object object) {
                context.destroy(object);
            }
        };
    }

    // ---- as a client's

    @Override
    public Session connectToServer(Object endpoint, URI uri) throws DeploymentException, IOException {
        return client.connectToServer(endpoint, uri);
    }

    @Override
    public Session connectToServer(Class<?> type, URI uri) throws DeploymentException, IOException {
        return client.connectToServer(type, uri);
    }

    @Override
    public Session connectToServer(Endpoint endpoint, ClientEndpointConfig config, URI uri)
            throws DeploymentException, IOException {
        return client.connectToServer(endpoint, config, uri);
    }

    @Override
    public Session connectToServer(Class<? extends Endpoint> type, ClientEndpointConfig config, URI uri)
            throws DeploymentException, IOException {
        return client.connectToServer(type, config, uri);
    }

    @Override
    public long getDefaultAsyncSendTimeout() {
        return client.getDefaultAsyncSendTimeout();
    }

    @Override
    public void setAsyncSendTimeout(long milliseconds) {
        client.setAsyncSendTimeout(milliseconds);
    }

    @Override
    public long getDefaultMaxSessionIdleTimeout() {
        return client.getDefaultMaxSessionIdleTimeout();
    }

    @Override
    public void setDefaultMaxSessionIdleTimeout(long milliseconds) {
        client.setDefaultMaxSessionIdleTimeout(milliseconds);
    }

    @Override
    public int getDefaultMaxBinaryMessageBufferSize() {
        return client.getDefaultMaxBinaryMessageBufferSize();
    }

    @Override
    public void setDefaultMaxBinaryMessageBufferSize(int bytes) {
        client.setDefaultMaxBinaryMessageBufferSize(bytes);
    }

    @Override
    public int getDefaultMaxTextMessageBufferSize() {
        return client.getDefaultMaxTextMessageBufferSize();
    }

    @Override
    public void setDefaultMaxTextMessageBufferSize(int bytes) {
        client.setDefaultMaxTextMessageBufferSize(bytes);
    }

    @Override
    public Set<Extension> getInstalledExtensions() {
        return compresses() ? client.getInstalledExtensions() : Set.of();
    }
}
