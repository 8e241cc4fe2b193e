package dev.lanner.worker.supervisor;

import dev.lanner.deploy.ContextName;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How a worker is at this moment, for `lanner list`, metrics and health. One that retires while its successor serves has a
/// line of its own.
///
/// @param context the context
/// @param index which of the context's workers it is, from 0
/// @param state what it does
/// @param since when it came into this state; where it serves, when its present process began to
/// @param pid the id of its process; 0 where there is none
/// @param age how long its process has served, or has been starting; zero where there is none
/// @param load what it serves
/// @param counts what has happened since the context was deployed; zeros for one that retires
/// @param lastExit how its last process ended; null where none has
public record WorkerStatus(ContextName context, int index, WorkerState state, Instant since, long pid, Duration age,
        Load load,
        Counts counts, @Nullable LastExit lastExit) {

    /// What it serves.
    ///
    /// @param running requests and tunnels at this moment
    /// @param served requests that its process was given
    /// @param memory of its process in RAM, in bytes; -1 where that is not known
    public record Load(long running, long served, long memory) {
        /// Of no process.
        public static final Load NONE = new Load(0, 0, -1);
    }

    /// What has happened to a worker.
    ///
    /// @param starts processes that were started
    /// @param failures of these, such as did not get ready
    /// @param crashes of these, such as had been ready and ended by themselves
    /// @param idleStops of these, such as had nothing to do
    /// @param recycles of these, such as were replaced for their age, requests or memory
    /// @param startTime how long the last one took until it was ready; zero where none has been
    public record Counts(long starts, long failures, long crashes, long idleStops, long recycles, Duration startTime) {
        /// Nothing yet.
        public static final Counts NONE = new Counts(0, 0, 0, 0, 0, Duration.ZERO);
    }

    /// How a process ended.
    ///
    /// @param at when
    /// @param code its exit code; 128 and a signal's number where a signal ended it; -1 where there was no process
    /// @param asked whether it was told to end
    /// @param reason why, for people: the last that it wrote, or why it did not start; perhaps empty
    public record LastExit(Instant at, int code, boolean asked, String reason) {
    }
}
