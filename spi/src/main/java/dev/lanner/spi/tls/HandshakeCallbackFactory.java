package dev.lanner.spi.tls;

import dev.lanner.spi.config.EndpointConfig;

/// Makes handshake callbacks; found by [java.util.ServiceLoader] when an endpoint's `handshake-callback` names it.
public interface HandshakeCallbackFactory {

    /// The name in `handshake-callback`: lower case with dashes.
    String name();

    /// Makes the callback of an endpoint.
    ///
    /// @throws IllegalArgumentException when it can't work there; the message says why, and the endpoint does not start
    HandshakeCallback create(EndpointConfig endpoint);
}
