package dev.lanner.websocket.session;

import jakarta.websocket.WebSocketContainer;

/// The container of a session, as the session needs it. Safe for use by several threads.
public interface SessionOwner {

    /// What the application sees.
    WebSocketContainer container();

    /// The class loader that the application's code runs with.
    ClassLoader loader();

    /// The session is over; its endpoint was told.
    void ended(LannerSession session);
}
