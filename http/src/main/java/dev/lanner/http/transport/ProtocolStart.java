package dev.lanner.http.transport;

/// Makes the protocol of a connection; its constructor most of the time.
@FunctionalInterface
public interface ProtocolStart {

    /// @param connection that will speak it
    /// @param wire the connection's bytes as the protocol sees them
    Protocol on(Connection connection, Wire wire);
}
