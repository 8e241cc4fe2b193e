package dev.lanner.launcher.server;

import dev.lanner.spi.BoundEndpoint;
import dev.lanner.spi.Connector;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.ConnectorFactory;
import dev.lanner.spi.StopResult;
import dev.lanner.spi.config.EndpointConfig;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/// A third connector: known by its service file alone, for endpoints named `pigeon`. It listens nowhere; a test carries
/// its requests.
public final class PigeonConnectorFactory implements ConnectorFactory {
    /// What the connector that runs was given; null when none runs.
    static final AtomicReference<ConnectorContext> RUNNING = new AtomicReference<>();

    @Override
    public boolean accepts(EndpointConfig endpoint) {
        return endpoint.name().equals("pigeon");
    }

    @Override
    public Connector create(EndpointConfig endpoint, ConnectorContext context) {
        return new Pigeon(endpoint, context);
    }

    private record Pigeon(EndpointConfig endpoint, ConnectorContext context) implements Connector {

        @Override
        public List<BoundEndpoint> start() {
            RUNNING.set(context);
            return List.of(new BoundEndpoint(endpoint.name(), "http://pigeon",
                    InetSocketAddress.createUnresolved("pigeon", 1)));
        }

        @Override
        public void pause() {
            // nothing comes in by itself
        }

        @Override
        public StopResult stop(Duration grace) {
            RUNNING.set(null);
            return StopResult.GRACEFUL;
        }
    }
}
