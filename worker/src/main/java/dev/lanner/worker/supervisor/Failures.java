package dev.lanner.worker.supervisor;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/// How often a worker has failed lately, and when it may be started again. Guarded by its supervisor's lock.
///
/// After the first failure it may be started at once, then 250 ms, 500 ms, … 10 s after the last one. A process that has
/// served for ten seconds ends the row. When a number of failures lies within a minute, there is no start until the first of
/// them is a minute old.
final class Failures {
    /// As long as this a process has to serve to be taken as sound.
    static final Duration SOUND = Duration.ofSeconds(10);

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final long FIRST_DELAY = Duration.ofMillis(250).toNanos();
    private static final long LONGEST_DELAY = Duration.ofSeconds(10).toNanos();

    private final int most;
    /// When the last ones were, `most` of them at most.
    private final Deque<Long> times = new ArrayDeque<>();
    private int row;

    /// @param most how many within a minute are borne
    Failures(int most) {
        this.most = most;
    }

    /// @param now in nanoseconds
    /// @param lived how long the process was ready, in nanoseconds; 0 where it never was
    void add(long now, long lived) {
        if (lived >= SOUND.toNanos()) {
            row = 0;
        }
        row++;
        times.addLast(now);
        if (times.size() > most) {
            times.removeFirst();
        }
    }

    /// Whether there were too many within the last minute.
    boolean tooMany(long now) {
        return times.size() == most && now - times.getFirst() < MINUTE;
    }

    /// Whether there was one within the last minute.
    boolean any(long now) {
        return !times.isEmpty() && now - times.getLast() < MINUTE;
    }

    /// How long there must be no start, in nanoseconds; 0 where there may be one.
    long rest(long now) {
        if (times.isEmpty()) {
            return 0;
        }
        long rest = delay() - (now - times.getLast());
        if (tooMany(now)) {
            rest = Math.max(rest, MINUTE - (now - times.getFirst()));
        }
        return Math.max(0, rest);
    }

    private long delay() {
        if (row <= 1) {
            return 0;
        }
        return row > 8 ? LONGEST_DELAY : Math.min(LONGEST_DELAY, FIRST_DELAY << row - 2);
    }
}
