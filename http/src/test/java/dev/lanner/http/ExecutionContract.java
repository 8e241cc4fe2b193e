package dev.lanner.http;

import dev.lanner.spi.Connector;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.EndpointUrl;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.config.Settings.Execution;
import dev.lanner.testkit.contract.ConnectorContract;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/// The connector contract over loopback TCP, for one way of execution.
abstract class ExecutionContract extends ConnectorContract {
    private final Execution execution;
    private final AtomicReference<HttpConnector> last = new AtomicReference<>();

    ExecutionContract(Execution execution) {
        this.execution = execution;
    }

    @Override
    protected Connector connector(ConnectorContext context) {
        EndpointUrl url = new EndpointUrl("http", EndpointUrl.Kind.ADDRESS, "127.0.0.1", 0, "");
        HttpConnector connector = new HttpConnector(new EndpointConfig("test", url, context.settings(), "test"),
                context, () -> List.of(new LoopbackListener(0)));
        last.set(connector);
        return connector;
    }

    @Override
    protected SettingValues settings() {
        return new SettingValues(null, Map.of(Settings.EXECUTION, new SettingValues.Value(execution, "test")));
    }

    @Override
    protected Map<String, Long> leakCounters() {
        HttpConnector connector = last.get();
        return connector == null
                ? Map.of()
                : Map.of("connections", (long) connector.connections(), "blocks", (long) connector.blocksInUse());
    }
}
