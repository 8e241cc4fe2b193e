package dev.lanner.websocket;

import dev.lanner.websocket.client.LannerClientContainer;
import dev.lanner.websocket.server.Applications;
import jakarta.websocket.ContainerProvider;
import jakarta.websocket.WebSocketContainer;

/// Gives an application its container: within a web application that of the application, else a new one for clients.
public final class LannerContainerProvider extends ContainerProvider {

    /// For service loading.
    public LannerContainerProvider() {
        // nothing
    }

    @Override
    protected WebSocketContainer getContainer() {
        WebSocketContainer own = Applications.current();
        return own == null ? new LannerClientContainer() : own;
    }
}
