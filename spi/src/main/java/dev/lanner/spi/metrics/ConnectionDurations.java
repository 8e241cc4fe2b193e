package dev.lanner.spi.metrics;

/// How long the closed connections of one kind lived. Values are those of OpenTelemetry, empty where there is none.
///
/// @param protocolName `network.protocol.name`: `http`; empty for those that ended before they spoke
/// @param protocolVersion `network.protocol.version`: `1.1` or `2`
/// @param tlsVersion `tls.protocol.version`: `1.2` or `1.3`; empty without TLS, and where the handshake was not completed
/// @param durations their lives
public record ConnectionDurations(String protocolName, String protocolVersion, String tlsVersion,
        DurationHistogram.Snapshot durations) {
}
