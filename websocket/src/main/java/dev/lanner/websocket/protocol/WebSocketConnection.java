package dev.lanner.websocket.protocol;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/// One WebSocket after its handshake, of the server or of a client.
///
/// All methods are safe for use by several threads. What one thread sends arrives in its order. Messages in parts must not
/// be mixed with other messages: whoever sends in parts sees to that, or gets an [IllegalStateException]. Pings, pongs and
/// the close go between parts.
///
/// A blocking send returns when the operating system has the bytes. It waits at most [#sendTimeout()] for a peer that takes
/// nothing; then the connection is given up. What was sent with a [SendCallback] waits in a queue of at most
/// [ConnectionLimits#sendQueueSize()] bytes; what does not fit there fails.
public interface WebSocketConnection {

    /// Begins to read. Called once; until then the peer's messages wait in the operating system.
    void start(MessageListener listener);

    // ---- sending

    /// Sends a message and waits until it is on its way.
    ///
    /// @throws IOException when the connection is closed, or the peer took nothing for too long
    /// @throws IllegalStateException when a message in parts has not ended
    void sendText(String message) throws IOException;

    /// The same for bytes: from the buffer's position to its limit. The position is moved.
    void sendBinary(ByteBuffer message) throws IOException;

    /// Sends a part of a message.
    ///
    /// @param last whether it is the end of the message
    /// @throws IllegalStateException when a binary message in parts has not ended
    void sendTextPart(String part, boolean last) throws IOException;

    /// The same for bytes.
    ///
    /// @throws IllegalStateException when a text message in parts has not ended
    void sendBinaryPart(ByteBuffer part, boolean last) throws IOException;

    /// Sends a message without waiting.
    ///
    /// @param callback told once, when the message is on its way or can't be sent
    void sendText(String message, SendCallback callback);

    /// The same for bytes. The buffer must not be changed until the callback is told.
    void sendBinary(ByteBuffer message, SendCallback callback);

    /// Sends a message that goes to many connections: it is encoded once.
    void send(SharedMessage message, SendCallback callback);

    /// Sends a ping.
    ///
    /// @throws IllegalArgumentException when there are more than 125 bytes
    void sendPing(ByteBuffer data) throws IOException;

    /// Sends a pong.
    ///
    /// @throws IllegalArgumentException when there are more than 125 bytes
    void sendPong(ByteBuffer data) throws IOException;

    /// Whether messages may be held back until [#flush()], so that several go out in one piece; off at first. Switching it
    /// off flushes.
    void batching(boolean allowed) throws IOException;

    /// See [#batching(boolean)].
    boolean batching();

    /// Sends what was held back.
    void flush() throws IOException;

    // ---- the end

    /// Whether messages can be sent: neither side has begun to close.
    boolean open();

    /// Begins to close: what was sent before goes out, then the close frame. The peer has
    /// [ConnectionLimits#closeTimeout()] to answer it; then, or with the answer, the connection ends and the listener is
    /// told. Does nothing when the close has begun. Waits for nobody.
    ///
    /// @throws IllegalArgumentException when this reason can't be sent
    void close(CloseStatus status);

    /// Ends the connection at once, without a close frame. The listener is told 1006.
    void abort();

    // ---- limits and times, at first those of ConnectionLimits

    /// Bytes of UTF-8 in one text message that is delivered whole; a longer one ends the connection with 1009.
    void maxTextSize(long bytes);

    /// Bytes in one binary message that is delivered whole; a longer one ends the connection with 1009.
    void maxBinarySize(long bytes);

    /// How long nothing but the server's own pings and their pongs may pass before the connection is closed with 1001;
    /// zero: for ever. Precise to about half a second.
    void idleTimeout(Duration timeout);

    /// See [#idleTimeout(Duration)].
    Duration idleTimeout();

    /// How long a send may wait for a peer that takes nothing; zero: for ever.
    void sendTimeout(Duration timeout);

    /// See [#sendTimeout(Duration)].
    Duration sendTimeout();

    /// Runs a task on a thread of this connection's own kind (a virtual thread of the server's scheduler), where it may
    /// block.
    void execute(Runnable task);
}
