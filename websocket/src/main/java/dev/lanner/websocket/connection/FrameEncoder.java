package dev.lanner.websocket.connection;

import dev.lanner.websocket.deflate.Compressor;
import dev.lanner.websocket.frame.FrameHeader;
import dev.lanner.websocket.frame.Masking;
import dev.lanner.websocket.frame.Opcode;
import dev.lanner.websocket.protocol.SharedMessage;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/// Makes the bytes of frames. Used by whoever is the connection's writer, in the order of sending.
final class FrameEncoder {
    /// Shorter messages are not worth compressing: they would hardly become shorter.
    private static final int LEAST_COMPRESSED = 256;
    /// What is longer is not copied to stand behind its header, but for a first piece.
    private static final int MOST_COPIED = 16 * 1024;

    private final @Nullable SecureRandom keys;
    private final @Nullable Compressor compressor;
    private final boolean shareable;
    private boolean compressing;

    /// Bytes that belong together: a head in an array of its own, and the rest where the caller has it.
    static final class Encoded {
        private static final byte[] NONE = {};

        private final byte[] head;
        private final byte[] rest;
        private final int from;
        private final int end;

        /// @param head the beginning
        /// @param rest an array with the rest
        /// @param from where the rest begins
        /// @param end where it ends
        Encoded(byte[] head, byte[] rest, int from, int end) {
            this.head = head;
            this.rest = rest;
            this.from = from;
            this.end = end;
        }

        Encoded(byte[] whole) {
            this(whole, NONE, 0, 0);
        }

        byte[] head() {
            return head;
        }

        byte[] rest() {
            return rest;
        }

        int from() {
            return from;
        }

        int end() {
            return end;
        }
    }

    /// @param keys makes masking keys; null on a server, which does not mask
    /// @param shareable whether a compressed message is the same for each connection with compression
    FrameEncoder(@Nullable SecureRandom keys, @Nullable Compressor compressor, boolean shareable) {
        this.keys = keys;
        this.compressor = compressor;
        this.shareable = shareable;
    }

    Encoded encode(Outgoing frame) {
        SharedMessage shared = frame.shared;
        if (shared != null) {
            return shared(shared, frame);
        }
        int first = frame.opcode | (frame.last ? FrameHeader.FIN : 0);
        Compressor own = compressor;
        if (own == null || frame.control()) {
            return frame(first, frame.payload, frame.offset, frame.length);
        }
        return data(first, frame, own);
    }

    private Encoded data(int first, Outgoing frame, Compressor own) {
        boolean begins = frame.opcode != Opcode.CONTINUATION;
        if (begins) {
            // the length of a message in parts is not known
            compressing = !frame.last || frame.length >= LEAST_COMPRESSED;
        }
        if (!compressing) {
            return frame(first, frame.payload, frame.offset, frame.length);
        }
        byte[] small = own.compress(frame.payload, frame.offset, frame.length, frame.last);
        return frame(begins ? first | FrameHeader.RSV1 : first, small, 0, small.length);
    }

    private Encoded shared(SharedMessage message, Outgoing frame) {
        Compressor own = compressor;
        boolean compress = own != null && message.size() >= LEAST_COMPRESSED;
        if (keys == null && (!compress || shareable)) {
            return new Encoded(message.frame(compress, compress ? FrameEncoder::compressed : FrameEncoder::plain));
        }
        byte[] payload = message.payload();
        int first = frame.opcode | FrameHeader.FIN;
        if (own == null || !compress) {
            return frame(first, payload, 0, payload.length);
        }
        byte[] small = own.compress(payload, 0, payload.length, true);
        return frame(first | FrameHeader.RSV1, small, 0, small.length);
    }

    private static byte[] plain(SharedMessage message) {
        return server(FrameHeader.FIN | opcode(message), message.payload());
    }

    private static byte[] compressed(SharedMessage message) {
        byte[] payload = message.payload();
        byte[] small = new Compressor(false, 15).compress(payload, 0, payload.length, true);
        return server(FrameHeader.FIN | FrameHeader.RSV1 | opcode(message), small);
    }

    private static int opcode(SharedMessage message) {
        return message.isText() ? Opcode.TEXT : Opcode.BINARY;
    }

    private static byte[] server(int first, byte[] payload) {
        byte[] frame = new byte[FrameHeader.size(payload.length, false) + payload.length];
        int at = FrameHeader.write(frame, 0, first, payload.length, false);
        System.arraycopy(payload, 0, frame, at, payload.length);
        return frame;
    }

    private Encoded frame(int first, byte[] payload, int offset, int length) {
        boolean masked = keys != null;
        int size = FrameHeader.size(length, masked);
        boolean whole = masked || length <= MOST_COPIED;
        int copied = whole ? length : MOST_COPIED - FrameHeader.MOST;
        byte[] head = new byte[size + copied];
        int at = FrameHeader.write(head, 0, first, length, masked);
        SecureRandom random = keys;
        if (random != null) {
            int key = random.nextInt();
            at = FrameHeader.key(head, at, key);
            System.arraycopy(payload, offset, head, at, copied);
            Masking.apply(head, at, copied, key);
        } else {
            System.arraycopy(payload, offset, head, at, copied);
        }
        return whole ? new Encoded(head) : new Encoded(head, payload, offset + copied, offset + length);
    }

    void close() {
        Compressor own = compressor;
        if (own != null) {
            own.close();
        }
    }
}
