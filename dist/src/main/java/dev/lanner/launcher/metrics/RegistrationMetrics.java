package dev.lanner.launcher.metrics;

import dev.lanner.worker.sharing.RegisteredProcess;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The processes that have registered prefixes here. Stateless.
final class RegistrationMetrics {
    private RegistrationMetrics() {
    }

    static void addTo(List<MetricSnapshot> all, List<RegisteredProcess> processes) {
        if (processes.isEmpty()) {
            return;
        }
        Map<Labels, Double> running = new LinkedHashMap<>();
        Map<Labels, Double> served = new LinkedHashMap<>();
        for (RegisteredProcess process : processes) {
            Labels labels = Labels.of("name", process.wanted().name(), "user", process.user(), "pid",
                    Long.toString(process.wanted().pid()));
            // what a process says of itself need not be unique
            running.merge(labels, (double) process.running(), Double::sum);
            served.merge(labels, (double) process.served(), Double::sum);
        }
        GaugeSnapshot.Builder active = GaugeSnapshot.builder().name("lanner_registered_process_active_requests")
                .help("Requests and tunnels that are with a process that has registered prefixes here");
        running.forEach((labels, value) -> active
                .dataPoint(GaugeDataPointSnapshot.builder().labels(labels).value(value).build()));
        CounterSnapshot.Builder requests = CounterSnapshot.builder().name("lanner_registered_process_requests")
                .help("Requests that were given to a process that has registered prefixes here");
        served.forEach((labels, value) -> requests
                .dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder().labels(labels).value(value).build()));
        all.add(active.build());
        all.add(requests.build());
    }
}
