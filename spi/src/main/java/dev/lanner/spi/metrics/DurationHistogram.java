package dev.lanner.spi.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/// Counts durations in the buckets that OpenTelemetry advises for `http.server.request.duration`. Safe for use by
/// several threads.
public final class DurationHistogram {
    private static final double[] BOUNDS = {0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10};
    private static final double NANOS = 1e9;

    private final LongAdder[] buckets = new LongAdder[BOUNDS.length + 1];
    private final LongAdder sum = new LongAdder();

    /// What was counted.
    ///
    /// @param counts how many fell into each bucket, not added up; the last is for those above the highest bound
    /// @param seconds all durations together
    public record Snapshot(List<Long> counts, double seconds) {

        /// How many were counted.
        public long count() {
            long all = 0;
            for (long one : counts) {
                all += one;
            }
            return all;
        }
    }

    /// An empty histogram.
    public DurationHistogram() {
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] = new LongAdder();
        }
    }

    /// The upper bounds of the buckets in seconds, inclusive; the last is infinity.
    public static List<Double> bounds() {
        List<Double> bounds = new ArrayList<>();
        for (double bound : BOUNDS) {
            bounds.add(bound);
        }
        bounds.add(Double.POSITIVE_INFINITY);
        return bounds;
    }

    /// Counts a duration.
    public void record(long nanos) {
        double seconds = nanos / NANOS;
        int bucket = 0;
        while (bucket < BOUNDS.length && seconds > BOUNDS[bucket]) {
            bucket++;
        }
        buckets[bucket].increment();
        sum.add(nanos);
    }

    /// What was counted until now.
    public Snapshot snapshot() {
        List<Long> counts = new ArrayList<>();
        for (LongAdder bucket : buckets) {
            counts.add(bucket.sum());
        }
        return new Snapshot(List.copyOf(counts), sum.sum() / NANOS);
    }
}
