package dev.lanner.websocket.server;

import dev.lanner.spi.features.DuplexStream;
import dev.lanner.websocket.codec.Coders;
import dev.lanner.websocket.connection.FramedConnection;
import dev.lanner.websocket.deflate.DeflateParameters;
import dev.lanner.websocket.protocol.WebSocketConnection;
import dev.lanner.websocket.session.Agreement;
import dev.lanner.websocket.session.Binding;
import dev.lanner.websocket.session.LannerSession;
import dev.lanner.websocket.session.SessionOwner;
import dev.lanner.websocket.session.SessionRequest;
import jakarta.servlet.http.HttpSession;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.WebSocketContainer;
import org.jspecify.annotations.Nullable;

/// A handshake that was answered, until its session is open; then the session's owner.
final class SessionOpening implements WebSocketUpgrade.Opening, SessionOwner {
    private static final CloseReason GOING = new CloseReason(CloseReason.CloseCodes.GOING_AWAY,
            "the application stops");

    private final LannerServerContainer container;
    private final Accepted accepted;
    private @Nullable HttpSession httpSession;
    private volatile @Nullable Runnable ended;
    private volatile @Nullable LannerSession session;
    private volatile boolean stopping;

    /// What the handshake brought.
    ///
    /// @param request what is kept of the request
    /// @param agreement with the client
    /// @param deflate how messages are compressed, or null
    /// @param endpoint what is told
    /// @param instance the application's object; null when it is not ours to let go of
    /// @param parts configuration and coders
    record Accepted(SessionRequest request, Agreement agreement, @Nullable DeflateParameters deflate,
            Endpoint endpoint, @Nullable Object instance, Parts parts) {
    }

    /// @param deployed the endpoint
    /// @param config for this connection
    /// @param coders for this connection
    record Parts(DeployedEndpoint deployed, ConnectionConfig config, Coders coders) {
    }

    SessionOpening(LannerServerContainer container, Accepted accepted, @Nullable HttpSession httpSession) {
        this.container = container;
        this.accepted = accepted;
        this.httpSession = httpSession;
    }

    @Override
    public void opened(DuplexStream stream, Runnable whenEnded) {
        ended = whenEnded;
        WebSocketConnection connection = FramedConnection.server(stream, container.defaults().limits(),
                accepted.deflate);
        LannerSession opened = new LannerSession(this, connection, accepted.request, accepted.agreement,
                new Binding(accepted.endpoint, accepted.parts.config, accepted.parts.coders,
                        accepted.parts.deployed.group()));
        session = opened;
        container.opened();
        HttpSession http = httpSession;
        httpSession = null;
        opened.open();
        if (http != null) {
            container.httpSessions().add(http, opened);
        }
        if (stopping) {
            opened.closeLater(GOING);
        }
    }

    @Override
    public void stopping() {
        stopping = true;
        LannerSession opened = session;
        if (opened != null) {
            opened.closeLater(GOING);
        }
    }

    @Override
    public WebSocketContainer container() {
        return container;
    }

    @Override
    public ClassLoader loader() {
        return container.loader();
    }

    @Override
    public void ended(LannerSession over) {
        container.httpSessions().remove(over);
        container.closed();
        Object instance = accepted.instance;
        if (instance != null) {
            container.factory().destroy(instance);
        }
        Runnable tell = ended;
        if (tell != null) {
            tell.run();
        }
    }
}
