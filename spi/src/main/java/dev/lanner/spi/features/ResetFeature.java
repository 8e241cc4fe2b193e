package dev.lanner.spi.features;

/// Ends one stream of a connection that carries several (HTTP/2). Absent: the protocol has no such thing; see
/// [LifetimeFeature#abort()].
public interface ResetFeature {

    /// Resets the stream, whatever of the response was sent; the connection goes on. From any thread; does nothing once
    /// the exchange has ended.
    ///
    /// @param errorCode told to the client, 0 to 2^32 - 1 (RFC 9113, 7), such as 8 for CANCEL
    /// @throws IllegalArgumentException when it is out of range
    void reset(long errorCode);
}
