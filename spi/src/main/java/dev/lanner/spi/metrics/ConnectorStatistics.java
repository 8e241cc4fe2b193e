package dev.lanner.spi.metrics;

/// The connections of one endpoint.
///
/// @param endpoint its name
/// @param accepted connections accepted since the start
/// @param refused those of them that were closed at once, as there were too many
/// @param active connections that are open and speak HTTP
/// @param upgraded connections that are open and left HTTP
/// @param handshakes TLS handshakes that are under way
/// @param failedHandshakes TLS handshakes that failed
/// @param durations how long closed connections lived
/// @param handshakeDurations how long completed TLS handshakes took
/// @param streams the streams of HTTP/2
public record ConnectorStatistics(String endpoint, long accepted, long refused, long active, long upgraded,
        long handshakes, long failedHandshakes, DurationHistogram.Snapshot durations,
        DurationHistogram.Snapshot handshakeDurations, StreamStatistics streams) {
}
