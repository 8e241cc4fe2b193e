package dev.lanner.websocket.protocol;

import java.io.IOException;

/// The peer broke a rule or a limit; the connection ends with this code.
public final class ProtocolException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int code;

    /// @param code the code of the close frame
    /// @param reason what the peer did, with the rule
    public ProtocolException(int code, String reason) {
        super(reason);
        this.code = code;
    }

    /// The code of the close frame.
    public int code() {
        return code;
    }

    /// For the close frame.
    public CloseStatus status() {
        return CloseStatus.of(code, String.valueOf(getMessage()));
    }
}
