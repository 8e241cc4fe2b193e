package dev.lanner.spi.features;

import dev.lanner.spi.message.Fields;
import dev.lanner.spi.message.RequestTarget;

/// The request line, the header fields and the body. Required of each connector.
///
/// To change one of them for those behind, set another implementation that wraps this one.
public interface RequestFeature {

    /// The method as sent, case-sensitive (RFC 9110, 9.1).
    String method();

    /// The protocol as the Servlet API names it: `HTTP/1.0`, `HTTP/1.1`, `HTTP/2.0`.
    String protocol();

    /// Scheme, authority, path and query. Normalised once, by the connector.
    RequestTarget target();

    /// The header fields, in the order received.
    Fields headers();

    /// The body; at its end at once when there is none.
    BodySource body();
}
