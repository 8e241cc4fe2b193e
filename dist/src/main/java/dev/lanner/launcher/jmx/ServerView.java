package dev.lanner.launcher.jmx;

import dev.lanner.container.ContextInfo;
import dev.lanner.launcher.admin.Health;
import dev.lanner.launcher.metrics.RequestMetrics;
import dev.lanner.spi.BoundEndpoint;
import dev.lanner.spi.features.ServerAddressesFeature;
import dev.lanner.spi.metrics.ConnectorStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/// What the MBean shows, read anew at each call.
///
/// @param version the server's version
/// @param health where the server is in its life
/// @param requests what was measured
/// @param addresses where it listens
/// @param connectors the connections of now
/// @param contexts the contexts of now
public record ServerView(String version, Health health, RequestMetrics requests, ServerAddressesFeature addresses,
        Supplier<List<ConnectorStatistics>> connectors,
        Supplier<List<ContextInfo>> contexts) implements ServerMXBean {

    @Override
    public String getVersion() {
        return version;
    }

    @Override
    public String getState() {
        return health.phase().name().toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean isReady() {
        return health.ready();
    }

    @Override
    public List<String> getUrls() {
        return addresses.addresses().stream().map(BoundEndpoint::url).toList();
    }

    @Override
    public Map<String, String> getContexts() {
        Map<String, String> states = new TreeMap<>();
        for (ContextInfo context : contexts.get()) {
            states.put(path(context), context.state().name().toLowerCase(Locale.ROOT));
        }
        return states;
    }

    @Override
    public Map<String, Integer> getActiveRequests() {
        Map<String, Integer> active = new TreeMap<>();
        for (ContextInfo context : contexts.get()) {
            active.put(path(context), context.activeRequests());
        }
        return active;
    }

    private static String path(ContextInfo context) {
        return context.id().toString();
    }

    @Override
    public Map<String, Long> getActiveConnections() {
        return byEndpoint(ConnectorStatistics::active);
    }

    @Override
    public Map<String, Long> getUpgradedConnections() {
        return byEndpoint(ConnectorStatistics::upgraded);
    }

    @Override
    public Map<String, Long> getActiveStreams() {
        return byEndpoint(one -> one.streams().active());
    }

    @Override
    public Map<String, Integer> getQueuedRequests() {
        Map<String, Integer> queued = new TreeMap<>();
        for (ContextInfo context : contexts.get()) {
            queued.put(path(context), context.queue().waiting());
        }
        return queued;
    }

    private Map<String, Long> byEndpoint(ToLongFunction<ConnectorStatistics> value) {
        Map<String, Long> counts = new TreeMap<>();
        for (ConnectorStatistics one : connectors.get()) {
            counts.merge(one.endpoint(), value.applyAsLong(one), Long::sum);
        }
        return counts;
    }

    @Override
    public long getRequests() {
        return requests.requests();
    }

    @Override
    public long getRejectedRequests() {
        return requests.rejections();
    }
}
