package dev.lanner.websocket.transport;

import dev.lanner.spi.message.Fields;
import dev.lanner.websocket.handshake.Extension;
import dev.lanner.websocket.protocol.WebSocketConnection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A handshake that succeeded.
///
/// @param fields the header fields of the answer
/// @param subprotocol what the server chose; null for none
/// @param extensions what the server accepted
/// @param connection open, not yet reading
public record ClientOpening(Fields fields, @Nullable String subprotocol, List<Extension> extensions,
        WebSocketConnection connection) {
}
