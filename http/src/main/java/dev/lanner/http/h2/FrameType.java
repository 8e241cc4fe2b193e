package dev.lanner.http.h2;

/// The types of frames (RFC 9113, 6), and their flags.
public final class FrameType {
    /// Body bytes.
    public static final int DATA = 0;
    /// A header block, or its beginning.
    public static final int HEADERS = 1;
    /// Deprecated; checked and ignored.
    public static final int PRIORITY = 2;
    /// The end of a stream.
    public static final int RST_STREAM = 3;
    /// Parameters of the connection.
    public static final int SETTINGS = 4;
    /// Not for clients.
    public static final int PUSH_PROMISE = 5;
    /// Is the peer there?
    public static final int PING = 6;
    /// The end of the connection.
    public static final int GOAWAY = 7;
    /// Room in a window.
    public static final int WINDOW_UPDATE = 8;
    /// More of a header block.
    public static final int CONTINUATION = 9;
    /// RFC 9218, 7.1; ignored.
    public static final int PRIORITY_UPDATE = 16;

    /// DATA, HEADERS: the last frame of this side.
    public static final int END_STREAM = 1;
    /// SETTINGS, PING: an answer.
    public static final int ACK = 1;
    /// HEADERS, CONTINUATION: the end of the block.
    public static final int END_HEADERS = 4;
    /// DATA, HEADERS: there is padding.
    public static final int PADDED = 8;
    /// HEADERS: priority fields stand before the block.
    public static final int PRIORITY_FIELDS = 32;

    /// The size of a frame's head in bytes.
    public static final int HEAD = 9;

    private FrameType() {
    }
}
