package dev.lanner.connector.tcp;

import dev.lanner.spi.Connector;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.EndpointUrl;
import dev.lanner.testkit.contract.ConnectorContract;

/// The contract of a connector over TCP.
class TcpContractTest extends ConnectorContract {

    @Override
    protected Connector connector(ConnectorContext context) {
        return new TcpConnectorFactory().create(
                new EndpointConfig("web", EndpointUrl.parse("http://127.0.0.1:0"), context.settings(), "test"),
                context);
    }
}
