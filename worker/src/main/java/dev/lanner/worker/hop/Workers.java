package dev.lanner.worker.hop;

import dev.lanner.spi.features.FeatureCollection;

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
}
