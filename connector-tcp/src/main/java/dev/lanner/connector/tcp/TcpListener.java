package dev.lanner.connector.tcp;

import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.transport.Listener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/// A bound TCP server socket. Safe for use by several threads.
final class TcpListener implements Listener {
    private static final SocketAddress UNKNOWN = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final ServerSocketChannel channel;
    private final String url;
    private final SocketAddress address;
    private final boolean noDelay;

    TcpListener(ServerSocketChannel channel, String url, SocketAddress address, boolean noDelay) {
        this.channel = channel;
        this.url = url;
        this.address = address;
        this.noDelay = noDelay;
    }

    @Override
    public ServerSocketChannel channel() {
        return channel;
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public SocketAddress address() {
        return address;
    }

    @Override
    public void configure(SocketChannel accepted) throws IOException {
        accepted.setOption(StandardSocketOptions.TCP_NODELAY, noDelay);
    }

    @Override
    public FeatureCollection features(SocketChannel accepted, String connectionId, FeatureCollection server) {
        SocketAddress remote = UNKNOWN;
        SocketAddress local = UNKNOWN;
        try {
            remote = accepted.getRemoteAddress();
            local = accepted.getLocalAddress();
        } catch (IOException e) {
            // Closed meanwhile: what is not known is answered as if the feature were absent.
        }
        return new FeatureCollection(server, new TcpConnection(connectionId, remote, local));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
