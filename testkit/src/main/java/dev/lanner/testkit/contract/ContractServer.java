package dev.lanner.testkit.contract;

import dev.lanner.spi.Application;
import dev.lanner.spi.BoundEndpoint;
import dev.lanner.spi.Connector;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.StopResult;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.log.RequestLog;
import dev.lanner.spi.log.RequestLogEntry;
import dev.lanner.spi.metrics.ConnectorStatistics;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.RawClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// A running connector with an application that can be exchanged and what was seen of its requests.
final class ContractServer implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final ConnectorContract subject;
    private final Connector connector;
    private final List<BoundEndpoint> endpoints;
    private final List<String> dispatched = new CopyOnWriteArrayList<>();
    private final List<AssertionError> failures = new CopyOnWriteArrayList<>();
    private final List<RequestLogEntry> entries = new CopyOnWriteArrayList<>();
    private final AtomicInteger running = new AtomicInteger();
    private volatile Application application = exchange -> {
    };

    ContractServer(ConnectorContract subject, Map<Setting<?>, Object> settings) {
        this.subject = subject;
        Map<Setting<?>, SettingValues.Value> own = new HashMap<>();
        // idle clients of a test don't hold up its end
        own.put(Settings.KEEP_ALIVE_DRAIN_TIME, new SettingValues.Value(Duration.ZERO, "test"));
        settings.forEach((setting, value) -> own.put(setting, new SettingValues.Value(value, "test")));
        ConnectorContext context = new ConnectorContext(this::serve, new SettingValues(subject.settings(), own),
                new FeatureCollection(), new Log());
        try {
            connector = subject.connector(context);
            endpoints = connector.start();
        } catch (Exception e) {
            throw new AssertionError("the connector does not start", e);
        }
    }

    void application(Application next) {
        awaitIdle();
        dispatched.clear();
        failures.clear();
        entries.clear();
        application = next;
    }

    RawClient connect() throws IOException {
        return subject.connect(address());
    }

    SocketAddress address() {
        return endpoints.getFirst().address();
    }

    boolean overTcp() {
        return address() instanceof InetSocketAddress;
    }

    /// The paths of the requests that the application saw.
    List<String> dispatched() {
        return List.copyOf(dispatched);
    }

    List<RequestLogEntry> log() {
        return List.copyOf(entries);
    }

    /// What the connector has counted.
    ConnectorStatistics statistics() {
        return Objects.requireNonNull(connector.statistics(), "it counts nothing");
    }

    List<AssertionError> failures() {
        return List.copyOf(failures);
    }

    void pause() {
        connector.pause();
    }

    StopResult stop(Duration grace) {
        return connector.stop(grace);
    }

    void awaitIdle() {
        Eventually.until("no request runs", () -> running.get() == 0);
    }

    @Override
    public void close() {
        connector.stop(GRACE);
        awaitIdle();
    }

    private void serve(FeatureCollection exchange) throws Exception {
        running.incrementAndGet();
        try {
            dispatched.add(exchange.require(Features.REQUEST).target().path());
            application.handle(exchange);
        } catch (AssertionError e) {
            failures.add(e);
            throw e;
        } finally {
            running.decrementAndGet();
        }
    }

    private final class Log implements RequestLog {
        @Override
        public boolean wantsAll() {
            return true;
        }

        @Override
        public void log(RequestLogEntry entry) {
            entries.add(entry);
        }
    }
}
