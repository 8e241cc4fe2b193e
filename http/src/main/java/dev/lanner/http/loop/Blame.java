package dev.lanner.http.loop;

import org.jspecify.annotations.Nullable;

/// Passes a [Hold] from the guard to the carrier that lost its loop, if the carrier still runs what the hold is about.
///
/// The guard needs a moment between taking the loop and knowing who is to blame. A carrier whose step ended in that
/// moment has held its loop for a short time only; the hold must not lie about until the carrier has run another loop for
/// a while, and then blame the request for all that time.
final class Blame {
    private volatile long runs;
    private volatile @Nullable Entry entry;

    private record Entry(long run, Hold hold) {
    }

    /// The number of the carrier's present run of a loop; for the guard, before it takes the loop.
    long run() {
        return runs;
    }

    /// Leaves a hold for a run. By the guard.
    void put(long run, Hold hold) {
        entry = new Entry(run, hold);
    }

    /// The carrier's run is over.
    ///
    /// @return the hold of this run; null when there is none
    @Nullable
    Hold endOfRun() {
        long run = runs;
        runs = run + 1;
        Entry left = entry;
        entry = null;
        return left == null || left.run != run ? null : left.hold;
    }
}
