package dev.lanner.launcher.server;

import dev.lanner.spi.BoundEndpoint;
import dev.lanner.spi.Connector;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.ConnectorFactory;
import dev.lanner.spi.StopResult;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.features.ServerAddressesFeature;
import dev.lanner.spi.metrics.ConnectorStatistics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;

/// The connectors of a server: all started, or none.
final class Endpoints implements ServerAddressesFeature {
    private final List<Connector> connectors = new CopyOnWriteArrayList<>();
    private final List<BoundEndpoint> bound = new CopyOnWriteArrayList<>();

    /// Makes and starts a connector for each endpoint.
    ///
    /// @throws LauncherException when one can't be started; none listens then
    void start(List<EndpointConfig> endpoints, ConnectorContext context) throws LauncherException {
        List<ConnectorFactory> factories = new ArrayList<>();
        for (ConnectorFactory factory : ServiceLoader.load(ConnectorFactory.class,
                Endpoints.class.getClassLoader())) {
            factories.add(factory);
        }
        boolean started = false;
        try {
            List<Connector> made = new ArrayList<>();
            for (EndpointConfig endpoint : endpoints) {
                made.add(make(endpoint, factories, context));
            }
            for (Connector connector : made) {
                connectors.add(connector);
                bound.addAll(connector.start());
            }
            started = true;
        } catch (IOException e) {
            throw new LauncherException(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
        } catch (UncheckedIOException e) {
            throw new LauncherException(ExitCode.FAILED, "LNR-5316: " + e.getMessage() + ": " + e.getCause(),
                    e);
        } finally {
            if (!started) {
                stop(Duration.ZERO);
            }
        }
    }

    private static Connector make(EndpointConfig endpoint, List<ConnectorFactory> factories, ConnectorContext context)
            throws LauncherException {
        try {
            for (ConnectorFactory factory : factories) {
                if (factory.accepts(endpoint)) {
                    return factory.create(endpoint, context);
                }
            }
        } catch (IllegalArgumentException e) {
            throw new LauncherException(ExitCode.USAGE, endpoint.origin() + ": endpoint '" + endpoint.name() + "': "
                    + e.getMessage(), e);
        }
        throw new LauncherException(ExitCode.USAGE, "LNR-5307: " + endpoint.origin() + ": endpoint '"
                + endpoint.name() + "': no connector of this distribution serves " + endpoint.url());
    }

    @Override
    public List<BoundEndpoint> addresses() {
        return bound;
    }

    /// What is counted of the connections at each endpoint.
    List<ConnectorStatistics> statistics() {
        List<ConnectorStatistics> all = new ArrayList<>();
        for (Connector connector : connectors) {
            ConnectorStatistics own = connector.statistics();
            if (own != null) {
                all.add(own);
            }
        }
        return all;
    }

    /// Stops accepting everywhere at once, then waits for running requests.
    StopResult stop(Duration grace) {
        long deadline = System.nanoTime() + grace.toNanos();
        for (Connector connector : connectors) {
            connector.pause();
        }
        StopResult result = StopResult.GRACEFUL;
        for (Connector connector : connectors) {
            Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
            if (connector.stop(left) == StopResult.FORCED) {
                result = StopResult.FORCED;
            }
        }
        return result;
    }
}
