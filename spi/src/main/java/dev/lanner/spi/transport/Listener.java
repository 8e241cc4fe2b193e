package dev.lanner.spi.transport;

import dev.lanner.spi.features.FeatureCollection;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/// One bound server socket and what is particular to its kind of socket. The event loops do the rest.
public interface Listener extends Closeable {

    /// The channel to accept from, bound.
    ServerSocketChannel channel();

    /// The address as a person writes it, with the real port, for the line `Listening on …`.
    String url();

    /// The address that clients connect to, with the real port. Not always what the channel says: the file of a Unix
    /// socket is renamed after it was bound.
    SocketAddress address();

    /// Sets the options of an accepted channel.
    ///
    /// @throws IOException when the connection should not be served; it is closed
    void configure(SocketChannel accepted) throws IOException;

    /// Makes the features of an accepted connection, as a child of the server's. Called lazily, by a request's thread.
    FeatureCollection features(SocketChannel accepted, String connectionId, FeatureCollection server);

    /// Closes the server socket and removes what it left in the file system. Idempotent.
    @Override
    void close() throws IOException;
}
