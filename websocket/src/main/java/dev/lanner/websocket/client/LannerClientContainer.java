package dev.lanner.websocket.client;

import dev.lanner.spi.message.FieldList;
import dev.lanner.spi.message.FieldSyntax;
import dev.lanner.websocket.codec.CoderFactory;
import dev.lanner.websocket.codec.Coders;
import dev.lanner.websocket.deflate.DeflateNegotiation;
import dev.lanner.websocket.endpoint.AnnotatedEndpoint;
import dev.lanner.websocket.endpoint.EndpointModel;
import dev.lanner.websocket.handshake.Extension;
import dev.lanner.websocket.protocol.ConnectionLimits;
import dev.lanner.websocket.session.Agreement;
import dev.lanner.websocket.session.Binding;
import dev.lanner.websocket.session.ContainerDefaults;
import dev.lanner.websocket.session.Extensions;
import dev.lanner.websocket.session.LannerSession;
import dev.lanner.websocket.session.SessionOwner;
import dev.lanner.websocket.session.SessionRequest;
import dev.lanner.websocket.transport.ClientConnector;
import dev.lanner.websocket.transport.ClientOpening;
import dev.lanner.websocket.transport.ClientRequest;
import dev.lanner.websocket.transport.RefusedException;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.Session;
import jakarta.websocket.WebSocketContainer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Connects endpoints to servers. Safe for use by several threads.
public final class LannerClientContainer implements WebSocketContainer {
    /// User property of a configuration: the milliseconds that connecting may take; 30,000 without.
    public static final String CONNECT_TIMEOUT = "dev.lanner.websocket.connect-timeout";

    private static final long USUAL_TIMEOUT = 30_000;
    private final WebSocketContainer shown;
    private final ContainerDefaults defaults;
    private final CoderFactory factory;
    private final ClientGroups groups = new ClientGroups();
    private final Set<LannerSession> sessions = ConcurrentHashMap.newKeySet();

    /// A container of its own.
    public LannerClientContainer() {
        shown = this;
        defaults = new ContainerDefaults(ConnectionLimits.DEFAULTS);
        factory = CoderFactory.PLAIN;
    }

    /// The client part of another.
    ///
    /// @param shown what sessions give as their container
    /// @param defaults shared with it
    /// @param factory makes endpoints and coders
    public LannerClientContainer(WebSocketContainer shown, ContainerDefaults defaults, CoderFactory factory) {
        this.shown = shown;
        this.defaults = defaults;
        this.factory = factory;
    }

    // ---- connecting

    @Override
    public Session connectToServer(Object endpoint, URI uri) throws DeploymentException, IOException {
        requireNonNull(endpoint, "an endpoint");
        ClientTarget target = ClientTarget.annotated(endpoint.getClass());
        return new Connecting(target, new Key(endpoint), uri).connect(wrap(target, endpoint), null);
    }

    @Override
    public Session connectToServer(Class<?> type, URI uri) throws DeploymentException, IOException {
        requireNonNull(type, "a class");
        ClientTarget target = ClientTarget.annotated(type);
        Object instance = make(type);
        return new Connecting(target, type, uri).connect(wrap(target, instance), instance);
    }

    @Override
    public Session connectToServer(Endpoint endpoint, ClientEndpointConfig config, URI uri)
            throws DeploymentException, IOException {
        requireNonNull(endpoint, "an endpoint");
        return new Connecting(ClientTarget.programmatic(endpoint.getClass(), config), new Key(endpoint), uri)
                .connect(endpoint, null);
    }

    @Override
    public Session connectToServer(Class<? extends Endpoint> type, ClientEndpointConfig config, URI uri)
            throws DeploymentException, IOException {
        requireNonNull(type, "a class");
        ClientTarget target = ClientTarget.programmatic(type, config);
        Endpoint endpoint = make(type);
        return new Connecting(target, type, uri).connect(endpoint, endpoint);
    }

    private static void requireNonNull(@Nullable Object given, String what) {
        if (given == null) {
            throw new IllegalArgumentException("LNR-6121: " + what + " is needed, not null");
        }
    }

    private <T> T make(Class<T> type) throws DeploymentException {
        try {
            return factory.create(type);
        } catch (ReflectiveOperationException | LinkageError e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new DeploymentException("LNR-6140: endpoint " + type.getName() + " can't be made: " + cause, cause);
        }
    }

    private static Endpoint wrap(ClientTarget target, Object instance) {
        EndpointModel model = target.model();
        if (model == null) {
            throw new IllegalStateException("an annotated endpoint has a model");
        }
        return new AnnotatedEndpoint(model, instance, Map.of());
    }

    /// Closes all sessions with 1001.
    public void close() {
        sessions.forEach(session -> session.closeLater(
                new CloseReason(CloseReason.CloseCodes.GOING_AWAY, "the application stops")));
    }

    /// One way to a server; then its session's owner.
    private final class Connecting implements SessionOwner {
        private final ClientTarget target;
        private final Object key;
        private final URI uri;
        private final ClassLoader loader;
        private @Nullable Object instance;

        Connecting(ClientTarget target, Object key, URI uri) throws DeploymentException {
            this.target = target;
            this.key = key;
            this.uri = checked(uri);
            ClassLoader own = Thread.currentThread().getContextClassLoader();
            loader = own == null ? ClassLoader.getSystemClassLoader() : own;
        }

