package dev.lanner.spi.features;

import dev.lanner.spi.message.RequestTarget;

/// A trusted proxy's word was taken for this request. Absent: all is as it was received.
///
/// The features `CONNECTION` and `REQUEST` then tell of the client; what is here cannot be forged by it.
public interface ForwardedFeature {

    /// The connection as it is: its remote address is that of the nearest proxy.
    ConnectionFeature connection();

    /// The target as it was received.
    RequestTarget target();

    /// The port that the client came to, as far as the proxy says: its word for the port, else the port that belongs to
    /// its word for the scheme. 0 when it says neither.
    default int port() {
        return 0;
    }

    /// How many proxies were believed, 1 or more.
    int proxies();
}
