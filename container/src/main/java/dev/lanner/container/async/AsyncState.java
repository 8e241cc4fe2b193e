package dev.lanner.container.async;

import org.jspecify.annotations.Nullable;

/// The states of a request that may be asynchronous (Servlet 6.1, 2.3.3.3).
///
/// | state | START | DISPATCH | REDISPATCH | COMPLETE | EXPIRE | FAIL | END |
/// |---|---|---|---|---|---|---|---|
/// | IDLE | STARTED | - | - | - | - | - | ENDED |
/// | STARTED | - | DISPATCHING | - | COMPLETING | EXPIRING | FAILING | - |
/// | DISPATCHING | - | - | IDLE | - | - | FAILING | - |
/// | COMPLETING | - | - | - | - | - | - | ENDED |
/// | EXPIRING | - | DISPATCHING | - | COMPLETING | - | FAILING | - |
/// | FAILING | - | DISPATCHING | - | COMPLETING | - | - | ENDED |
/// | ENDED | - | - | - | - | - | - | - |
///
/// A dash is a signal that has no effect: one that the application gives is an [IllegalStateException] for it, one of
/// the container's own came too late and is dropped.
public enum AsyncState {
    /// Not asynchronous: the container's call to the application runs.
    IDLE,
    /// `startAsync` was called; the application has the request.
    STARTED,
    /// `dispatch` was called; the container has not begun with it.
    DISPATCHING,
    /// `complete` was called; the container has not acted yet.
    COMPLETING,
    /// Listeners are told that the time is over.
    EXPIRING,
    /// Listeners are told of a failure, then the error page is sent.
    FAILING,
    /// The exchange is over.
    ENDED;

    /// The state after a signal, or null when the signal has no effect here.
    public @Nullable AsyncState after(AsyncSignal signal) {
        return switch (this) {
            case IDLE -> signal == AsyncSignal.START ? STARTED : signal == AsyncSignal.END ? ENDED : null;
            case STARTED -> switch (signal) {
                case DISPATCH -> DISPATCHING;
                case COMPLETE -> COMPLETING;
                case EXPIRE -> EXPIRING;
                case FAIL -> FAILING;
                case START, REDISPATCH, END -> null;
            };
            case DISPATCHING -> switch (signal) {
                case REDISPATCH -> IDLE;
                case FAIL -> FAILING;
                case START, DISPATCH, COMPLETE, EXPIRE, END -> null;
            };
            case COMPLETING -> signal == AsyncSignal.END ? ENDED : null;
            case EXPIRING -> switch (signal) {
                case DISPATCH -> DISPATCHING;
                case COMPLETE -> COMPLETING;
                case FAIL -> FAILING;
                case START, REDISPATCH, EXPIRE, END -> null;
            };
            case FAILING -> switch (signal) {
                case DISPATCH -> DISPATCHING;
                case COMPLETE -> COMPLETING;
                case END -> ENDED;
                case START, REDISPATCH, EXPIRE, FAIL -> null;
            };
            case ENDED -> null;
        };
    }
}
