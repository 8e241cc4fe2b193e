package dev.lanner.spi.features;

/// Absent: not known, the request may have a body.
public interface BodyDetectionFeature {

    /// Whether the request can have a body: a Content-Length above 0, or chunked (RFC 9112, 6.3).
    boolean canHaveBody();
}
