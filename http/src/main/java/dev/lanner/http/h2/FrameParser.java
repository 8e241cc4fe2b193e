package dev.lanner.http.h2;

/// Cuts the bytes that a client sends into frames and checks what holds for each frame by itself (RFC 9113, 4 and 6):
/// its size, its stream identifier, its padding, and that nothing comes between the frames of a header block.
///
/// Bytes are offered as they come. A frame of DATA is handed out in pieces, as far as it is there; any other when it is
/// complete. Bytes that were handed out are never written to again.
public final class FrameParser {
    private static final byte[] NONE = {};
    private static final int PRIORITY_SIZE = 5;

    private final int maxFrame;
    private byte[] data = NONE;
    private int at;
    private int end;

    // the frame at hand
    private int type;
    private int flags;
    private int stream;
    private int length;
    private int from;
    private int to;
    private boolean selfDependent;

    // DATA that has not come wholly
    private boolean inData;
    private boolean untold;
    private boolean firstPiece;
    private int padding;
    private int dataLeft;
    private int paddingLeft;

    /// The stream whose header block is not complete; 0 for none.
    private int blockStream;

    /// @param maxFrame what SETTINGS_MAX_FRAME_SIZE announces
    public FrameParser(int maxFrame) {
        this.maxFrame = maxFrame;
    }

    /// Adds bytes.
    ///
    /// @param bytes kept; must not change any more
    public void offer(byte[] bytes, int offset, int count) {
        int left = end - at;
        if (left == 0) {
            data = bytes;
            at = offset;
            end = offset + count;
            return;
        }
        if (data.length - end < count) {
            // room for the next ones too: a frame that comes in small pieces is not copied for each of them
            byte[] joined = new byte[Math.max(left + count, left * 2)];
            System.arraycopy(data, at, joined, 0, left);
            data = joined;
            at = 0;
            end = left;
        }
        System.arraycopy(bytes, offset, data, end, count);
        end += count;
    }

    /// Goes to the next frame, or piece of DATA.
    ///
    /// @return false when more bytes are needed
    /// @throws ConnectionException when the frame is malformed
    /// @throws StreamException when only its stream is affected; the frame is skipped
    public boolean next() throws ConnectionException, StreamException {
        if (inData) {
            return piece();
        }
        if (end - at < FrameType.HEAD) {
            release();
            return false;
        }
        length = (data[at] & 0xFF) << 16 | (data[at + 1] & 0xFF) << 8 | data[at + 2] & 0xFF;
        type = data[at + 3] & 0xFF;
        flags = data[at + 4] & 0xFF;
        stream = (data[at + 5] & 0x7F) << 24 | (data[at + 6] & 0xFF) << 16 | (data[at + 7] & 0xFF) << 8
                | data[at + 8] & 0xFF;
        if (length > maxFrame) {
            throw new ConnectionException(Fault.FRAME_SIZE);
        }
        checkOrder();
        if (type == FrameType.DATA) {
            return beginData();
        }
        if (end - at - FrameType.HEAD < length) {
            return false;
        }
        from = at + FrameType.HEAD;
        to = from + length;
        at = to;
        check();
        return true;
    }

    private void checkOrder() throws ConnectionException {
        if (blockStream != 0 && (type != FrameType.CONTINUATION || stream != blockStream)
                || blockStream == 0 && type == FrameType.CONTINUATION) {
            throw new ConnectionException(Fault.UNEXPECTED_FRAME);
        }
    }

    private void check() throws ConnectionException, StreamException {
        switch (type) {
            case FrameType.HEADERS -> headers();
            case FrameType.CONTINUATION -> {
                checkStream(true);
                blockStream = has(FrameType.END_HEADERS) ? 0 : stream;
            }
            case FrameType.PRIORITY -> {
                checkStream(true);
                if (length != PRIORITY_SIZE) {
                    throw new StreamException(stream, Fault.FRAME_SIZE);
                }
                selfDependent = dependency(from) == stream;
            }
            case FrameType.RST_STREAM -> {
                checkStream(true);
                checkSize(length == 4);
            }
            case FrameType.SETTINGS -> {
                checkStream(false);
                checkSize(has(FrameType.ACK) ? length == 0 : length % 6 == 0);
            }
            case FrameType.PUSH_PROMISE -> throw new ConnectionException(Fault.UNEXPECTED_FRAME);
            case FrameType.PING -> {
                checkStream(false);
                checkSize(length == 8);
            }
            case FrameType.GOAWAY -> {
                checkStream(false);
                checkSize(length >= 8);
            }
            case FrameType.WINDOW_UPDATE -> checkSize(length == 4);
            default -> {
                // unknown types are ignored (RFC 9113, 5.5)
            }
        }
    }

