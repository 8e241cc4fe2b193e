package dev.lanner.worker.process;

/// Starts the worker processes of one context.
@FunctionalInterface
public interface WorkerProcesses extends AutoCloseable {

    /// Starts one; does not wait until it is ready.
    ///
    /// @param index which of the context's processes it is, from 0; another one with the same number may still be ending
    /// @throws WorkerStartException when there can be no process, as with a wrong path to the JDK
    WorkerProcess start(int index) throws WorkerStartException;

    /// Deletes what is kept of the context, as the copy of its WAR. Called when all its processes have ended. Idempotent.
    @Override
    default void close() {
    }
}
