package dev.lanner.spi.metrics;

import java.util.List;

/// The connections of one endpoint.
///
/// @param endpoint its name
/// @param accepted connections accepted since the start
/// @param refused those of them that were closed at once, as there were too many
/// @param active connections that are open and speak HTTP
/// @param upgraded connections that are open and left HTTP
/// @param handshakes TLS handshakes that are under way
/// @param failedHandshakes TLS handshakes that failed
/// @param durations how long closed connections lived, by what they spoke; kinds that there were none of are left out
/// @param handshakeDurations how long completed TLS handshakes took
/// @param streams the streams of HTTP/2
public record ConnectorStatistics(String endpoint, long accepted, long refused, long active, long upgraded,
        long handshakes, long failedHandshakes, List<ConnectionDurations> durations,
        DurationHistogram.Snapshot handshakeDurations, StreamStatistics streams) {

    /// Keeps a copy of the list.
    public ConnectorStatistics {
        durations = List.copyOf(durations);
    }
}
