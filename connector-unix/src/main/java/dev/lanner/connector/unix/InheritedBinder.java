package dev.lanner.connector.unix;

import dev.lanner.http.HttpConnector;
import dev.lanner.http.InheritedSockets;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.transport.Listener;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;

/// Takes a Unix socket that the process was started with. Its file is its maker's: mode, owner and end are none of ours.
record InheritedBinder(EndpointConfig endpoint) implements HttpConnector.Binder {

    @Override
    public List<Listener> bind() throws IOException {
        try {
            ServerSocketChannel channel = InheritedSockets.ofThisProcess().open(endpoint.url().host());
            return List.of(new Inherited(channel, (UnixDomainSocketAddress) channel.getLocalAddress(),
                    endpoint.url().scheme()));
        } catch (IOException e) {
            throw new IOException("LNR-2221: endpoint \"" + endpoint.name() + "\" (" + endpoint.origin() + "): "
                    + e.getMessage() + ".", e);
        }
    }

    private record Inherited(ServerSocketChannel channel, UnixDomainSocketAddress bound,
            String scheme) implements Listener {
        @Override
        public String url() {
            return scheme + "://unix:" + bound.getPath();
        }

        @Override
        public SocketAddress address() {
            return bound;
        }

        @Override
        public void configure(SocketChannel accepted) {
            // There is nothing to set: a Unix socket knows no delay.
        }

        @Override
        public FeatureCollection features(SocketChannel accepted, String connectionId, FeatureCollection server) {
            return new FeatureCollection(server, new UnixConnection(connectionId, bound.getPath(), accepted));
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
