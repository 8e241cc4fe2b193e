package dev.lanner.spi.features;

import dev.lanner.spi.message.Fields;
import java.io.IOException;

/// Interim responses (RFC 9110, 15.2). Absent: they can't be sent.
public interface InformationalResponseFeature {

    /// Sends an interim response such as 103 at once. Does nothing for a client that does not know them (HTTP/1.0).
    ///
    /// @param status 102 to 199, not 101
    /// @throws IllegalStateException when the response has started
    void send(int status, Fields fields) throws IOException;
}
