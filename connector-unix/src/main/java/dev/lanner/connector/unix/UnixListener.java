package dev.lanner.connector.unix;

import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.transport.Listener;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/// A bound Unix socket with its public name. Safe for use by several threads.
final class UnixListener implements Listener {
    private final ServerSocketChannel channel;
    private final String url;
    private final Path path;
    private final FileFacts file;
    private final AtomicBoolean closed = new AtomicBoolean();

    /// @param file the socket's file, to know it again
    UnixListener(ServerSocketChannel channel, String url, Path path, FileFacts file) {
        this.channel = channel;
        this.url = url;
        this.path = path;
        this.file = file;
    }

    @Override
    public ServerSocketChannel channel() {
        return channel;
    }

    @Override
    public String url() {
        return url;
    }

    /// The public path; the channel only knows the one that it was bound to.
    @Override
    public SocketAddress address() {
        return UnixDomainSocketAddress.of(path);
    }

    @Override
    public void configure(SocketChannel accepted) {
        // There is nothing to set: a Unix socket knows no delay.
    }

    @Override
    public FeatureCollection features(SocketChannel accepted, String connectionId, FeatureCollection server) {
        return new FeatureCollection(server, new UnixConnection(connectionId, path, accepted));
    }

    /// Removes the file if it is still the one that was made, then closes the socket. In this order, as nobody replaces
    /// a file whose socket answers; and the open socket keeps the file's number from being used for another.
    @Override
    public void close() throws IOException {
        if (closed.compareAndSet(false, true)) {
            try (channel) {
                if (file.sameFile(FileFacts.of(path))) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }
}
