package dev.lanner.connector.unix;

import dev.lanner.http.HttpConnector;
import dev.lanner.http.InheritedSockets;
import dev.lanner.spi.Connector;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.ConnectorFactory;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.EndpointUrl;
import java.io.IOException;

/// Makes connectors for URLs of the form `http://unix:/path`. Safe for use by several threads.
public final class UnixConnectorFactory implements ConnectorFactory {

    /// Called by [java.util.ServiceLoader].
    public UnixConnectorFactory() {
        // nothing is kept
    }

    @Override
    public boolean accepts(EndpointConfig endpoint) {
        return endpoint.url().unix()
                || endpoint.url().kind() == EndpointUrl.Kind.INHERITED && isUnix(endpoint.url().host());
    }

    private static boolean isUnix(String name) {
        try {
            return InheritedSockets.ofThisProcess().unix(name);
        } catch (IOException e) {
            // said by the connector for TCP
            return false;
        }
    }

    @Override
    public Connector create(EndpointConfig endpoint, ConnectorContext context) {
        if (endpoint.url().kind() == EndpointUrl.Kind.INHERITED) {
            return new HttpConnector(endpoint, context, new InheritedBinder(endpoint));
        }
        return new HttpConnector(endpoint, context, new UnixBinder(UnixSocketConfig.of(endpoint)));
    }
}
