package dev.lanner.container.async;

/// What can happen to an asynchronous request.
public enum AsyncSignal {
    /// `startAsync`.
    START,
    /// `AsyncContext.dispatch`.
    DISPATCH,
    /// The container begins the dispatch that was asked for.
    REDISPATCH,
    /// `AsyncContext.complete`.
    COMPLETE,
    /// The time is over.
    EXPIRE,
    /// An exception left the application, a body failed, or nobody did anything about the time.
    FAIL,
    /// The container ends the exchange.
    END
}
