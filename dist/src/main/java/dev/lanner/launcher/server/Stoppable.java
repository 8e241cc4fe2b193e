package dev.lanner.launcher.server;

/// What a signal stops: a server, or a worker.
public interface Stoppable {

    /// Stops it by a thread of its own.
    void requestStop();
}
