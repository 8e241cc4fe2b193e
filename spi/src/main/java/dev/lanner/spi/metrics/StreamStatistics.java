package dev.lanner.spi.metrics;

import java.util.Map;

/// The streams of HTTP/2 at one endpoint.
///
/// @param opened streams that became requests, since the start
/// @param active those of them whose request or response is not over
/// @param refused streams above the limit of streams of their connection, since the start
/// @param held how often a connection was made to wait, as bodies held more than `http2-unread-budget`
/// @param resetsByClient streams that clients have reset, by the name of the error code (RFC 9113, 7); `UNKNOWN` for
///   codes without one
/// @param resetsByServer the same of streams that the server has reset, those refused too
public record StreamStatistics(long opened, long active, long refused, long held,
        Map<String, Long> resetsByClient, Map<String, Long> resetsByServer) {
    /// No stream was ever opened.
    public static final StreamStatistics NONE = new StreamStatistics(0, 0, 0, 0, Map.of(), Map.of());
}
