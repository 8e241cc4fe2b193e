package dev.lanner.http.edge;

import dev.lanner.spi.features.ConnectionFeature;
import java.net.SocketAddress;

/// The connection with the client's address in place of its proxy's.
record ForwardedConnection(ConnectionFeature connection, SocketAddress remote) implements ConnectionFeature {
    @Override
    public String id() {
        return connection.id();
    }

    @Override
    public SocketAddress local() {
        return connection.local();
    }
}
