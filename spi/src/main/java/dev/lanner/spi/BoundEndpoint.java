package dev.lanner.spi;

import java.net.SocketAddress;

/// An address that is being listened on.
///
/// @param name the endpoint's name in the configuration
/// @param url the address as a person writes it, with the real port: `http://127.0.0.1:8080`, `http://unix:/run/x`
/// @param address the socket address
public record BoundEndpoint(String name, String url, SocketAddress address) {
}
