package dev.lanner.spi;

import java.io.IOException;

/// A response could not be written, as the client has gone or reads too slowly: nothing that an application could mend.
public final class ClientGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    /// @param cause what the connection said
    public ClientGoneException(IOException cause) {
        super(cause.getMessage() == null ? "the client has gone" : cause.getMessage(), cause);
    }
}
