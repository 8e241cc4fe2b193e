package dev.lanner.launcher.metrics;

import dev.lanner.container.ContextInfo;
import dev.lanner.deploy.resource.PoolStatistics;
import dev.lanner.spi.metrics.ConnectionDurations;
import dev.lanner.spi.metrics.ConnectorStatistics;
import dev.lanner.spi.metrics.DurationHistogram;
import dev.lanner.worker.sharing.RegisteredProcess;
import dev.lanner.worker.supervisor.WorkerStatus;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/// All metrics in the text format of Prometheus, with the names of the OpenTelemetry conventions where there are some.
public final class MetricsText {
    /// The content type of [#text()].
    public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private final RequestMetrics requests;
    private final Supplier<List<ConnectorStatistics>> connectors;
    private final Supplier<List<ContextInfo>> contexts;
    private final Supplier<List<PoolStatistics>> pools;
    private final Supplier<List<WorkerStatus>> workers;
    private final Supplier<List<RegisteredProcess>> registered;
    private final PrometheusRegistry jvm = new PrometheusRegistry();
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();

    /// @param connectors asked at each scrape
    /// @param contexts asked at each scrape
    /// @param pools asked at each scrape
    /// @param workers asked at each scrape
    /// @param registered asked at each scrape
    public MetricsText(RequestMetrics requests, Supplier<List<ConnectorStatistics>> connectors,
            Supplier<List<ContextInfo>> contexts, Supplier<List<PoolStatistics>> pools,
            Supplier<List<WorkerStatus>> workers, Supplier<List<RegisteredProcess>> registered) {
        this.workers = workers;
        this.registered = registered;
        this.pools = pools;
        this.requests = requests;
        this.connectors = connectors;
        this.contexts = contexts;
        JvmMetrics.builder().register(jvm);
    }

    /// The text of now.
    public String text() throws IOException {
        List<MetricSnapshot> all = new ArrayList<>();
        addRequests(all);
        List<ConnectorStatistics> now = connectors.get();
        addConnections(all, now);
        StreamMetrics.addTo(all, now);
        addContexts(all);
        PoolMetrics.addTo(all, pools.get());
        WorkerMetrics.addTo(all, workers.get());
        RegistrationMetrics.addTo(all, registered.get());
        jvm.scrape().forEach(all::add);
        ByteArrayOutputStream out = new ByteArrayOutputStream(16 << 10);
        writer.write(out, new MetricSnapshots(all), EscapingScheme.UNDERSCORE_ESCAPING);
        return out.toString(StandardCharsets.UTF_8);
    }

    private void addRequests(List<MetricSnapshot> all) {
        HistogramSnapshot.Builder durations = HistogramSnapshot.builder().name("http_server_request_duration_seconds")
                .help("Requests from their head to their end");
        requests.forEachSeries((series, snapshot) -> durations.dataPoint(histogram(labels(series), snapshot)));
        all.add(durations.build());
        CounterSnapshot.Builder reasons = CounterSnapshot.builder().name("lanner_rejected_requests")
                .help("Requests that were rejected or broken off, by their reason");
        requests.forEachReason((reason, count) -> reasons.dataPoint(counter(Labels.of("reason", reason), count)));
        all.add(reasons.build());
        all.add(CounterSnapshot.builder().name("lanner_overflowed_requests")
                .help("Requests that were measured under http_request_method=\"_OTHER\" and status 0, as there are "
                        + "too many different ones")
                .dataPoint(counter(Labels.EMPTY, requests.overflowed())).build());
    }

    private static Labels labels(RequestMetrics.Series series) {
        Labels.Builder labels = Labels.builder().label("http_request_method", series.method())
                .label("http_response_status_code", Integer.toString(series.status()))
                .label("http_route", series.route()).label("network_protocol_version", series.version())
                .label("url_scheme", series.scheme()).label("error_type", series.error());
        series.tags().forEach((name, value) -> {
            String label = "tag_" + name.replace('.', '_');
            labels.label(label, value);
        });
        return labels.build();
    }