        /// @param made what is to be let go of at the end, or null
        Session connect(Endpoint endpoint, @Nullable Object made) throws DeploymentException, IOException {
            instance = made;
            ClientEndpointConfig config = target.config();
            ClientOpening opening = open(config);
            config.getConfigurator().afterResponse(ReceivedResponse.of(opening.fields()));
            SessionRequest request = new SessionRequest(uri.toString(), Map.of(), null,
                    "wss".equalsIgnoreCase(uri.getScheme()));
            String subprotocol = opening.subprotocol();
            Agreement agreement = new Agreement(subprotocol == null ? "" : subprotocol,
                    Extensions.seen(opening.extensions()));
            LannerSession session = new LannerSession(this, opening.connection(), request, agreement, new Binding(
                    endpoint, config, new Coders(target.coders(), config, factory), groups.join(key)));
            sessions.add(session);
            session.open();
            return session;
        }

        private ClientOpening open(ClientEndpointConfig config) throws DeploymentException, IOException {
            List<Extension> offers = Extensions.plain(config.getExtensions());
            Duration timeout = timeout(config);
            FieldList fields = fields(config, offers);
            try {
                return ClientConnector.connect(new ClientRequest(uri, fields, config.getPreferredSubprotocols(), offers,
                        config.getSSLContext(), timeout, defaults.limits()));
            } catch (RefusedException e) {
                throw new DeploymentException(e.getMessage(), e);
            }
        }

        /// The fields that the configurator adds; it sees those of the handshake too.
        private FieldList fields(ClientEndpointConfig config, List<Extension> offers) throws DeploymentException {
            Map<String, List<String>> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            all.put("Host", list(uri.getRawAuthority()));
            all.put("Upgrade", list("websocket"));
            all.put("Connection", list("Upgrade"));
            all.put("Sec-WebSocket-Version", list("13"));
            if (!config.getPreferredSubprotocols().isEmpty()) {
                all.put("Sec-WebSocket-Protocol", list(String.join(", ", config.getPreferredSubprotocols())));
            }
            if (!offers.isEmpty()) {
                all.put("Sec-WebSocket-Extensions", list(Extension.format(offers)));
            }
            config.getConfigurator().beforeRequest(all);
            FieldList fields = new FieldList(all.size());
            for (Map.Entry<String, List<String>> field : all.entrySet()) {
                for (String value : field.getValue()) {
                    if (!FieldSyntax.isToken(field.getKey()) || !value.chars().allMatch(FieldSyntax::isValueChar)) {
                        throw new DeploymentException("LNR-6165: the configurator's header field " + field.getKey()
                                + " can't be sent: its name is no token, or its value has control characters");
                    }
                    fields.add(field.getKey(), value);
                }
            }
            return fields;
        }

        @Override
        public WebSocketContainer container() {
            return shown;
        }

        @Override
        public ClassLoader loader() {
            return loader;
        }

        @Override
        public void ended(LannerSession session) {
            sessions.remove(session);
            groups.leave(key);
            Object made = instance;
            if (made != null) {
                factory.destroy(made);
            }
        }
    }

    private static List<String> list(String value) {
        return new ArrayList<>(List.of(value));
    }

    private static URI checked(@Nullable URI uri) throws DeploymentException {
        boolean able = uri != null && uri.getHost() != null && uri.getRawFragment() == null
                && ("ws".equalsIgnoreCase(uri.getScheme()) || "wss".equalsIgnoreCase(uri.getScheme()));
        if (uri == null || !able) {
            throw new DeploymentException("LNR-6163: " + uri + " can't be connected to: a URI such as "
                    + "ws://host:port/path or wss://host/path is needed, without a fragment");
        }
        return uri;
    }

    private static Duration timeout(ClientEndpointConfig config) throws DeploymentException {
        Object given = config.getUserProperties().get(CONNECT_TIMEOUT);
        try {
            return given == null
                    ? Duration.ofMillis(USUAL_TIMEOUT)
                    : Duration.ofMillis(Long.parseLong(given.toString()));
        } catch (NumberFormatException e) {
            throw new DeploymentException("LNR-6164: user property " + CONNECT_TIMEOUT + " is " + given
                    + ", it must be a number of milliseconds", e);
        }
    }

    // ---- defaults

    @Override
    public long getDefaultAsyncSendTimeout() {
        return defaults.sendTimeout();
    }

    @Override
    public void setAsyncSendTimeout(long milliseconds) {
        defaults.sendTimeout(milliseconds);
    }

    @Override
    public long getDefaultMaxSessionIdleTimeout() {
        return defaults.idleTimeout();
    }

    @Override
    public void setDefaultMaxSessionIdleTimeout(long milliseconds) {
        defaults.idleTimeout(milliseconds);
    }

    @Override
    public int getDefaultMaxBinaryMessageBufferSize() {
        return defaults.maxBinary();
    }

    @Override
    public void setDefaultMaxBinaryMessageBufferSize(int bytes) {
        defaults.maxBinary(bytes);
    }

    @Override
    public int getDefaultMaxTextMessageBufferSize() {
        return defaults.maxText();
    }

    @Override
    public void setDefaultMaxTextMessageBufferSize(int bytes) {
        defaults.maxText(bytes);
    }

    @Override
    public Set<jakarta.websocket.Extension> getInstalledExtensions() {
        return Set.of(Extensions.seen(new Extension(DeflateNegotiation.NAME, List.of())));
    }
}
