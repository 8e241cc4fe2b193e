package dev.lanner.spi.features;

import java.util.concurrent.CompletionStage;

/// Whether the client is still there. Absent: never known. Safe for use by
/// any thread.
public interface LifetimeFeature {

    /// Completes when the client closed or reset its side before the response was
    /// complete, or the server aborted the exchange; never for an exchange that
    /// ended normally. After a mere close of its side the client still gets the
    /// response. Dependents run on a connector thread and must not block; use the
    /// `Async` forms for more.
    CompletionStage<Void> aborted();

    /// Ends the exchange at once: the connection is reset (HTTP/1.1), the stream
    /// is (HTTP/2).
    void abort();
}
