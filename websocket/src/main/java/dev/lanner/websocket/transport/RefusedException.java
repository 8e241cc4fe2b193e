package dev.lanner.websocket.transport;

import dev.lanner.spi.message.Fields;
import java.io.IOException;

/// The server answered the handshake with something else than a WebSocket.
public final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Fields fields;

    RefusedException(int status, Fields fields, String message) {
        super(message);
        this.status = status;
        this.fields = fields;
    }

    /// The status of the answer, such as 401 or 302; 101 when the answer broke a rule.
    public int status() {
        return status;
    }

    /// The header fields of the answer.
    public Fields fields() {
        return fields;
    }
}
