package dev.lanner.spi.features;

/// A point of a response's life.
public enum ResponseEvent {
    /// The head is about to be made; status and fields can still be changed.
    STARTING,
    /// The exchange is over: the response is complete or has failed.
    COMPLETED
}
