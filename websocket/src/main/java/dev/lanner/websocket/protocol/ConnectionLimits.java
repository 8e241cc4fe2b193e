package dev.lanner.websocket.protocol;

import java.time.Duration;

/// What a connection begins with.
///
/// @param maxTextSize bytes of UTF-8 in one text message that is delivered whole
/// @param maxBinarySize bytes in one binary message that is delivered whole
/// @param sendQueueSize bytes that may wait for a slow peer
/// @param sendTimeout how long a send waits for a peer that takes nothing; zero: for ever
/// @param idleTimeout how long nothing may pass; zero: for ever
/// @param closeTimeout how long the peer may take to answer a close frame
/// @param pingInterval how long after the last byte from the peer a ping is sent; zero: never
public record ConnectionLimits(long maxTextSize, long maxBinarySize, long sendQueueSize, Duration sendTimeout,
        Duration idleTimeout, Duration closeTimeout, Duration pingInterval) {

    /// The defaults: 64 KiB messages, 1 MiB queue, 20 seconds to send, no idle timeout, 10 seconds to close, no pings.
    public static final ConnectionLimits DEFAULTS = new ConnectionLimits(65_536, 65_536, 1 << 20,
            Duration.ofSeconds(20), Duration.ZERO, Duration.ofSeconds(10), Duration.ZERO);
}
