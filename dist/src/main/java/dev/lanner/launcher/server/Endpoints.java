package dev.lanner.launcher.server;

import dev.lanner.spi.BoundEndpoint;
import dev.lanner.spi.Connector;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.StopResult;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.features.ServerAddressesFeature;
import dev.lanner.spi.metrics.ConnectorStatistics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The connectors of a server: all started, or none. While the server runs, changed endpoints are exchanged.
final class Endpoints implements ServerAddressesFeature {
    /// One endpoint that listens.
    ///
    /// @param config what it runs with
    /// @param bound its addresses
    record Running(EndpointConfig config, Connector connector, List<BoundEndpoint> bound) {
    }

    private final ReentrantLock changes = new ReentrantLock();
    /// Written under changes.
    private volatile List<Running> running = List.of();
    /// Connectors that listen no more and whose requests may end.
    private final List<Connector> leaving = new CopyOnWriteArrayList<>();
    /// Guarded by changes.
    private @Nullable ConnectorChoice choice;
    /// Guarded by changes.
    private boolean stopped;

    /// Makes and starts a connector for each endpoint.
    ///
    /// @throws LauncherException when one can't be started; none listens then
    void start(List<EndpointConfig> endpoints, ConnectorContext context) throws LauncherException {
        boolean started = false;
        changes.lock();
        try {
            ConnectorChoice made = new ConnectorChoice(context);
            choice = made;
            List<Connector> connectors = new ArrayList<>();
            for (EndpointConfig endpoint : endpoints) {
                connectors.add(made.make(endpoint));
            }
            List<Running> begun = new ArrayList<>();
            for (int i = 0; i < endpoints.size(); i++) {
                leaving.add(connectors.get(i));
                begun.add(start(endpoints.get(i), connectors.get(i)));
                running = List.copyOf(begun);
                leaving.remove(connectors.get(i));
            }
            started = true;
        } finally {
            changes.unlock();
            if (!started) {
                stop(Duration.ZERO);
            }
        }
    }

    private static Running start(EndpointConfig endpoint, Connector connector) throws LauncherException {
        try {
            return new Running(endpoint, connector, connector.start());
        } catch (IOException e) {
            throw new LauncherException(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
        } catch (UncheckedIOException e) {
            throw new LauncherException(ExitCode.FAILED, "LNR-5316: " + e.getMessage() + ": " + e.getCause(), e);
        }
    }

    /// Exchanges what has changed: new endpoints start, then those that are gone or changed stop to listen and let their
    /// requests end. An endpoint that says the same as before is not touched.
    ///
    /// @param grace how long requests of an endpoint that is gone or changed may take
    /// @return what was done, a line for each endpoint
    /// @throws LauncherException when a new one can't be made or started, and everything is as it was before; or when one
    ///   that keeps its address can't be changed, which then runs as before, while the others have been changed
    List<String> reload(List<EndpointConfig> next, Duration grace) throws LauncherException {
        changes.lock();
        try {
            ConnectorChoice made = choice;
            if (stopped || made == null) {
                throw new LauncherException(ExitCode.FAILED, "LNR-5242: the server is stopping");
            }
            EndpointExchange exchange = new EndpointExchange(made, running, next);
            running = exchange.run();
            for (Connector old : exchange.replaced()) {
                letGo(old, grace);
            }
            List<String> report = new ArrayList<>(exchange.report());
            if (!exchange.failures().isEmpty()) {
                report.addAll(exchange.failures());
                throw new LauncherException(ExitCode.FAILED, String.join("\n", report));
            }
            return report;
        } finally {
            changes.unlock();
        }
    }

    private void letGo(Connector old, Duration grace) {
        leaving.add(old);
        old.pause();
        Thread.ofPlatform().daemon().name("lanner-endpoint-stop").start(() -> {
            old.stop(grace);
            leaving.remove(old);
        });
    }

    /// What listens now.
    List<Running> running() {
        return running;
    }

    @Override
    public List<BoundEndpoint> addresses() {
        List<BoundEndpoint> all = new ArrayList<>();
        for (Running each : running) {
            all.addAll(each.bound());
        }
        return all;
    }

    /// What is counted of the connections at each endpoint.
    List<ConnectorStatistics> statistics() {
        List<ConnectorStatistics> all = new ArrayList<>();
        for (Running each : running) {
            ConnectorStatistics own = each.connector().statistics();
            if (own != null) {
                all.add(own);
            }
        }
        return all;
    }

    /// Stops accepting everywhere at once, then waits for running requests.
    StopResult stop(Duration grace) {
        long deadline = System.nanoTime() + grace.toNanos();
        List<Connector> all = new ArrayList<>();
        changes.lock();
        try {
            stopped = true;
            for (Running each : running) {
                all.add(each.connector());
            }
            all.addAll(leaving);
        } finally {
            changes.unlock();
        }
        for (Connector connector : all) {
            connector.pause();
        }
        StopResult result = StopResult.GRACEFUL;
        for (Connector connector : all) {
            Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
            if (connector.stop(left) == StopResult.FORCED) {
                result = StopResult.FORCED;
            }
        }
        return result;
    }
}
