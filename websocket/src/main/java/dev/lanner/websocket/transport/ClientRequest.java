package dev.lanner.websocket.transport;

import dev.lanner.spi.message.Fields;
import dev.lanner.websocket.handshake.Extension;
import dev.lanner.websocket.protocol.ConnectionLimits;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// What a client asks for.
///
/// @param uri `ws` or `wss`, without user information
/// @param fields more header fields; those of the handshake itself are left out
/// @param subprotocols in order of preference
/// @param extensions written as they are; of those that the server accepts, permessage-deflate is done here
/// @param tls for `wss`; null takes the JDK's default
/// @param timeout for connecting and the handshake together; zero: for ever
/// @param limits of the connection
public record ClientRequest(URI uri, Fields fields, List<String> subprotocols, List<Extension> extensions,
        @Nullable SSLContext tls, Duration timeout, ConnectionLimits limits) {
}
