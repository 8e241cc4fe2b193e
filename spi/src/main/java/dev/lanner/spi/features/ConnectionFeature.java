package dev.lanner.spi.features;

import java.net.SocketAddress;

/// The connection. Absent: addresses are answered as loopback with port 0 and the id is empty.
public interface ConnectionFeature {

    /// An id unique in this process' life, for logs.
    String id();

    /// The client's address.
    SocketAddress remote();

    /// The server's address.
    SocketAddress local();
}
