package dev.lanner.websocket.server;

import dev.lanner.container.StreamUpgradeHandler;
import dev.lanner.spi.features.DuplexStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Takes a connection over when its handshake is answered. Made by the container.
public final class WebSocketUpgrade implements StreamUpgradeHandler {
    private @Nullable Opening opening;

    /// What follows the handshake.
    interface Opening {

        /// The connection is there.
        void opened(DuplexStream stream, Runnable ended) throws IOException;

        /// The application stops.
        void stopping();
    }

    /// For the container.
    public WebSocketUpgrade() {
        // nothing
    }

    void opening(Opening next) {
        opening = next;
    }

    @Override
    public void opened(DuplexStream stream, Runnable ended) throws IOException {
        Opening next = opening;
        if (next == null) {
            throw new IOException("LNR-6141: the upgrade was not asked for by a handshake");
        }
        next.opened(stream, ended);
    }

    @Override
    public void stopping() {
        Opening next = opening;
        if (next != null) {
            next.stopping();
        }
    }
}
