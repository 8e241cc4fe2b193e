package dev.lanner.worker.hop;

import dev.lanner.spi.features.FeatureCollection;
import java.util.List;

/// The worker processes of a context, as the hop needs them.
public interface Workers {

    /// The connections of a process that is ready, chosen for this request. Starts one and waits for it where none runs.
    ///
    /// @throws WorkerUnavailableException when there will be none
    HopPool ready(FeatureCollection exchange) throws WorkerUnavailableException, InterruptedException;

    /// A process did not answer as it should.
    ///
    /// @return whether it is gone, or about to go; else it runs, and has ended this one exchange
    boolean lost(HopPool pool);

    /// Nobody listens at a process' socket: it serves nothing any more, even where it has not ended yet.
    default void refused(HopPool pool) {
        lost(pool);
    }

    /// The connections of the processes that run, to ask them; starts nothing.
    default List<HopPool> running() {
        return List.of();
    }

    /// A use of a process is over: called once for each [#ready] that returned, when the answer is complete, has failed or is
    /// asked for elsewhere, or the upgraded connection has ended. From any thread; must not wait.
    default void ended(HopPool pool) {
        // for who counts
    }
}
