package dev.lanner.websocket.session;

import dev.lanner.spi.log.LazyLogger;
import dev.lanner.websocket.codec.TypeArguments;
import dev.lanner.websocket.protocol.CloseStatus;
import dev.lanner.websocket.protocol.WebSocketConnection;
import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.Extension;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import jakarta.websocket.SessionException;
import jakarta.websocket.WebSocketContainer;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// One connection as its endpoint sees it (Jakarta WebSocket 2.2, 2.1.2). May be used by any thread; the endpoint is
/// called by one at a time.
///
/// After `onClose` has returned only [#isOpen], [#close()] and [#getId] may be called.
public final class LannerSession implements Session {
    private static final Logger LOG = LazyLogger.of(LannerSession.class);
    private static final AtomicLong IDS = new AtomicLong();
    private static final CloseReason LOST = new CloseReason(CloseReason.CloseCodes.CLOSED_ABNORMALLY, "");

    private final String id = Long.toHexString(IDS.incrementAndGet());
    private final SessionOwner owner;
    private final WebSocketConnection connection;
    private final SessionRequest request;
    private final Agreement agreement;
    private final Binding binding;
    private final Handlers handlers = new Handlers();
    private final Turn turn = new Turn();
    private final AtomicInteger ends = new AtomicInteger();
    private volatile @Nullable Map<String, Object> properties;
    private volatile @Nullable CloseReason ownReason;
    private volatile @Nullable BasicRemote basic;
    private volatile @Nullable AsyncRemote async;
    private volatile int maxText;
    private volatile int maxBinary;
    private volatile CloseReason closeReason = LOST;
    private volatile boolean closed;
    private volatile boolean unusable;

    /// Code of the application.
    @FunctionalInterface
    interface Call {

        /// Runs it.
        void run() throws Throwable;
    }

    /// @param owner its container
    /// @param connection not started yet
    /// @param request what opened it
    /// @param agreement what the handshake brought
    /// @param binding the endpoint
    public LannerSession(SessionOwner owner, WebSocketConnection connection, SessionRequest request,
            Agreement agreement, Binding binding) {
        this.owner = owner;
        this.connection = connection;
        this.request = request;
        this.agreement = agreement;
        this.binding = binding;
        WebSocketContainer container = owner.container();
        maxText = container.getDefaultMaxTextMessageBufferSize();
        maxBinary = container.getDefaultMaxBinaryMessageBufferSize();
        setMaxIdleTimeout(container.getDefaultMaxSessionIdleTimeout());
        if (!binding.config().getUserProperties().isEmpty()) {
            properties = copy(binding.config().getUserProperties());
        }
    }

    // ---- life

    /// Tells the endpoint, then lets messages in.
    public void open() {
        binding.group().add(this);
        turn.take();
        inside(() -> {
            try {
                binding.coders().prepare();
                binding.endpoint().onOpen(this, binding.config());
            } catch (Throwable e) {
                tell(e);
                closeWith(new CloseReason(CloseReason.CloseCodes.UNEXPECTED_CONDITION, "the endpoint failed to open"));
            }
        });
        giveTurnBack();
        connection.start(new MessageFlow(this));
    }

    Handlers handlers() {
        return handlers;
    }

    WebSocketConnection connection() {
        return connection;
    }

    Binding binding() {
        return binding;
    }

    /// Sets what a whole message may have.
    ///
    /// @param ofRoute bytes; negative: the session's
    void limit(boolean text, long ofRoute) {
        if (text) {
            connection.maxTextSize(ofRoute >= 0 ? ofRoute : maxText);
        } else {
            connection.maxBinarySize(ofRoute >= 0 ? ofRoute : maxBinary);
        }
    }

    /// Runs a receiver in its turn; what it throws goes to the endpoint. Nothing is run once the endpoint is told of the
    /// end.
    void call(Call code) {
        if (turn.take()) {
            callback(code);
            giveTurnBack();
        }
    }

    private void giveTurnBack() {
        if (turn.giveBack()) {
            inside(this::tellClosed);
        }
    }

