package dev.lanner.deploy;

import dev.lanner.container.DeploymentException;
import dev.lanner.spi.Application;

/// A web application that runs outside of this process. Safe for use by several threads.
public interface HostedApplication extends AutoCloseable {

    /// What serves its requests; starts what it needs by itself.
    Application application();

    /// Whether something of it runs, or is about to: then what replaces it must run before it takes over.
    boolean active();

    /// Starts it and waits until it serves; where it serves already, nothing is done.
    ///
    /// @throws DeploymentException when it can't be started, with the reason; nothing of it runs then
    void start() throws DeploymentException;

    /// It will end, or the server: connections that left HTTP shall be told to say goodbye, as by a WebSocket's code 1001.
    /// Requests are served as before. Does not wait. May be called again.
    default void goAway() {
        // where there is nothing like that
    }

    /// Ends it, gracefully while its time lasts, and deletes what is kept of it. Waits. Idempotent, never throws.
    @Override
    void close();
}
