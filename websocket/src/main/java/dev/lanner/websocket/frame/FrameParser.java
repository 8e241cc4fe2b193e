package dev.lanner.websocket.frame;

import dev.lanner.websocket.protocol.CloseStatus;
import dev.lanner.websocket.protocol.ProtocolException;

/// Reads frame headers as their bytes come in, and keeps the rules of their order (RFC 6455, 5.2, 5.4, 5.5). It holds no
/// bytes and allocates nothing.
public final class FrameParser {
    private static final int FIRST = 0;
    private static final int SECOND = 1;
    private static final int LENGTH = 2;
    private static final int MASK = 3;
    private static final int PAYLOAD = 4;
    private static final int MOST_CONTROL = 125;

    private final boolean masked;
    private final boolean compression;

    private byte stage = FIRST;
    private byte missing;
    private byte lengthBytes;
    private byte opcode;
    private boolean last;
    private boolean compressed;
    /// Whether a message in fragments has begun and not ended.
    private boolean within;
    private int mask;
    private long remaining;

    /// @param masked whether frames must be masked, as those to a server, or must not
    /// @param compression whether permessage-deflate was agreed on
    public FrameParser(boolean masked, boolean compression) {
        this.masked = masked;
        this.compression = compression;
    }

    /// Reads header bytes until the header is complete.
    ///
    /// @return where it stopped: at the end of the header, or of the bytes
    /// @throws ProtocolException at the first byte that breaks a rule
    public int header(byte[] bytes, int from, int end) throws ProtocolException {
        int at = from;
        while (at < end && stage != PAYLOAD) {
            int value = bytes[at++] & 0xFF;
            switch (stage) {
                case FIRST -> first(value);
                case SECOND -> second(value);
                case LENGTH -> {
                    remaining = remaining << 8 | value;
                    if (--missing == 0) {
                        lengthKnown();
                    }
                }
                default -> {
                    mask = mask << 8 | value;
                    if (--missing == 0) {
                        stage = PAYLOAD;
                    }
                }
            }
        }
        return at;
    }

    private void first(int value) throws ProtocolException {
        opcode = (byte) (value & 15);
        last = (value & 0x80) != 0;
        boolean rsv1 = (value & 0x40) != 0;
        if (!Opcode.known(opcode)) {
            throw broken("opcode " + opcode + " is reserved (RFC 6455, 5.2)");
        }
        if ((value & 0x30) != 0) {
            throw broken("a reserved bit is set (RFC 6455, 5.2)");
        }
        if (rsv1 && (!compression || opcode != Opcode.TEXT && opcode != Opcode.BINARY)) {
            throw broken("RSV1 is set where it means nothing (RFC 6455, 5.2; RFC 7692, 6)");
        }
        if (Opcode.control(opcode)) {
            if (!last) {
                throw broken("a control frame in fragments (RFC 6455, 5.5)");
            }
        } else {
            if (within == (opcode != Opcode.CONTINUATION)) {
                throw broken(within
                        ? "a new message before the end of the one in fragments (RFC 6455, 5.4)"
                        : "a continuation of nothing (RFC 6455, 5.4)");
            }
            if (opcode != Opcode.CONTINUATION) {
                compressed = rsv1;
            }
            within = !last;
        }
        stage = SECOND;
    }

    private void second(int value) throws ProtocolException {
        if (value >= 0x80 != masked) {
            throw broken(masked
                    ? "a client must mask its frames (RFC 6455, 5.1)"
                    : "a server must not mask its frames (RFC 6455, 5.1)");
        }
        int length = value & 127;
        if (Opcode.control(opcode) && length > MOST_CONTROL) {
            throw broken("a control frame of more than 125 bytes (RFC 6455, 5.5)");
        }
        if (opcode == Opcode.CLOSE && length == 1) {
            throw broken("a close frame of one byte (RFC 6455, 5.5.1)");
        }
        if (length <= MOST_CONTROL) {
            remaining = length;
            lengthBytes = 0;
            lengthKnown();
        } else {
            remaining = 0;
            lengthBytes = (byte) (length == 126 ? 2 : 8);
            missing = lengthBytes;
            stage = LENGTH;
        }
    }

    private void lengthKnown() throws ProtocolException {
        if (remaining < 0) {
            throw broken("a length with its highest bit set (RFC 6455, 5.2)");
        }
        if (lengthBytes == 2 && remaining <= MOST_CONTROL || lengthBytes == 8 && remaining <= 0xFFFF) {
            throw broken("a length in more bytes than needed (RFC 6455, 5.2)");
        }
        mask = 0;
        missing = 4;
        stage = (byte) (masked ? MASK : PAYLOAD);
    }

    /// Whether the header is complete, so that payload follows, or the next header where there is none.
    public boolean inPayload() {
        return stage == PAYLOAD;
    }

    /// Takes the mask off bytes of the payload, and counts them.
    public void payload(byte[] bytes, int offset, int length) {
        mask = Masking.apply(bytes, offset, length, mask);
        remaining -= length;
    }

    /// The frame has ended; the next header follows.
    public void next() {
        stage = FIRST;
    }

    /// Bytes of payload that have not come.
    public long remaining() {
        return remaining;
    }

    /// See [Opcode].
    public int opcode() {
        return opcode;
    }

    /// Whether the frame is its message's last one.
    public boolean last() {
        return last;
    }

    /// Whether the message is compressed.
    public boolean compressed() {
        return compressed;
    }

    private static ProtocolException broken(String reason) {
        return new ProtocolException(CloseStatus.PROTOCOL_ERROR, reason);
    }
}
