package dev.lanner.websocket.server;

import dev.lanner.websocket.session.LannerSession;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import jakarta.websocket.CloseReason;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The WebSocket sessions that were opened under an HTTP session: they end with it (Jakarta WebSocket 2.2, 7.2), also
/// after its id has changed. Safe for use by several threads.
final class HttpSessions implements HttpSessionListener, HttpSessionIdListener {
    private static final CloseReason OVER = new CloseReason(CloseReason.CloseCodes.VIOLATED_POLICY,
            "the HTTP session has ended");

    private final Map<String, Set<LannerSession>> sockets = new ConcurrentHashMap<>();
    private final Map<LannerSession, String> ids = new ConcurrentHashMap<>();

    /// From now on the socket ends with the session.
    void add(HttpSession session, LannerSession socket) {
        sockets.compute(session.getId(), (id, known) -> {
            Set<LannerSession> all = known == null ? ConcurrentHashMap.newKeySet() : known;
            all.add(socket);
            ids.put(socket, id);
            return all;
        });
        try {
            session.getCreationTime();
        } catch (IllegalStateException e) {
            // it ended meanwhile, nobody will tell
            socket.closeLater(OVER);
        }
    }

    /// The socket has ended.
    void remove(LannerSession socket) {
        String id = ids.remove(socket);
        if (id != null) {
            sockets.computeIfPresent(id, (same, known) -> {
                known.remove(socket);
                return known.isEmpty() ? null : known;
            });
        }
    }

    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
        Set<LannerSession> ended = sockets.remove(event.getSession().getId());
        if (ended != null) {
            ended.forEach(socket -> socket.closeLater(OVER));
        }
    }

    @Override
    public void sessionIdChanged(HttpSessionEvent event, String before) {
        Set<LannerSession> moved = sockets.remove(before);
        if (moved != null) {
            sockets.compute(event.getSession().getId(), (id, known) -> {
                moved.forEach(socket -> ids.replace(socket, id));
                if (known == null) {
                    return moved;
                }
                known.addAll(moved);
                return known;
            });
        }
    }
}
