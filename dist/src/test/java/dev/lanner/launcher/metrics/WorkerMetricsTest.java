package dev.lanner.launcher.metrics;

import dev.lanner.deploy.ContextName;
import dev.lanner.worker.supervisor.WorkerState;
import dev.lanner.worker.supervisor.WorkerStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class WorkerMetricsTest {

    private static WorkerStatus status(WorkerState state, long pid, long starts) {
        return new WorkerStatus(new ContextName("/shop"), 0, state, Instant.EPOCH, pid, Duration.ZERO,
                pid == 0 ? WorkerStatus.Load.NONE : new WorkerStatus.Load(1, 5, -1),
                new WorkerStatus.Counts(starts, 1, 0, 0, 0, Duration.ofMillis(500)), null);
    }

    private static String text(List<WorkerStatus> workers) throws Exception {
        return new MetricsText(new RequestMetrics(), List::of, List::of, List::of, () -> workers, List::of).text();
    }

    @Test
    void aServerWithoutWorkersTellsNothingOfThem() throws Exception {
        assertFalse(text(List.of()).contains("lanner_worker"));
    }

    @Test
    void whileOneReplacesAnotherBothAreThereAndCountsAreSummedUp() throws Exception {
        String text = text(List.of(status(WorkerState.RETIRING, 11, 0), status(WorkerState.READY, 12, 2),
                status(WorkerState.IDLE, 0, 1), status(WorkerState.IDLE, 0, 1)));

        for (String line : List.of(
                "lanner_worker_state{context=\"/shop\",pid=\"11\",state=\"retiring\",worker=\"0\"} 1.0",
                "lanner_worker_state{context=\"/shop\",pid=\"12\",state=\"ready\",worker=\"0\"} 1.0",
                "lanner_worker_state{context=\"/shop\",pid=\"\",state=\"idle\",worker=\"0\"} 1.0",
                "lanner_worker_requests_total{context=\"/shop\",pid=\"12\",worker=\"0\"} 5.0",
                "lanner_worker_starts_total{context=\"/shop\",worker=\"0\"} 4.0",
                "lanner_worker_ends_total{context=\"/shop\",kind=\"failed\",worker=\"0\"} 4.0",
                "lanner_worker_start_duration_seconds{context=\"/shop\",worker=\"0\"} 0.5")) {
            assertTrue(text.contains(line), () -> line + " is not in\n" + text);
        }
        assertFalse(text.contains("lanner_worker_memory_bytes{"), "it is not known");
    }
}
