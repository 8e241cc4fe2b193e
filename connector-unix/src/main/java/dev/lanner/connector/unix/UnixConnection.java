package dev.lanner.connector.unix;

import dev.lanner.spi.features.ConnectionFeature;
import dev.lanner.spi.features.FeatureKey;
import dev.lanner.spi.features.FeatureSource;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.UnixPeerFeature;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.jspecify.annotations.Nullable;

/// What a request may know of its Unix socket connection. The peer's user and group are looked up when one of them is
/// asked for first, as that can read files.
///
/// Safe for use by several threads: the requests of one HTTP/2 connection share it.
final class UnixConnection implements ConnectionFeature, UnixPeerFeature, FeatureSource {
    /// A Unix socket has no IP address; both ends are answered as this machine.
    private static final SocketAddress THIS_MACHINE = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);

    private final String id;
    private final Path path;
    private final SocketChannel channel;
    /// One thread at a time asks the channel: see `ConnectionFeatures`.
    private final ReentrantLock asking = new ReentrantLock();
    private volatile @Nullable UnixDomainPrincipal peer;

    UnixConnection(String id, Path path, SocketChannel channel) {
        this.id = id;
        this.path = path;
        this.channel = channel;
    }

    @Override
    public @Nullable Object feature(FeatureKey<?> key) {
        return key == Features.CONNECTION || key == Features.UNIX_PEER ? this : null;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public SocketAddress remote() {
        return THIS_MACHINE;
    }

    @Override
    public SocketAddress local() {
        return THIS_MACHINE;
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public String user() {
        return peer().user().getName();
    }

    @Override
    public String group() {
        return peer().group().getName();
    }

    private UnixDomainPrincipal peer() {
        UnixDomainPrincipal known = peer;
        return known == null ? ask() : known;
    }

    private UnixDomainPrincipal ask() {
        asking.lock();
        try {
            UnixDomainPrincipal known = peer;
            if (known == null) {
                known = channel.getOption(ExtendedSocketOptions.SO_PEERCRED);
                peer = known;
            }
            return known;
        } catch (IOException e) {
            throw new IllegalStateException("the connection has ended: its peer is not known any more", e);
        } finally {
            asking.unlock();
        }
    }
}
