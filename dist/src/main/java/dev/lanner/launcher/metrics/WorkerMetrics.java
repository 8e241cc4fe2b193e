package dev.lanner.launcher.metrics;

import dev.lanner.worker.supervisor.WorkerStatus;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The worker processes. While a web application is replaced both versions may have a worker of the same number: what is
/// counted is summed up then. For one thread, once.
final class WorkerMetrics {
    private static final double NANOS = 1e9;

    private final Map<Labels, Double> states = new LinkedHashMap<>();
    private final Map<Labels, Double> memory = new LinkedHashMap<>();
    private final Map<Labels, Double> running = new LinkedHashMap<>();
    private final Map<Labels, Double> startTimes = new LinkedHashMap<>();
    private final Map<Labels, Double> requests = new LinkedHashMap<>();
    private final Map<Labels, Double> starts = new LinkedHashMap<>();
    private final Map<Labels, Double> ends = new LinkedHashMap<>();

    private WorkerMetrics() {
    }

    static void addTo(List<MetricSnapshot> all, List<WorkerStatus> workers) {
        if (workers.isEmpty()) {
            return;
        }
        WorkerMetrics metrics = new WorkerMetrics();
        workers.forEach(metrics::add);
        all.add(gauge("lanner_worker_state", "1 for the state that a worker is in", metrics.states));
        all.add(gauge("lanner_worker_memory_bytes", "Memory of worker processes in RAM", metrics.memory));
        all.add(gauge("lanner_worker_active_requests", "Requests and tunnels that a worker process serves",
                metrics.running));
        all.add(gauge("lanner_worker_start_duration_seconds",
                "How long the last start of a worker took until it was ready",
                metrics.startTimes));
        all.add(counter("lanner_worker_requests", "Requests that a worker process was given", metrics.requests));
        all.add(counter("lanner_worker_starts", "Worker processes that were started", metrics.starts));
        all.add(counter("lanner_worker_ends",
                "Worker processes that have ended, by kind: failed (never ready), crashed, "
                        + "idle (nothing to do), recycled (age, requests or memory)",
                metrics.ends));
    }

    private void add(WorkerStatus worker) {
        String context = worker.context().toString();
        String index = Integer.toString(worker.index());
        Labels own = Labels.of("context", context, "worker", index);
        Labels process = own.add("pid", worker.pid() == 0 ? "" : Long.toString(worker.pid()));
        states.put(process.add("state", worker.state().name().toLowerCase(Locale.ROOT)), 1.0);
        if (worker.pid() != 0) {
            running.put(process, (double) worker.load().running());
            requests.put(process, (double) worker.load().served());
            if (worker.load().memory() >= 0) {
                memory.put(process, (double) worker.load().memory());
            }
        }
        WorkerStatus.Counts counts = worker.counts();
        if (counts.startTime().isPositive()) {
            startTimes.put(own, counts.startTime().toNanos() / NANOS);
        }
        sum(starts, own, null, counts.starts());
        sum(ends, own, "failed", counts.failures());
        sum(ends, own, "crashed", counts.crashes());
        sum(ends, own, "idle", counts.idleStops());
        sum(ends, own, "recycled", counts.recycles());
    }

    private static void sum(Map<Labels, Double> into, Labels labels, @Nullable String kind, long count) {
        into.merge(kind == null ? labels : labels.add("kind", kind), (double) count, Double::sum);
    }

    private static GaugeSnapshot gauge(String name, String help, Map<Labels, Double> values) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
        values.forEach((labels, value) -> gauge
                .dataPoint(GaugeDataPointSnapshot.builder().labels(labels).value(value).build()));
        return gauge.build();
    }

    private static CounterSnapshot counter(String name, String help, Map<Labels, Double> values) {
        CounterSnapshot.Builder counter = CounterSnapshot.builder().name(name).help(help);
        values.forEach((labels, value) -> counter.dataPoint(
                CounterSnapshot.CounterDataPointSnapshot.builder().labels(labels).value(value).build()));
        return counter.build();
    }
}
