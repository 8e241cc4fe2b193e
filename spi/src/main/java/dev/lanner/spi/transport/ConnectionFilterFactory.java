package dev.lanner.spi.transport;

import dev.lanner.spi.config.EndpointConfig;

/// Makes connection filters; found by [java.util.ServiceLoader] when an endpoint's `connection-filters` names one that
/// the server does not have itself.
public interface ConnectionFilterFactory {

    /// The name in `connection-filters`: lower case with dashes.
    String name();

    /// Makes the filter of an endpoint.
    ///
    /// @throws IllegalArgumentException when it can't work there; the message says why, and the endpoint does not start
    ConnectionFilter create(EndpointConfig endpoint);
}
