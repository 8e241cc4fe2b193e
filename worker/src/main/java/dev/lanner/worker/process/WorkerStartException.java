package dev.lanner.worker.process;

/// A worker process can't be started, or does not get ready.
public final class WorkerStartException extends Exception {
    private static final long serialVersionUID = 1L;

    /// @param message with an id, for the owner
    public WorkerStartException(String message) {
        super(message);
    }

    /// @param message with an id, for the owner
    public WorkerStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
