package dev.lanner.container;

import dev.lanner.container.error.ErrorBody;
import dev.lanner.spi.features.FeatureCollection;
import java.io.IOException;

/// The container's own answer for a status, for what serves requests beside it. Stateless.
public final class ErrorAnswer {
    private ErrorAnswer() {
    }

    /// Answers in a form that the client accepts; names the status and the request's id, and nothing of the server.
    ///
    /// @param status 400 to 599
    /// @throws IOException when the client has gone
    public static void send(FeatureCollection exchange, int status) throws IOException {
        ErrorBody.send(exchange, status);
    }
}
