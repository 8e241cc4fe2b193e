package dev.lanner.http.h2;

/// The settings that the client has sent (RFC 9113, 6.5).
public final class PeerSettings {
    /// SETTINGS_HEADER_TABLE_SIZE.
    public static final int HEADER_TABLE_SIZE = 1;
    /// SETTINGS_ENABLE_PUSH.
    public static final int ENABLE_PUSH = 2;
    /// SETTINGS_MAX_CONCURRENT_STREAMS.
    public static final int MAX_CONCURRENT_STREAMS = 3;
    /// SETTINGS_INITIAL_WINDOW_SIZE.
    public static final int INITIAL_WINDOW_SIZE = 4;
    /// SETTINGS_MAX_FRAME_SIZE.
    public static final int MAX_FRAME_SIZE = 5;
    /// SETTINGS_MAX_HEADER_LIST_SIZE.
    public static final int MAX_HEADER_LIST_SIZE = 6;
    /// SETTINGS_ENABLE_CONNECT_PROTOCOL (RFC 8441).
    public static final int ENABLE_CONNECT_PROTOCOL = 8;
    /// SETTINGS_NO_RFC7540_PRIORITIES (RFC 9218).
    public static final int NO_RFC7540_PRIORITIES = 9;

    static final int DEFAULT_TABLE_SIZE = 4096;
    /// The window of a stream, and of the connection, before anybody said another.
    public static final int DEFAULT_WINDOW = 65_535;
    static final int LEAST_FRAME = 16_384;
    static final int MOST_FRAME = (1 << 24) - 1;
    private static final int ENTRY = 6;

    private long headerTableSize = DEFAULT_TABLE_SIZE;
    private int initialWindow = DEFAULT_WINDOW;
    private int maxFrameSize = LEAST_FRAME;

    /// Applies the payload of a SETTINGS frame.
    ///
    /// @throws ConnectionException when a value is not allowed
    public void apply(byte[] data, int from, int length) throws ConnectionException {
        if (length % ENTRY != 0) {
            throw new ConnectionException(Fault.FRAME_SIZE);
        }
        for (int at = from; at < from + length; at += ENTRY) {
            int id = (data[at] & 0xFF) << 8 | data[at + 1] & 0xFF;
            long value = (data[at + 2] & 0xFFL) << 24 | (data[at + 3] & 0xFF) << 16 | (data[at + 4] & 0xFF) << 8
                    | data[at + 5] & 0xFF;
            apply(id, value);
        }
    }

    private void apply(int id, long value) throws ConnectionException {
        switch (id) {
            case HEADER_TABLE_SIZE -> headerTableSize = value;
            case ENABLE_PUSH, ENABLE_CONNECT_PROTOCOL -> check(value <= 1, Fault.SETTING);
            case INITIAL_WINDOW_SIZE -> {
                check(value <= Integer.MAX_VALUE, Fault.SETTING_WINDOW);
                initialWindow = (int) value;
            }
            case MAX_FRAME_SIZE -> {
                check(value >= LEAST_FRAME && value <= MOST_FRAME, Fault.SETTING);
                maxFrameSize = (int) value;
            }
            default -> {
                // the others don't concern what we send, or are unknown (RFC 9113, 6.5.2)
            }
        }
    }

    private static void check(boolean allowed, Fault fault) throws ConnectionException {
        if (!allowed) {
            throw new ConnectionException(fault);
        }
    }

    /// The largest dynamic table that the peer's decoder keeps, in bytes.
    public long headerTableSize() {
        return headerTableSize;
    }

    /// The window that new streams begin with.
    public int initialWindow() {
        return initialWindow;
    }

    /// The largest frame that the peer takes.
    public int maxFrameSize() {
        return maxFrameSize;
    }
}
