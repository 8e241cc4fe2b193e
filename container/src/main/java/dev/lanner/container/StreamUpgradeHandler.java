package dev.lanner.container;

import dev.lanner.spi.features.DuplexStream;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;

/// An upgrade handler that takes the connection's bytes as they are, without the Servlet API's streams.
///
/// For protocols that the server itself speaks. The handler must hold nothing of the request: then a connection that waits
/// costs little.
public interface StreamUpgradeHandler extends HttpUpgradeHandler {

    /// The connection is the handler's. Called instead of [#init], on the thread of the request.
    ///
    /// @param stream the bytes
    /// @param ended to be run once, after the stream was closed: the application may then be stopped
    /// @throws IOException when the protocol can't begin; the connection is closed
    void opened(DuplexStream stream, Runnable ended) throws IOException;

    /// The application stops: the protocol shall say goodbye and close the stream within the time that undeploying waits.
    /// Must not block. May come before [#opened] has returned.
    void stopping();

    /// Not called.
    @Override
    default void init(WebConnection connection) {
        throw new IllegalStateException("this handler takes a stream, not a WebConnection");
    }

    /// Not called.
    @Override
    default void destroy() {
        // stopping() and ended take its place
    }
}
