package dev.lanner.websocket.frame;

/// What a frame is (RFC 6455, 5.2).
public final class Opcode {
    /// More of a message.
    public static final int CONTINUATION = 0;
    /// The beginning of a text message.
    public static final int TEXT = 1;
    /// The beginning of a binary message.
    public static final int BINARY = 2;
    /// The end.
    public static final int CLOSE = 8;
    /// Asks for a pong.
    public static final int PING = 9;
    /// Answers a ping.
    public static final int PONG = 10;

    private Opcode() {
    }

    /// Whether it is a control frame.
    public static boolean control(int opcode) {
        return (opcode & 8) != 0;
    }

    static boolean known(int opcode) {
        return opcode <= BINARY || opcode >= CLOSE && opcode <= PONG;
    }
}
