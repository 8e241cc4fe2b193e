package dev.lanner.worker.supervisor;

import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.config.Settings.WorkerStart;
import java.time.Duration;

/// What holds for the worker processes of one context.
///
/// @param processes how many there are, from 1
/// @param always whether one that ended is started again without a request
/// @param start how a process is started
/// @param shutdown how long ending one may take
/// @param recycling when one is stopped or replaced
record WorkerRules(int processes, boolean always, Start start, Duration shutdown, Recycling recycling) {

    /// How a process is started.
    ///
    /// @param timeout how long it may take until it serves
    /// @param maxWaiting how many requests may wait for it
    /// @param rapidFails how often it may fail within a minute
    /// @param lost how long a process that lost a connection is watched for its end
    record Start(Duration timeout, long maxWaiting, int rapidFails, Duration lost) {
    }

    /// When a process is stopped or replaced; zeros for never.
    ///
    /// @param idle without a request for this long
    /// @param age how long it may serve
    /// @param requests how many it may serve
    /// @param memory how much it may have in RAM, in bytes
    record Recycling(Duration idle, Duration age, long requests, long memory) {
        private static final Duration SHORTEST = Duration.ofMillis(20);
        private static final Duration LONGEST = Duration.ofSeconds(2);

        /// Whether somebody has to look from time to time.
        boolean any() {
            return !idle.isZero() || !age.isZero() || requests > 0 || memory > 0;
        }

        /// How often.
        Duration interval() {
            Duration shortest = LONGEST;
            if (!idle.isZero() && idle.dividedBy(8).compareTo(shortest) < 0) {
                shortest = idle.dividedBy(8);
            }
            if (!age.isZero() && age.dividedBy(8).compareTo(shortest) < 0) {
                shortest = age.dividedBy(8);
            }
            return shortest.compareTo(SHORTEST) < 0 ? SHORTEST : shortest;
        }
    }

    private static final Duration LOST = Duration.ofMillis(250);

    /// Those that the owner has written.
    static WorkerRules of(SettingValues settings) {
        Start start = new Start(settings.get(Settings.WORKER_STARTUP_TIMEOUT),
                settings.get(Settings.WORKER_MAX_WAITING),
                Math.toIntExact(settings.get(Settings.WORKER_RAPID_FAILS)), LOST);
        Recycling recycling = new Recycling(settings.get(Settings.WORKER_IDLE_TIMEOUT),
                settings.get(Settings.WORKER_MAX_AGE), settings.get(Settings.WORKER_MAX_REQUESTS),
                settings.get(Settings.WORKER_MAX_MEMORY));
        return new WorkerRules(Math.toIntExact(settings.get(Settings.WORKER_PROCESSES)),
                settings.get(Settings.WORKER_START) == WorkerStart.WITH_SERVER, start,
                settings.get(Settings.WORKER_SHUTDOWN_TIMEOUT), recycling);
    }
}
