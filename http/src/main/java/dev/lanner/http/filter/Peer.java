package dev.lanner.http.filter;

import dev.lanner.http.transport.Connection;
import dev.lanner.spi.features.ConnectionFeature;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/// A connection as filters see it.
record Peer(String id, SocketAddress remote, SocketAddress local) implements ConnectionFeature {
    private static final SocketAddress UNKNOWN = InetSocketAddress.createUnresolved("unknown", 0);

    static Peer of(Connection connection) {
        try {
            SocketAddress remote = connection.channel().getRemoteAddress();
            SocketAddress local = connection.channel().getLocalAddress();
            return new Peer(connection.id(), remote == null ? UNKNOWN : remote, local == null ? UNKNOWN : local);
        } catch (IOException e) {
            // gone already
            return new Peer(connection.id(), UNKNOWN, UNKNOWN);
        }
    }
}
