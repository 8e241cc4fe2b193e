package dev.lanner.testkit;

import dev.lanner.spi.Connector;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.ConnectorFactory;
import dev.lanner.spi.config.EndpointConfig;
import java.util.ServiceLoader;

/// Makes the connectors of tests that run over sockets: those that are on the class path, or where
/// `-Dlanner.test.way=worker` says so, the one that puts a hop to a worker between them and the application. Stateless.
public final class TestConnectors {
    /// The connector's name that is a hop. It accepts no endpoint by itself.
    public static final String HOP = "behind-a-hop";

    private TestConnectors() {
    }

    /// Whether requests go to a worker.
    public static boolean behindAHop() {
        return "worker".equals(System.getProperty("lanner.test.way"));
    }

    /// One for the endpoint.
    ///
    /// @throws IllegalStateException when none for it is on the class path
    public static Connector create(EndpointConfig endpoint, ConnectorContext context) {
        return create(endpoint, context, behindAHop());
    }

    /// One for the endpoint.
    ///
    /// @param hop whether it is to be the one with a hop
    /// @throws IllegalStateException when none for it is on the class path
    public static Connector create(EndpointConfig endpoint, ConnectorContext context, boolean hop) {
        for (ConnectorFactory factory : ServiceLoader.load(ConnectorFactory.class)) {
            if (hop ? factory.name().equals(HOP) : factory.accepts(endpoint)) {
                return factory.create(endpoint, context);
            }
        }
        throw new IllegalStateException("no connector for " + endpoint.url() + (hop ? " with a hop" : "")
                + " is on the class path");
    }
}
