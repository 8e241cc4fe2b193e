package dev.lanner.launcher.server;

import dev.lanner.worker.supervisor.WorkerState;
import dev.lanner.worker.supervisor.WorkerStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The workers of one web application for people and for programs. Loaded where there are some.
///
/// @param workers of one context
record WorkerTable(List<WorkerStatus> workers) {
    private static final long MIB = 1 << 20;

    /// A line for each, indented; below it how its last process ended.
    void text(StringBuilder text) {
        for (WorkerStatus worker : workers) {
            text.append("  worker ").append(worker.index()).append(": ").append(word(worker.state()));
            if (worker.pid() != 0) {
                text.append(", pid ").append(worker.pid());
            }
            // of a process that serves its start counts for people
            Instant since = worker.state() == WorkerState.READY
                    ? Instant.now().minus(worker.age())
                    : worker.since();
            text.append(", since ").append(since.truncatedTo(ChronoUnit.SECONDS));
            if (worker.pid() != 0) {
                process(worker, text);
            }
            counts(worker.counts(), text);
            text.append('\n');
            WorkerStatus.LastExit exit = worker.lastExit();
            if (exit != null) {
                exit(exit, text);
            }
        }
    }

    private static void process(WorkerStatus worker, StringBuilder text) {
        WorkerStatus.Load load = worker.load();
        if (load.memory() >= 0) {
            text.append(", ").append(load.memory() / MIB).append(" MiB");
        }
        text.append(", ").append(load.served()).append(load.served() == 1 ? " request" : " requests");
        if (load.running() > 0) {
            text.append(" (").append(load.running()).append(" running)");
        }
    }

    private static void counts(WorkerStatus.Counts counts, StringBuilder text) {
        count(restarts(counts), "restart", text);
        count(counts.crashes(), "crash", text);
        count(counts.failures(), "failed start", text);
    }

    private static void count(long count, String what, StringBuilder text) {
        if (count > 0) {
            text.append(", ").append(count).append(' ').append(what)
                    .append(count == 1 ? "" : what.endsWith("h") ? "es" : "s");
        }
    }

    private static void exit(WorkerStatus.LastExit exit, StringBuilder text) {
        text.append("    last end at ").append(exit.at().truncatedTo(ChronoUnit.SECONDS)).append(", ")
                .append(exit.code() < 0 ? "no process" : "exit code " + exit.code())
                .append(exit.asked() ? ", as it was told to" : "");
        if (!exit.reason().isBlank() && !exit.asked()) {
            text.append(": ").append(exit.reason().strip().replace("\n", "\n      "));
        }
        text.append('\n');
    }

    private static long restarts(WorkerStatus.Counts counts) {
        return Math.max(0, counts.starts() - 1);
    }

    private static String word(WorkerState state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The member `workers` of an object that has members: an array with an object for each.
    void json(StringBuilder text) {
        text.append(", \"workers\": [");
        for (int i = 0; i < workers.size(); i++) {
            text.append(i == 0 ? "" : ", ");
            json(workers.get(i), text);
        }
        text.append(']');
    }

    private static void json(WorkerStatus worker, StringBuilder text) {
        WorkerStatus.Load load = worker.load();
        WorkerStatus.Counts counts = worker.counts();
        text.append("{\"index\": ").append(worker.index());
        JsonText.member("state", word(worker.state()), text);
        text.append(", \"pid\": ").append(worker.pid() == 0 ? "null" : Long.toString(worker.pid()));
        JsonText.member("since", instant(worker.since()), text);
        text.append(", \"ageSeconds\": ").append(worker.age().toSeconds())
                .append(", \"memoryBytes\": ").append(load.memory() < 0 ? "null" : Long.toString(load.memory()))
                .append(", \"requests\": ").append(load.served())
                .append(", \"activeRequests\": ").append(load.running())
                .append(", \"starts\": ").append(counts.starts())
                .append(", \"restarts\": ").append(restarts(counts))
                .append(", \"crashes\": ").append(counts.crashes())
                .append(", \"failedStarts\": ").append(counts.failures())
                .append(", \"idleStops\": ").append(counts.idleStops())
                .append(", \"recycles\": ").append(counts.recycles())
                .append(", \"startMillis\": ").append(counts.startTime().toMillis());
        WorkerStatus.LastExit exit = worker.lastExit();
        if (exit != null) {
            text.append(", \"lastExit\": {");
            JsonText.member("at", instant(exit.at()), text);
            text.append(", \"code\": ").append(exit.code() < 0 ? "null" : Integer.toString(exit.code()))
                    .append(", \"asked\": ").append(exit.asked());
            JsonText.member("reason", exit.reason().isBlank() ? null : exit.reason(), text);
            text.append('}');
        }
        text.append('}');
    }

    private static @Nullable String instant(Instant instant) {
        return instant.toString();
    }
}
