package dev.lanner.spi.features;

import java.util.concurrent.CompletionStage;

/// Absent: the connection can't be influenced. Safe for use by any thread.
public interface ConnectionLifetimeFeature {

    /// Ends the connection after the running requests: `Connection: close` (HTTP/1.1), GOAWAY (HTTP/2).
    void requestClose();

    /// Completes when the connection is closed.
    CompletionStage<Void> closed();
}
