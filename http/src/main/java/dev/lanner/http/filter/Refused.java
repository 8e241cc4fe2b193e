package dev.lanner.http.filter;

import dev.lanner.http.loop.Carrier;
import dev.lanner.http.transport.Connection;
import dev.lanner.http.transport.Protocol;
import java.io.IOException;

/// A connection that a filter does not let through.
///
/// @param code the reason
record Refused(Connection connection, String code) implements Protocol {
    @Override
    public void begin(byte[] first) {
        Filters.close(connection, code);
    }

    @Override
    public void ready(Carrier carrier, int ops) {
        connection.close();
    }

    @Override
    public void sweep(long nowMillis) {
        connection.close();
    }

    @Override
    public void closeWhenIdle() {
        connection.close();
    }

    @Override
    public void abort() {
        connection.close();
    }

    @Override
    public void lost(IOException cause) {
        connection.close();
    }
}
