package dev.lanner.launcher.metrics;

import dev.lanner.deploy.resource.PoolStatistics;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;

/// The pools of database connections, by the OpenTelemetry conventions for database clients. Stateless.
final class PoolMetrics {
    private PoolMetrics() {
    }

    static void addTo(List<MetricSnapshot> all, List<PoolStatistics> pools) {
        if (pools.isEmpty()) {
            return;
        }
        GaugeSnapshot.Builder count = GaugeSnapshot.builder().name("db_client_connection_count")
                .help("Connections of a pool, by their state");
        GaugeSnapshot.Builder max = GaugeSnapshot.builder().name("db_client_connection_max")
                .help("Connections that a pool may have");
        GaugeSnapshot.Builder pending = GaugeSnapshot.builder().name("db_client_connection_pending_requests")
                .help("Threads that wait for a connection of a pool");
        for (PoolStatistics pool : pools) {
            count.dataPoint(point(labels(pool, "used"), pool.counts().active()));
            count.dataPoint(point(labels(pool, "idle"), pool.counts().idle()));
            max.dataPoint(point(labels(pool, ""), pool.max()));
            pending.dataPoint(point(labels(pool, ""), pool.counts().pending()));
        }
        all.add(count.build());
        all.add(max.build());
        all.add(pending.build());
    }

    private static Labels labels(PoolStatistics pool, String state) {
        Labels.Builder labels = Labels.builder().label("context", pool.context())
                .label("db_client_connection_pool_name", pool.name());
        return (state.isEmpty() ? labels : labels.label("db_client_connection_state", state)).build();
    }

    private static GaugeDataPointSnapshot point(Labels labels, int value) {
        return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
    }
}
