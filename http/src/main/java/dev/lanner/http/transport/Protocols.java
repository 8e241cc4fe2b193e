package dev.lanner.http.transport;

import org.jspecify.annotations.Nullable;

/// The protocols of an endpoint.
///
/// @param first what a connection begins with: a TLS handshake, or HTTP/1.1
/// @param http1 HTTP/1.1
/// @param http2 HTTP/2; null where the endpoint has none
public record Protocols(ProtocolStart first, ProtocolStart http1, @Nullable ProtocolStart http2) {
}