    private void headers() throws ConnectionException {
        checkStream(true);
        blockStream = has(FrameType.END_HEADERS) ? 0 : stream;
        int padding = 0;
        if (has(FrameType.PADDED)) {
            checkSize(from < to);
            padding = data[from++] & 0xFF;
        }
        selfDependent = false;
        if (has(FrameType.PRIORITY_FIELDS)) {
            checkSize(to - from >= PRIORITY_SIZE);
            selfDependent = dependency(from) == stream;
            from += PRIORITY_SIZE;
        }
        if (padding > to - from) {
            throw new ConnectionException(Fault.PADDING);
        }
        to -= padding;
    }

    private int dependency(int offset) {
        return (data[offset] & 0x7F) << 24 | (data[offset + 1] & 0xFF) << 16 | (data[offset + 2] & 0xFF) << 8
                | data[offset + 3] & 0xFF;
    }

    private void checkStream(boolean wanted) throws ConnectionException {
        if (stream != 0 != wanted) {
            throw new ConnectionException(Fault.UNEXPECTED_FRAME);
        }
    }

    private static void checkSize(boolean right) throws ConnectionException {
        if (!right) {
            throw new ConnectionException(Fault.FRAME_SIZE);
        }
    }

    private boolean beginData() throws ConnectionException {
        checkStream(true);
        int head = FrameType.HEAD;
        paddingLeft = 0;
        if (has(FrameType.PADDED)) {
            checkSize(length > 0);
            if (end - at <= head) {
                return false;
            }
            paddingLeft = data[at + head] & 0xFF;
            head++;
        }
        padding = head - FrameType.HEAD + paddingLeft;
        dataLeft = length - padding;
        if (dataLeft < 0) {
            throw new ConnectionException(Fault.PADDING);
        }
        at += head;
        inData = true;
        untold = true;
        return piece();
    }

    private boolean piece() {
        int available = end - at;
        int bytes = Math.min(available, dataLeft);
        int padding = Math.min(available - bytes, paddingLeft);
        if (bytes + padding == 0 && dataLeft + paddingLeft > 0 && !untold) {
            release();
            return false;
        }
        firstPiece = untold;
        untold = false;
        from = at;
        to = at + bytes;
        at = to + padding;
        dataLeft -= bytes;
        paddingLeft -= padding;
        inData = dataLeft + paddingLeft > 0;
        return true;
    }

    /// An idle connection keeps no bytes.
    private void release() {
        if (at == end) {
            data = NONE;
            at = 0;
            end = 0;
        }
    }

    /// The frame's type.
    public int type() {
        return type;
    }

    /// Whether the frame has a flag.
    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /// The frame's stream; 0 for the connection.
    public int stream() {
        return stream;
    }

    /// The length of the frame's payload, padding included.
    public int length() {
        return length;
    }

    /// The array in which the payload lies.
    public byte[] data() {
        return data;
    }

    /// Where the payload, or the piece of it, begins: without padding and priority fields.
    public int from() {
        return from;
    }

    /// Where it ends.
    public int to() {
        return to;
    }

    /// A number of four bytes in the payload, the first bit left out.
    public int number(int offset) {
        return dependency(from + offset);
    }

    /// The payload of a PING.
    public long pingData() {
        long value = 0;
        for (int i = from; i < from + 8; i++) {
            value = value << 8 | data[i] & 0xFF;
        }
        return value;
    }

    /// Whether the frame makes its stream depend on itself.
    public boolean selfDependent() {
        return selfDependent;
    }

    /// How many bytes of the frame of DATA are padding.
    public int padding() {
        return padding;
    }

    /// Whether DATA has begun and is not complete.
    public boolean inBody() {
        return inData;
    }

    /// Whether this is the first piece of a frame of DATA.
    public boolean firstPiece() {
        return firstPiece;
    }

    /// Whether this is the last piece of a frame of DATA.
    public boolean lastPiece() {
        return !inData;
    }

    /// Whether a frame or a header block has begun and is not complete.
    public boolean amid() {
        return at < end || blockStream != 0 || inData;
    }

}
