package dev.lanner.spi.features;

import java.nio.file.Path;

/// A connection over a Unix socket. Absent: it is another kind of connection.
public interface UnixPeerFeature {

    /// The path that the server listens on.
    Path path();

    /// The name of the peer's user, from the operating system.
    String user();

    /// The name of the peer's group, from the operating system.
    String group();
}
