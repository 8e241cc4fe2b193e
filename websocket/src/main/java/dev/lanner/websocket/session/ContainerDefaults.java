package dev.lanner.websocket.session;

import dev.lanner.websocket.protocol.ConnectionLimits;

/// What the sessions of a container begin with; the application may change it (Jakarta WebSocket 2.2,
/// `WebSocketContainer`). Safe for use by several threads.
public final class ContainerDefaults {
    private final ConnectionLimits limits;
    private volatile long sendTimeout = -1;
    private volatile long idleTimeout;
    private volatile int maxText;
    private volatile int maxBinary;

    /// @param limits what the owner has set
    public ContainerDefaults(ConnectionLimits limits) {
        this.limits = limits;
        idleTimeout = limits.idleTimeout().toMillis();
        maxText = (int) Math.min(Integer.MAX_VALUE, limits.maxTextSize());
        maxBinary = (int) Math.min(Integer.MAX_VALUE, limits.maxBinarySize());
    }

    /// What the owner has set.
    public ConnectionLimits limits() {
        return limits;
    }

    /// Milliseconds for asynchronous sends; zero or less: the owner's.
    public long sendTimeout() {
        return sendTimeout;
    }

    /// See [#sendTimeout()].
    public void sendTimeout(long milliseconds) {
        sendTimeout = milliseconds;
    }

    /// Milliseconds; zero or less: for ever.
    public long idleTimeout() {
        return idleTimeout;
    }

    /// See [#idleTimeout()].
    public void idleTimeout(long milliseconds) {
        idleTimeout = milliseconds;
    }

    /// Bytes of a whole text message.
    public int maxText() {
        return maxText;
    }

    /// See [#maxText()].
    public void maxText(int bytes) {
        maxText = bytes;
    }

    /// Bytes of a whole binary message.
    public int maxBinary() {
        return maxBinary;
    }

    /// See [#maxBinary()].
    public void maxBinary(int bytes) {
        maxBinary = bytes;
    }
}
