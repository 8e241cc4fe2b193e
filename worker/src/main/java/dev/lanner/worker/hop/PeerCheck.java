package dev.lanner.worker.hop;

import java.io.IOException;
import java.nio.channels.SocketChannel;

/// Looks at who listens at the other end, before anything is said: only a worker may learn the token. Safe for use by
/// several threads.
@FunctionalInterface
public interface PeerCheck {

    /// Checks a connection that was just made.
    ///
    /// @throws IOException when another one listens there; the connection is closed then
    void check(SocketChannel channel) throws IOException;
}
