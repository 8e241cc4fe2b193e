package dev.lanner.websocket.deflate;

import dev.lanner.websocket.protocol.CloseStatus;
import dev.lanner.websocket.protocol.ProtocolException;
import java.io.IOException;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// Decompresses messages (RFC 7692, 7.2.2), a piece of at most [#PIECE] bytes at a time: whoever takes the pieces limits
/// what a message may become. Used by one thread at a time.
public final class Decompressor {
    /// The most bytes of one piece.
    public static final int PIECE = 16 * 1024;

    private static final byte[] TAIL = {0, 0, -1, -1};

    private final boolean context;
    private @Nullable Inflater inflater;
    /// Whether the stream is at its beginning.
    private boolean fresh = true;

    /// Takes what was decompressed.
    @FunctionalInterface
    public interface Pieces {

        /// @param bytes used again after the return
        void piece(byte[] bytes, int length) throws IOException;
    }

    /// @param context whether a message may refer to those before it
    public Decompressor(boolean context) {
        this.context = context;
    }

    /// Decompresses bytes of a message.
    ///
    /// @param last whether the message ends with them
    /// @throws ProtocolException 1007 when they are not deflated data
    public void decompress(byte[] bytes, int offset, int length, boolean last, Pieces pieces) throws IOException {
        Inflater own = inflater;
        if (own == null) {
            own = ZlibPool.shared().inflater();
            inflater = own;
        }
        byte[] piece = new byte[PIECE];
        inflate(own, bytes, offset, length, piece, pieces);
        if (last) {
            if (!fresh) {
                inflate(own, TAIL, 0, TAIL.length, piece, pieces);
            }
            if (!context) {
                close();
            }
        }
    }

    private void inflate(Inflater own, byte[] bytes, int offset, int length, byte[] piece, Pieces pieces)
            throws IOException {
        own.setInput(bytes, offset, length);
        fresh &= length == 0;
        try {
            while (true) {
                int count = own.inflate(piece, 0, PIECE);
                if (count > 0) {
                    pieces.piece(piece, count);
                } else if (own.finished()) {
                    // a final block: what follows begins anew (RFC 7692, 7.2.3.4)
                    int left = own.getRemaining();
                    own.reset();
                    fresh = left == 0;
                    own.setInput(bytes, offset + length - left, left);
                } else if (own.needsDictionary()) {
                    throw bad();
                } else {
                    return;
                }
            }
        } catch (DataFormatException e) {
            throw bad();
        }
    }

    private static ProtocolException bad() {
        return new ProtocolException(CloseStatus.BAD_DATA, "the message is not deflated as it says (RFC 7692, 7.2.2)");
    }

    /// Gives the native memory back. The next message begins without context.
    public void close() {
        Inflater own = inflater;
        if (own != null) {
            inflater = null;
            fresh = true;
            ZlibPool.shared().give(own);
        }
    }
}
