package dev.lanner.worker;

import dev.lanner.spi.Connector;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.EndpointUrl;
import dev.lanner.testkit.TestConnectors;
import dev.lanner.testkit.contract.ConnectorContract;

/// The contract of a connector, with a hop to a worker between the connector and the application: an application must not see
/// a difference.
class HopContractTest extends ConnectorContract {

    @Override
    protected boolean behindAHop() {
        return true;
    }

    @Override
    protected Connector connector(ConnectorContext context) {
        return TestConnectors.create(new EndpointConfig("tcp", EndpointUrl.parse("http://127.0.0.1:0"),
                context.settings(), "test"), context, true);
    }
}
