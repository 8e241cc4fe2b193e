package dev.lanner.worker.supervisor;

/// How a worker is.
public enum WorkerState {
    /// There is no process; the next request starts one.
    IDLE,
    /// Its process was started and is not ready; requests wait.
    STARTING,
    /// It serves.
    READY,
    /// It ends its last requests and gets no further ones.
    RETIRING,
    /// It ended by itself or did not start, and is not started again for a moment; requests wait.
    BACKING_OFF,
    /// It did so too often within a minute, and is not started for the rest of it.
    GIVEN_UP,
    /// It will not be started again.
    STOPPED
}
