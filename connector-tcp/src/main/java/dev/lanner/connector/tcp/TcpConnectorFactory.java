package dev.lanner.connector.tcp;

import dev.lanner.http.HttpConnector;
import dev.lanner.http.InheritedSockets;
import dev.lanner.spi.Connector;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.ConnectorFactory;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.EndpointUrl;
import java.io.IOException;

/// Makes connectors for URLs with a host. Safe for use by several threads.
public final class TcpConnectorFactory implements ConnectorFactory {

    /// Called by [java.util.ServiceLoader].
    public TcpConnectorFactory() {
        // nothing is kept
    }

    @Override
    public boolean accepts(EndpointConfig endpoint) {
        return endpoint.url().kind() == EndpointUrl.Kind.INHERITED
                ? !isUnix(endpoint.url().host())
                : !endpoint.url().unix();
    }

    private static boolean isUnix(String name) {
        try {
            return InheritedSockets.ofThisProcess().unix(name);
        } catch (IOException e) {
            // said when it is opened
            return false;
        }
    }

    @Override
    public Connector create(EndpointConfig endpoint, ConnectorContext context) {
        EndpointUrl url = endpoint.url();
        String where = "endpoint \"" + endpoint.name() + "\" (" + endpoint.origin() + ")";
        if (url.kind() == EndpointUrl.Kind.LOCALHOST && url.port() == 0) {
            throw new IllegalArgumentException("LNR-2008: " + where + ": port 0 takes a free port, which can't be the "
                    + "same on both loopback addresses. Use 127.0.0.1 or [::1].");
        }
        return new HttpConnector(endpoint, context, new TcpBinder(endpoint));
    }
}
