package dev.lanner.spi;

import dev.lanner.spi.config.EndpointConfig;
import java.util.Locale;

/// Makes connectors; found by [java.util.ServiceLoader].
public interface ConnectorFactory {

    /// The name by which an endpoint's setting `connector` chooses this one: lower case with dashes. Unless said
    /// otherwise it is the class' name without `ConnectorFactory`.
    default String name() {
        return getClass().getSimpleName().replace("ConnectorFactory", "").toLowerCase(Locale.ROOT);
    }

    /// Whether this factory serves the endpoint's URL.
    boolean accepts(EndpointConfig endpoint);

    /// Makes a connector without opening or reserving anything.
    ///
    /// @throws IllegalArgumentException when the endpoint's configuration can't work here; the message says why
    Connector create(EndpointConfig endpoint, ConnectorContext context);
}
