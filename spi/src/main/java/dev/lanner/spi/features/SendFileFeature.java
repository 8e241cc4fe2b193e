package dev.lanner.spi.features;

import java.io.IOException;
import java.nio.channels.FileChannel;

/// Absent: the file must be read and written by the application.
public interface SendFileFeature {

    /// Sends a part of a file as the next bytes of the response's body, by the best way the connection has. Blocks
    /// until all is handed over.
    ///
    /// @throws IOException when the peer is gone or the file is shorter than announced
    void send(FileChannel file, long position, long count) throws IOException;
}
