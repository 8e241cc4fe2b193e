package dev.lanner.websocket.handshake;

/// An opening handshake that can't be accepted.
public final class HandshakeException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    /// @param status the status to answer with; that of the answer, on the client's side
    /// @param message names the field and the rule
    public HandshakeException(int status, String message) {
        super(message);
        this.status = status;
    }

    /// The status to answer with. With 426 goes `Sec-WebSocket-Version: 13`.
    public int status() {
        return status;
    }
}
