package dev.lanner.connector.unix;

import dev.lanner.http.HttpConnector;
import dev.lanner.spi.Connector;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.ConnectorFactory;
import dev.lanner.spi.config.EndpointConfig;

/// Makes connectors for URLs of the form `http://unix:/path`. Safe for use by several threads.
public final class UnixConnectorFactory implements ConnectorFactory {

    /// Called by [java.util.ServiceLoader].
    public UnixConnectorFactory() {
        // nothing is kept
    }

    @Override
    public boolean accepts(EndpointConfig endpoint) {
        return endpoint.url().unix();
    }

    @Override
    public Connector create(EndpointConfig endpoint, ConnectorContext context) {
        return new HttpConnector(endpoint, context, new UnixBinder(UnixSocketConfig.of(endpoint)));
    }
}
