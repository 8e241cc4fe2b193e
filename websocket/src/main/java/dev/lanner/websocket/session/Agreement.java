package dev.lanner.websocket.session;

import jakarta.websocket.Extension;
import java.util.List;

/// What client and server agreed on in the handshake.
///
/// @param subprotocol empty for none
/// @param extensions those in use, in their order
public record Agreement(String subprotocol, List<Extension> extensions) {

    /// Takes a copy.
    public Agreement {
        extensions = List.copyOf(extensions);
    }
}
