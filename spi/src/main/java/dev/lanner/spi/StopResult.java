package dev.lanner.spi;

/// How a connector stopped.
public enum StopResult {
    /// Every request had ended.
    GRACEFUL,
    /// Some requests were aborted at the deadline.
    FORCED
}