    /// Runs code of the application; what it throws goes to the endpoint.
    void callback(Call code) {
        inside(() -> {
            try {
                code.run();
            } catch (Throwable e) {
                tell(e);
            }
        });
    }

    /// Runs a receiver on a thread of its own.
    ///
    /// @param after run in any case
    void fork(Call code, Runnable after) {
        connection.execute(() -> {
            try {
                call(code);
            } finally {
                after.run();
            }
        });
    }

    /// Runs code with the application's class loader.
    public void inside(Runnable code) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(owner.loader());
        try {
            code.run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /// Gives an error to the endpoint; where that does not deal with errors it is logged (Jakarta WebSocket 2.2, 5.2.2).
    private void tell(Throwable failure) {
        if (failure instanceof VirtualMachineError) {
            LOG.log(Level.ERROR, "LNR-6112: " + this + ": the server is in trouble", failure);
        }
        Endpoint endpoint = binding.endpoint();
        if (!handlesErrors(endpoint)) {
            LOG.log(Level.WARNING, "LNR-6113: " + this + " failed, and its endpoint has no method for errors", failure);
            return;
        }
        try {
            endpoint.onError(this, failure);
        } catch (Throwable e) {
            LOG.log(Level.WARNING, "LNR-6114: " + this + ": the method for errors failed itself, on " + failure, e);
        }
    }

    private static boolean handlesErrors(Endpoint endpoint) {
        if (endpoint instanceof ErrorHandling own) {
            return own.handlesErrors();
        }
        try {
            return endpoint.getClass().getMethod("onError", Session.class, Throwable.class)
                    .getDeclaringClass() != Endpoint.class;
        } catch (NoSuchMethodException | LinkageError e) {
            return true;
        }
    }

    /// Says what went wrong.
    ///
    /// @param rule whether the peer broke a rule, or the connection broke
    void connectionFailed(Exception failure, boolean rule) {
        LOG.log(Level.DEBUG, () -> this + ": " + failure);
        if (handlesErrors(binding.endpoint())) {
            Throwable told = rule
                    ? failure
                    : new SessionException("the connection is broken: " + failure.getMessage(), failure, this);
            inside(() -> tell(told));
        }
    }

    /// The connection is over. The endpoint is told, unless it was when we began to close.
    void connectionEnded(CloseStatus status, boolean remote) {
        CloseReason own = ownReason;
        closeReason = remote || own == null ? reason(status, remote) : own;
        endEndpoint();
        oneEnd();
    }

    private void endEndpoint() {
        if (turn.end()) {
            inside(this::tellClosed);
        }
    }

    /// Tells the endpoint of the end; called once.
    private void tellClosed() {
        try {
            binding.endpoint().onClose(this, closeReason);
        } catch (Throwable e) {
            tell(e);
        } finally {
            closed = true;
            unusable = true;
            binding.group().remove(this);
            binding.coders().destroy();
            oneEnd();
        }
    }

    /// Endpoint and connection have both to end.
    private void oneEnd() {
        if (ends.incrementAndGet() == 2) {
            owner.ended(this);
        }
    }

    /// A container that gives up a session without being asked says 1006 to its endpoint (Jakarta WebSocket 2.2, 2.1.5).
    private static CloseReason reason(CloseStatus status, boolean remote) {
        if (!remote && status.code() == CloseStatus.GOING_AWAY) {
            return new CloseReason(CloseReason.CloseCodes.CLOSED_ABNORMALLY, status.reason());
        }
        CloseReason.CloseCode code;
        try {
            code = CloseReason.CloseCodes.getCloseCode(status.code());
        } catch (IllegalArgumentException e) {
            code = CloseReason.CloseCodes.PROTOCOL_ERROR;
        }
        return new CloseReason(code, status.reason());
    }

    private void requireUsable() {
        if (unusable) {
            throw new IllegalStateException("LNR-6115: session " + getId() + " is closed, it can't be used any more");
        }
    }

    // ---- handlers

    @Override
    public WebSocketContainer getContainer() {
        requireUsable();
        return owner.container();
    }

    @Override
    public void addMessageHandler(MessageHandler handler) {
        Objects.requireNonNull(handler, "a handler is needed");
        requireUsable();
        boolean known = false;
        if (handler instanceof MessageHandler.Whole<?> whole) {
            add(typeOf(handler, MessageHandler.Whole.class), false, handler, receiver(whole));
            known = true;
        }
        if (handler instanceof MessageHandler.Partial<?> partial) {
            add(typeOf(handler, MessageHandler.Partial.class), true, handler, receiver(partial));
            known = true;
        }
        if (!known) {
            throw new IllegalArgumentException("LNR-6116: " + handler.getClass().getName()
                    + " is neither a MessageHandler.Whole nor a MessageHandler.Partial");
        }
    }

    private static Class<?> typeOf(MessageHandler handler, Class<?> kind) {
        Class<?> type = TypeArguments.of(handler.getClass(), kind);
        if (type == null) {
            throw new IllegalArgumentException("LNR-6117: " + handler.getClass().getName() + " does not say which type "
                    + "it handles (a lambda can't): use addMessageHandler(Class, " + kind.getSimpleName() + ")");
        }
        return type;
    }

    @Override
    public <T> void addMessageHandler(Class<T> type, MessageHandler.Whole<T> handler) {
        requireUsable();
        add(type, false, handler, receiver(handler));
    }

    @Override
    public <T> void addMessageHandler(Class<T> type, MessageHandler.Partial<T> handler) {
        requireUsable();
        add(type, true, handler, receiver(handler));
    }

    @SuppressWarnings("unchecked")
    private static Receiver receiver(MessageHandler.Whole<?> handler) {
        return (message, last) -> ((MessageHandler.Whole<@Nullable Object>) handler).onMessage(message);
    }

    @SuppressWarnings("unchecked")
    private static Receiver receiver(MessageHandler.Partial<?> handler) {
        return (message, last) -> ((MessageHandler.Partial<@Nullable Object>) handler).onMessage(message, last);
    }

    private void add(Class<?> type, boolean partial, MessageHandler handler, Receiver receiver) {
        try {
            add(new MessageRoute.Wanted(handler, type, partial, -1, receiver));
        } catch (DeploymentException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /// Adds a receiver.
    ///
    /// @throws DeploymentException when a decoder can't be made
    /// @throws IllegalArgumentException when its type can't be had
    /// @throws IllegalStateException when there is one for the kind of message
    public void add(MessageRoute.Wanted wanted) throws DeploymentException {
        List<MessageRoute> routes = MessageRoute.of(wanted, binding.coders());
        if (routes.isEmpty()) {
            throw new IllegalArgumentException("LNR-6118: " + wanted.handler().getClass().getName()
                    + " wants messages as " + wanted.type().getName() + (wanted.partial() ? " in parts" : "")
                    + ", and there is no decoder for it");
        }
        handlers.add(routes);
    }

    @Override
    public Set<MessageHandler> getMessageHandlers() {
        requireUsable();
        return handlers.all();
    }

    @Override
    public void removeMessageHandler(MessageHandler handler) {
        requireUsable();
        if (handler == null || !handlers.remove(handler)) {
            throw new IllegalStateException("LNR-6119: the handler is not one of this session");
        }
    }

    // ---- what the handshake brought

    @Override
    public String getProtocolVersion() {
        requireUsable();
        return "13";
    }

    @Override
    public String getNegotiatedSubprotocol() {
        requireUsable();
        return agreement.subprotocol();
    }

    @Override
    public List<Extension> getNegotiatedExtensions() {
        requireUsable();
        return agreement.extensions();
    }

    @Override
    public boolean isSecure() {
        requireUsable();
        return request.secure();
    }

    @Override
    public URI getRequestURI() {
        requireUsable();
        return URI.create(request.uri());
    }

    @Override
    public Map<String, List<String>> getRequestParameterMap() {
        requireUsable();
        return QueryParameters.of(request.query());
    }

    @Override
    public @Nullable String getQueryString() {
        requireUsable();
        return request.query();
    }

    @Override
    public Map<String, String> getPathParameters() {
        requireUsable();
        return request.pathParameters();
    }

    @Override
    public @Nullable Principal getUserPrincipal() {
        requireUsable();
        return request.principal();
    }

    @Override
    public Map<String, Object> getUserProperties() {
        requireUsable();
        Map<String, Object> own = properties;
        if (own == null) {
            own = new ConcurrentHashMap<>();
            properties = own;
        }
        return own;
    }

    private static Map<String, Object> copy(Map<String, Object> initial) {
        Map<String, Object> made = new ConcurrentHashMap<>();
        initial.forEach((name, value) -> {
            if (name != null && value != null) {
                made.put(name, value);
            }
        });
        return made;
    }

    // ---- limits

    @Override
    public long getMaxIdleTimeout() {
        requireUsable();
        return connection.idleTimeout().toMillis();
    }

    @Override
    public void setMaxIdleTimeout(long milliseconds) {
        requireUsable();
        connection.idleTimeout(Duration.ofMillis(Math.max(0, milliseconds)));
    }

    @Override
    public void setMaxBinaryMessageBufferSize(int length) {
        requireUsable();
        maxBinary = length;
    }

    @Override
    public int getMaxBinaryMessageBufferSize() {
        requireUsable();
        return maxBinary;
    }

    @Override
    public void setMaxTextMessageBufferSize(int length) {
        requireUsable();
        maxText = length;
    }

    @Override
    public int getMaxTextMessageBufferSize() {
        requireUsable();
        return maxText;
    }

    // ---- sending

    @Override
    public RemoteEndpoint.Async getAsyncRemote() {
        requireUsable();
        AsyncRemote remote = async;
        if (remote == null) {
            remote = new AsyncRemote(this);
            async = remote;
        }
        return remote;
    }

    @Override
    public RemoteEndpoint.Basic getBasicRemote() {
        requireUsable();
        return basic();
    }

    /// Sends what a method of the endpoint has returned.
    ///
    /// @throws Exception what sending throws
    public void reply(Object message) throws Exception {
        basic().sendObject(message);
    }

    private BasicRemote basic() {
        BasicRemote remote = basic;
        if (remote == null) {
            remote = new BasicRemote(this);
            basic = remote;
        }
        return remote;
    }

    // ---- the end

    @Override
    public String getId() {
        return id;
    }

    /// Until we close it, or the endpoint was told that it is closed.
    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() throws IOException {
        close(new CloseReason(CloseReason.CloseCodes.NORMAL_CLOSURE, ""));
    }

    @Override
    public void close(CloseReason reason) throws IOException {
        closeWith(reason);
    }

    /// Closes. The endpoint is told this reason: now, or at the end of the call that it is in.
    public void closeWith(CloseReason reason) {
        if (isOpen()) {
            ownReason = reason;
            closeReason = reason;
            closed = true;
            connection.close(status(reason));
            endEndpoint();
        }
    }

    /// Closes on a thread of the connection; waits for nobody.
    public void closeLater(CloseReason reason) {
        connection.execute(() -> closeWith(reason));
    }

    /// 1005, 1006 and 1015 have no place on the wire (RFC 6455, 7.4.1).
    private static CloseStatus status(CloseReason reason) {
        int code = reason.getCloseCode().getCode();
        String phrase = reason.getReasonPhrase();
        if (code == CloseStatus.NO_STATUS) {
            return CloseStatus.of(CloseStatus.NORMAL);
        }
        return CloseStatus.of(CloseStatus.sendable(code) ? code : CloseStatus.PROTOCOL_ERROR,
                phrase == null ? "" : phrase);
    }

    @Override
    public Set<Session> getOpenSessions() {
        requireUsable();
        return binding.group().open();
    }

    @Override
    public String toString() {
        return "WebSocket session " + getId() + " at " + request.uri();
    }
}
