package dev.lanner.http.h2;

/// Writes frames (RFC 9113, 4.1 and 6). There must be room; each method returns the index after what it wrote.
public final class FrameWriter {
    /// The sizes of whole frames.
    public static final int PING_SIZE = FrameType.HEAD + 8;
    /// RST_STREAM and WINDOW_UPDATE.
    public static final int SMALL_SIZE = FrameType.HEAD + 4;
    /// GOAWAY without debug data.
    public static final int GOAWAY_SIZE = FrameType.HEAD + 8;

    private FrameWriter() {
    }

    /// The head of a frame.
    public static int head(byte[] target, int offset, int length, int typeAndFlags, int stream) {
        target[offset] = (byte) (length >> 16);
        target[offset + 1] = (byte) (length >> 8);
        target[offset + 2] = (byte) length;
        target[offset + 3] = (byte) typeAndFlags;
        target[offset + 4] = (byte) (typeAndFlags >> 8);
        return number(target, offset + 5, stream);
    }

    /// Type and flags in one number, as [#head] takes them.
    public static int type(int type, int flags) {
        return type | flags << 8;
    }

    /// RST_STREAM.
    public static int reset(byte[] target, int offset, int stream, long errorCode) {
        return number(target, head(target, offset, 4, FrameType.RST_STREAM, stream), (int) errorCode);
    }

    /// WINDOW_UPDATE.
    ///
    /// @param stream 0 for the connection
    public static int windowUpdate(byte[] target, int offset, int stream, int increment) {
        return number(target, head(target, offset, 4, FrameType.WINDOW_UPDATE, stream), increment);
    }

    /// PING.
    public static int ping(byte[] target, int offset, boolean ack, long data) {
        int at = head(target, offset, 8, type(FrameType.PING, ack ? FrameType.ACK : 0), 0);
        at = number(target, at, (int) (data >> 32));
        return number(target, at, (int) data);
    }

    /// GOAWAY.
    public static int goAway(byte[] target, int offset, int lastStream, ErrorCode error) {
        int at = head(target, offset, 8, FrameType.GOAWAY, 0);
        at = number(target, at, lastStream);
        return number(target, at, error.code());
    }

    /// The answer to SETTINGS.
    public static int settingsAck(byte[] target, int offset) {
        return head(target, offset, 0, type(FrameType.SETTINGS, FrameType.ACK), 0);
    }

    /// SETTINGS.
    ///
    /// @param settings pairs of identifier and value
    public static int settings(byte[] target, int offset, int... settings) {
        int at = head(target, offset, settings.length * 3, FrameType.SETTINGS, 0);
        for (int i = 0; i < settings.length; i += 2) {
            target[at] = (byte) (settings[i] >> 8);
            target[at + 1] = (byte) settings[i];
            at = number(target, at + 2, settings[i + 1]);
        }
        return at;
    }

    private static int number(byte[] target, int offset, int value) {
        target[offset] = (byte) (value >> 24);
        target[offset + 1] = (byte) (value >> 16);
        target[offset + 2] = (byte) (value >> 8);
        target[offset + 3] = (byte) value;
        return offset + 4;
    }
}
