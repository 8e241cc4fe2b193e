package dev.lanner.http.filter;

import dev.lanner.spi.config.Networks;
import dev.lanner.spi.features.ConnectionFeature;
import dev.lanner.spi.transport.ConnectionFilter;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// Lets connections through by their address. Peers over Unix sockets have none: the socket's mode says who may connect.
record AddressFilter(Networks allowed, Networks denied) implements ConnectionFilter {

    @Override
    public @Nullable String refuse(ConnectionFeature connection) {
        if (!(connection.remote() instanceof InetSocketAddress remote)) {
            return null;
        }
        boolean good = !denied.contains(remote) && (allowed.isEmpty() || allowed.contains(remote));
        return good ? null : FilterRefusal.CLIENT.code();
    }
}
