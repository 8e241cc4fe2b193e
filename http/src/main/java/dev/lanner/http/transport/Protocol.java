package dev.lanner.http.transport;

import dev.lanner.http.loop.Ready;
import java.io.IOException;

/// What a connection speaks: a TLS handshake, HTTP/1.1, HTTP/2. Its key is attached to it.
public interface Protocol extends Ready {

    /// The connection is the protocol's now. Called once, in a step of the loop or before the channel is registered.
    ///
    /// @param first bytes that were read already and are the protocol's first; may be empty
    void begin(byte[] first);

    /// What is counted of the connection's life, if it ends now.
    default Spoken spoken() {
        return Spoken.NOTHING;
    }

    /// Ends the connection if nothing runs on it, and else after what runs. From any thread; returns at once.
    void closeWhenIdle();

    /// Ends the connection whatever runs on it. From any thread.
    void abort();

    /// The channel was found closed, by somebody else than the protocol.
    void lost(IOException cause);
}
