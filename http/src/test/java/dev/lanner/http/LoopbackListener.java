package dev.lanner.http;

import dev.lanner.spi.features.ConnectionFeature;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.FeatureSource;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.transport.Listener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/// A listener on a free port of the loopback interface, for the tests of this module.
public final class LoopbackListener implements Listener {
    private final ServerSocketChannel channel;

    public LoopbackListener(int port) throws IOException {
        channel = ServerSocketChannel.open();
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 512);
    }

    @Override
    public ServerSocketChannel channel() {
        return channel;
    }

    @Override
    public String url() {
        return "http://127.0.0.1:" + channel.socket().getLocalPort();
    }

    @Override
    public SocketAddress address() {
        return channel.socket().getLocalSocketAddress();
    }

    @Override
    public void configure(SocketChannel accepted) throws IOException {
        accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    @Override
    public FeatureCollection features(SocketChannel accepted, String connectionId, FeatureCollection server) {
        FeatureCollection features = new FeatureCollection(server, FeatureSource.NONE);
        features.set(Features.CONNECTION, new ConnectionFeature() {
            @Override
            public String id() {
                return connectionId;
            }

            @Override
            public SocketAddress remote() {
                return accepted.socket().getRemoteSocketAddress();
            }

            @Override
            public SocketAddress local() {
                return accepted.socket().getLocalSocketAddress();
            }
        });
        return features;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
