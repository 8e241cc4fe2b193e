package dev.lanner.launcher.server;

import dev.lanner.deploy.ContextName;
import dev.lanner.worker.supervisor.WorkerState;
import dev.lanner.worker.supervisor.WorkerStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class WorkerTableTest {
    private static final Instant SINCE = Instant.parse("2026-01-02T03:04:05Z");

    private static WorkerStatus status(WorkerState state, long pid, WorkerStatus.Load load, WorkerStatus.Counts counts,
            WorkerStatus.@Nullable LastExit exit) {
        return new WorkerStatus(new ContextName("/shop"), 1, state, SINCE, pid, Duration.ofSeconds(7), load, counts,
                exit);
    }

    private static String text(WorkerStatus status) {
        StringBuilder text = new StringBuilder();
        new WorkerTable(List.of(status)).text(text);
        return text.toString();
    }

    private static String json(WorkerStatus status) {
        StringBuilder text = new StringBuilder("{\"path\": \"/shop\"");
        new WorkerTable(List.of(status)).json(text);
        return text.append('}').toString();
    }

    @Test
    void oneThatHasNotBeenStartedHasNoProcess() {
        WorkerStatus idle = status(WorkerState.IDLE, 0, WorkerStatus.Load.NONE, WorkerStatus.Counts.NONE, null);

        assertEquals("  worker 1: idle, since 2026-01-02T03:04:05Z\n", text(idle));
        assertTrue(json(idle).contains("\"state\": \"idle\", \"pid\": null, \"since\": \"2026-01-02T03:04:05Z\""),
                json(idle));
        assertTrue(json(idle).contains("\"memoryBytes\": null"), json(idle));
    }

    @Test
    void whatHasHappenedIsTold() {
        WorkerStatus retiring = status(WorkerState.RETIRING, 4711, new WorkerStatus.Load(2, 1, 3 << 20),
                new WorkerStatus.Counts(3, 1, 2, 0, 0, Duration.ofMillis(500)),
                new WorkerStatus.LastExit(SINCE, 137, false, "killed\n\"again\""));

        assertEquals("  worker 1: retiring, pid 4711, since 2026-01-02T03:04:05Z, 3 MiB, 1 request (2 running), "
                + "2 restarts, 2 crashes, 1 failed start\n    last end at 2026-01-02T03:04:05Z, exit code 137: killed\n"
                + "      \"again\"\n", text(retiring));
        assertEquals("{\"path\": \"/shop\", \"workers\": [{\"index\": 1, \"state\": \"retiring\", \"pid\": 4711, "
                + "\"since\": \"2026-01-02T03:04:05Z\", \"ageSeconds\": 7, \"memoryBytes\": 3145728, \"requests\": 1, "
                + "\"activeRequests\": 2, \"starts\": 3, \"restarts\": 2, \"crashes\": 2, \"failedStarts\": 1, "
                + "\"idleStops\": 0, \"recycles\": 0, \"startMillis\": 500, \"lastExit\": {\"at\": "
                + "\"2026-01-02T03:04:05Z\", \"code\": 137, \"asked\": false, "
                + "\"reason\": \"killed\\u000a\\\"again\\\"\"}}]}", json(retiring));
    }

    @Test
    void oneThatCouldNotBeStartedHasNoExitCode() {
        WorkerStatus failed = status(WorkerState.BACKING_OFF, 0, WorkerStatus.Load.NONE, WorkerStatus.Counts.NONE,
                new WorkerStatus.LastExit(SINCE, -1, false, "LNR-7126: no room"));

        assertEquals("  worker 1: backing-off, since 2026-01-02T03:04:05Z\n    last end at 2026-01-02T03:04:05Z, "
                + "no process: LNR-7126: no room\n", text(failed));
        assertTrue(json(failed).contains("\"code\": null"), json(failed));
    }
}
