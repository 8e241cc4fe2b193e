package dev.lanner.websocket.connection;

import dev.lanner.websocket.deflate.Decompressor;
import dev.lanner.websocket.frame.FrameParser;
import dev.lanner.websocket.frame.Opcode;
import dev.lanner.websocket.frame.Utf8;
import dev.lanner.websocket.protocol.MessageListener;
import dev.lanner.websocket.protocol.MessageListener.Delivery;
import dev.lanner.websocket.protocol.ProtocolException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Makes messages of the payload of data frames, and hands them to the listener. Used by one thread at a time.
final class Messages {
    private static final byte[] NOTHING = {};

    private final MessageListener listener;
    private final FrameParser parser;
    private final @Nullable Decompressor decompressor;
    /// Of the current message.
    private boolean text;
    private boolean ascii;
    private Delivery delivery = Delivery.WHOLE;
    private long limit;
    private @Nullable Assembly assembly;
    private @Nullable Utf8 utf8;
    /// Bytes of a character that is not complete, at the end of a part.
    private byte[] rest = NOTHING;

    Messages(MessageListener listener, FrameParser parser, @Nullable Decompressor decompressor) {
        this.listener = listener;
        this.parser = parser;
        this.decompressor = decompressor;
    }

    /// A data frame's header was read.
    void frame(FramedConnection connection) throws ProtocolException {
        if (parser.opcode() != Opcode.CONTINUATION) {
            text = parser.opcode() == Opcode.TEXT;
            ascii = true;
            // what comes after our close frame is nobody's
            delivery = connection.open() ? listener.delivery(text) : Delivery.DROP;
            limit = text ? connection.maxTextSize() : connection.maxBinarySize();
        }
        Assembly begun = assembly;
        if (delivery == Delivery.WHOLE && !parser.compressed()
                && parser.remaining() > limit - (begun == null ? 0 : begun.size())) {
            throw Assembly.tooBig(limit);
        }
    }

    /// Some of a frame's payload, without mask.
    void payload(byte[] bytes, int offset, int length) throws IOException {
        boolean end = parser.last() && parser.remaining() == 0;
        if (parser.compressed()) {
            Decompressor own = decompressor;
            if (own == null) {
                throw new IllegalStateException("the parser lets no compressed frame through without an agreement");
            }
            own.decompress(bytes, offset, length, end, this::piece);
            if (end) {
                data(NOTHING, 0, 0, true);
            }
        } else {
            data(bytes, offset, length, end);
        }
    }

    private void piece(byte[] bytes, int length) throws IOException {
        data(bytes, 0, length, false);
    }

    private void data(byte[] bytes, int offset, int length, boolean end) throws IOException {
        if (text) {
            check(bytes, offset, length, end);
        }
        switch (delivery) {
            case WHOLE -> whole(bytes, offset, length, end);
            case PARTS -> part(bytes, offset, length, end);
            case DROP -> {
                // checked, and that is all
            }
        }
    }

    private void check(byte[] bytes, int offset, int length, boolean end) throws ProtocolException {
        Utf8 own = utf8;
        if (own == null) {
            own = new Utf8();
            utf8 = own;
        }
        ascii &= own.check(bytes, offset, length);
        if (end) {
            own.end();
            utf8 = null;
        }
    }

    private void whole(byte[] bytes, int offset, int length, boolean end) throws IOException {
        Assembly begun = assembly;
        if (begun == null && end) {
            if (length > limit) {
                throw Assembly.tooBig(limit);
            }
            if (text) {
                listener.text(new String(bytes, offset, length,
                        ascii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8), true);
            } else {
                listener.binary(Arrays.copyOfRange(bytes, offset, offset + length), true);
            }
            return;
        }
        if (begun == null) {
            begun = new Assembly();
            assembly = begun;
        }
        begun.add(bytes, offset, length, limit);
        if (end) {
            deliver(begun);
        }
    }

    private void deliver(Assembly complete) {
        assembly = null;
        if (text) {
            listener.text(complete.text(ascii), true);
        } else {
            listener.binary(complete.take(), true);
        }
    }

    private void part(byte[] bytes, int offset, int length, boolean end) {
        if (length == 0 && !end) {
            return;
        }
        if (!text) {
            listener.binary(Arrays.copyOfRange(bytes, offset, offset + length), end);
            return;
        }
        Utf8 own = utf8;
        int open = own == null ? 0 : own.open();
        byte[] joined = Arrays.copyOf(rest, rest.length + length);
        System.arraycopy(bytes, offset, joined, rest.length, length);
        int complete = joined.length - open;
        rest = open == 0 ? NOTHING : Arrays.copyOfRange(joined, complete, joined.length);
        if (complete > 0 || end) {
            listener.text(new String(joined, 0, complete, StandardCharsets.UTF_8), end);
        }
    }

    /// Where the rest of a large frame can be read to without another copy; null where that does not pay.
    @Nullable
    Assembly direct() {
        if (delivery != Delivery.WHOLE || parser.compressed() || parser.remaining() < ReadBuffers.SIZE) {
            return null;
        }
        Assembly begun = assembly;
        if (begun == null) {
            begun = new Assembly();
            assembly = begun;
        }
        return begun;
    }

    /// Bytes were read into the assembly and still have their mask.
    void read(Assembly target, int count) throws IOException {
        int offset = target.size();
        parser.payload(target.array(), offset, count);
        boolean end = parser.last() && parser.remaining() == 0;
        if (text) {
            check(target.array(), offset, count, end);
        }
        target.added(count);
        if (end) {
            deliver(target);
        }
    }

    long limit() {
        return limit;
    }

    /// Gives native memory back.
    void close() {
        Decompressor own = decompressor;
        if (own != null) {
            own.close();
        }
    }
}
