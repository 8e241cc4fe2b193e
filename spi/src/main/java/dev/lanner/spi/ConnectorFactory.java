package dev.lanner.spi;

import dev.lanner.spi.config.EndpointConfig;

/// Makes connectors; found by [java.util.ServiceLoader].
public interface ConnectorFactory {

    /// Whether this factory serves the endpoint's URL.
    boolean accepts(EndpointConfig endpoint);

    /// Makes a connector without opening or reserving anything.
    ///
    /// @throws IllegalArgumentException when the endpoint's configuration can't work here; the message says why
    Connector create(EndpointConfig endpoint, ConnectorContext context);
}