    private static void addConnections(List<MetricSnapshot> all, List<ConnectorStatistics> now) {
        all.add(gauge("lanner_active_connections", "Open connections that speak HTTP", now,
                ConnectorStatistics::active));
        all.add(gauge("lanner_upgraded_connections", "Open connections that left HTTP, such as WebSockets", now,
                ConnectorStatistics::upgraded));
        all.add(gauge("lanner_active_tls_handshakes", "TLS handshakes that are under way", now,
                ConnectorStatistics::handshakes));
        all.add(counter("lanner_accepted_connections", "Connections that were accepted", now,
                ConnectorStatistics::accepted));
        all.add(counter("lanner_rejected_connections", "Connections that were closed at once, as there were too many",
                now, ConnectorStatistics::refused));
        all.add(counter("lanner_failed_tls_handshakes", "TLS handshakes that failed", now,
                ConnectorStatistics::failedHandshakes));
        HistogramSnapshot.Builder lives = HistogramSnapshot.builder().name("lanner_connection_duration_seconds")
                .help("Connections from their start to their end");
        HistogramSnapshot.Builder handshakes = HistogramSnapshot.builder().name("lanner_tls_handshake_duration_seconds")
                .help("TLS handshakes that were completed");
        for (ConnectorStatistics one : now) {
            Labels labels = Labels.of("endpoint", one.endpoint());
            for (ConnectionDurations kind : one.durations()) {
                lives.dataPoint(histogram(labels.merge(ofKind(kind)), kind.durations()));
            }
            handshakes.dataPoint(histogram(labels, one.handshakeDurations()));
        }
        all.add(lives.build());
        all.add(handshakes.build());
    }

    private static Labels ofKind(ConnectionDurations kind) {
        return Labels.of("network_protocol_name", kind.protocolName(), "network_protocol_version",
                kind.protocolVersion(), "tls_protocol_version", kind.tlsVersion());
    }

    private void addContexts(List<MetricSnapshot> all) {
        GaugeSnapshot.Builder active = GaugeSnapshot.builder().name("http_server_active_requests")
                .help("Requests that are being served, by context");
        GaugeSnapshot.Builder states = GaugeSnapshot.builder().name("lanner_context_state")
                .help("1 for the state that a context is in");
        GaugeSnapshot.Builder queued = GaugeSnapshot.builder().name("lanner_queued_requests")
                .help("Requests that wait for their turn, by context");
        CounterSnapshot.Builder waited = CounterSnapshot.builder().name("lanner_waited_requests")
                .help("Requests that have waited for their turn and were served, by context");
        CounterSnapshot.Builder refused = CounterSnapshot.builder().name("lanner_refused_requests")
                .help("Requests for which there was no turn, by context and reason");
        for (ContextInfo context : contexts.get()) {
            String path = context.id().toString();
            active.dataPoint(point(Labels.of("context", path), context.activeRequests()));
            states.dataPoint(point(
                    Labels.of("context", path, "state", context.state().name().toLowerCase(Locale.ROOT)), 1));
            Labels own = Labels.of("context", path);
            queued.dataPoint(point(own, context.queue().waiting()));
            waited.dataPoint(counter(own, context.queue().waited()));
            refused.dataPoint(
                    counter(Labels.of("context", path, "reason", "request-queue-full"), context.queue().full()));
            refused.dataPoint(
                    counter(Labels.of("context", path, "reason", "request-queue-timeout"), context.queue().late()));
        }
        all.addAll(List.of(active.build(), states.build(), queued.build(), waited.build(), refused.build()));
    }

    static GaugeSnapshot gauge(String name, String help, List<ConnectorStatistics> now,
            ToLongFunction<ConnectorStatistics> value) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
        for (ConnectorStatistics one : now) {
            gauge.dataPoint(point(Labels.of("endpoint", one.endpoint()), value.applyAsLong(one)));
        }
        return gauge.build();
    }

    static CounterSnapshot counter(String name, String help, List<ConnectorStatistics> now,
            ToLongFunction<ConnectorStatistics> value) {
        CounterSnapshot.Builder counter = CounterSnapshot.builder().name(name).help(help);
        for (ConnectorStatistics one : now) {
            counter.dataPoint(counter(Labels.of("endpoint", one.endpoint()), value.applyAsLong(one)));
        }
        return counter.build();
    }

    private static GaugeDataPointSnapshot point(Labels labels, long value) {
        return GaugeDataPointSnapshot.builder().labels(labels).value((double) value).build();
    }

    static CounterDataPointSnapshot counter(Labels labels, long value) {
        return CounterDataPointSnapshot.builder().labels(labels).value((double) value).build();
    }

    private static HistogramDataPointSnapshot histogram(Labels labels, DurationHistogram.Snapshot snapshot) {
        return HistogramDataPointSnapshot.builder().labels(labels)
                .classicHistogramBuckets(ClassicHistogramBuckets.of(DurationHistogram.bounds(), snapshot.counts()))
                .sum(snapshot.seconds()).build();
    }
}
