package dev.lanner.launcher.metrics;

import dev.lanner.spi.metrics.ConnectorStatistics;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.Map;

/// The streams of HTTP/2 as metrics.
final class StreamMetrics {
    private StreamMetrics() {
    }

    static void addTo(List<MetricSnapshot> all, List<ConnectorStatistics> now) {
        all.add(MetricsText.gauge("lanner_http2_active_streams", "Streams of HTTP/2 whose request is not over", now,
                one -> one.streams().active()));
        all.add(MetricsText.counter("lanner_http2_streams", "Streams of HTTP/2 that became requests", now,
                one -> one.streams().opened()));
        all.add(MetricsText.counter("lanner_http2_refused_streams",
                "Streams of HTTP/2 above the limit of their connection", now, one -> one.streams().refused()));
        all.add(MetricsText.counter("lanner_http2_held_connections",
                "How often a connection waited as bodies of HTTP/2 held more unread bytes than http2-unread-budget",
                now,
                one -> one.streams().held()));
        CounterSnapshot.Builder resets = CounterSnapshot.builder().name("lanner_http2_reset_streams")
                .help("Streams of HTTP/2 that were reset, by side and error code");
        for (ConnectorStatistics one : now) {
            add(resets, one.endpoint(), "client", one.streams().resetsByClient());
            add(resets, one.endpoint(), "server", one.streams().resetsByServer());
        }
        all.add(resets.build());
    }

    private static void add(CounterSnapshot.Builder resets, String endpoint, String side, Map<String, Long> counts) {
        counts.forEach((code, count) -> resets.dataPoint(
                MetricsText.counter(Labels.of("endpoint", endpoint, "side", side, "error_code", code), count)));
    }
}
