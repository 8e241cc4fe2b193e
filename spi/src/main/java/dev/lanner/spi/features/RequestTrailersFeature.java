package dev.lanner.spi.features;

import dev.lanner.spi.message.Fields;

/// Trailer fields of the request. Absent: there are none.
public interface RequestTrailersFeature {

    /// Whether the body is at its end, so that the trailers are known.
    boolean available();

    /// The trailer fields; empty when there were none. They never become header fields (RFC 9110, 6.5.1).
    ///
    /// @throws IllegalStateException before the end of the body
    Fields trailers();
}
