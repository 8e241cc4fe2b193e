package dev.lanner.websocket.session;

import jakarta.websocket.Session;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The open sessions of one endpoint. Safe for use by several threads.
public final class SessionGroup {
    private final Set<LannerSession> sessions = ConcurrentHashMap.newKeySet();

    void add(LannerSession session) {
        sessions.add(session);
    }

    void remove(LannerSession session) {
        sessions.remove(session);
    }

    /// Those that are open now.
    Set<Session> open() {
        Set<Session> open = new HashSet<>();
        for (LannerSession session : sessions) {
            if (session.isOpen()) {
                open.add(session);
            }
        }
        return open;
    }
}
