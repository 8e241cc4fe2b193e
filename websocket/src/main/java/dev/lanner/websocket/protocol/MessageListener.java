package dev.lanner.websocket.protocol;

/// What a connection tells. One call at a time, on a virtual thread, where it may block: nothing more is read from the
/// peer until it returns. An exception ends the connection with 1011, unless the listener deals with it.
public interface MessageListener {

    /// How a message shall be delivered.
    enum Delivery {
        /// In one call; limited by the maximal size.
        WHOLE,
        /// As its pieces come in, each as long as what has come, at most about 64 KiB; not limited.
        PARTS,
        /// Not at all: its bytes are checked and dropped.
        DROP
    }

    /// Asked at the first frame of each message.
    ///
    /// @param text whether it is a text message, or a binary one
    Delivery delivery(boolean text);

    /// A text message, or a part of one; a part never ends within a character.
    ///
    /// @param last always true for a whole message
    void text(String part, boolean last);

    /// A binary message, or a part of one. The array is the listener's.
    ///
    /// @param last always true for a whole message
    void binary(byte[] part, boolean last);

    /// A pong. The array is the listener's.
    default void pong(byte[] data) {
    }

    /// A ping, which was answered already.
    default void ping(byte[] data) {
    }

    /// The peer, or the protocol, is at fault, or the connection broke; [#closed] follows.
    ///
    /// @param failure a [ProtocolException], or an [java.io.IOException]
    default void failed(Exception failure) {
    }

    /// No message follows, and none can be sent. Called exactly once, after the other calls.
    ///
    /// @param status the peer's, 1005 when it gave none; ours, when we began to close; 1006 when the connection was lost
    /// @param remote whether the peer began
    void closed(CloseStatus status, boolean remote);
}
