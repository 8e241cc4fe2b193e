package dev.lanner.spi.features;

import java.util.concurrent.CompletionStage;

/// Whether the client is still there. Absent: never known. Safe for use by any thread.
public interface LifetimeFeature {

    /// Completes when the client closed or reset its side before the response was complete, or the server aborted the
    /// exchange; never for an exchange that ended normally. After a mere close of its side the client still gets the
    /// response. Dependents run on a connector thread and must not block; use the `Async` forms for more.
    CompletionStage<Void> aborted();

    /// Completes when the client can't be reached any more before the response was complete: it reset the connection, a
    /// write failed, or the server aborted the exchange; not when it merely closed its side. [#aborted] completes then
    /// too. Dependents as there.
    CompletionStage<Void> gone();

    /// Is told of the client. On a connector thread, perhaps more than once; must not block.
    interface Watcher {

        /// What [#aborted] says.
        void left();

        /// What [#gone] says.
        void gone();
    }

    /// Tells a watcher in place of stages, which costs less for each request.
    default void watch(Watcher watcher) {
        gone().thenRun(watcher::gone);
        aborted().thenRun(watcher::left);
    }

    /// Ends the exchange at once: the connection is reset (HTTP/1.1), the stream is (HTTP/2).
    void abort();
}
