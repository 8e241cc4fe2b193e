package dev.lanner.http.connection;

import dev.lanner.http.transport.Connection;
import dev.lanner.http.transport.Protocol;
import dev.lanner.http.transport.ProtocolStart;
import dev.lanner.http.transport.Wire;

/// Starts HTTP/1.1. A class, as the machinery behind a method reference would cost time at each start.
public final class Http1Start implements ProtocolStart {

    /// Keeps nothing.
    public Http1Start() {
        // one for each endpoint
    }

    @Override
    public Protocol on(Connection connection, Wire wire) {
        return new Http1Connection(connection, wire);
    }
}
