package dev.lanner.http.tls;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What the first message of a TLS client says, as far as it matters here (RFC 8446, 4.1.2; RFC 6066, 3).
///
/// @param serverName the host name asked for, in lower case; null when none was
record ClientHello(@Nullable String serverName) {
    /// Larger ones are refused: a client has no good reason.
    static final int MOST = 16 * 1024;
    private static final int RECORD_HEADER = 5;
    private static final int MESSAGE_HEADER = 4;
    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int SERVER_NAME = 0;
    private static final int MOST_NAME = 255;

    /// What the bytes so far are.
    enum State {
        /// The beginning of a hello.
        INCOMPLETE,
        /// A hello.
        COMPLETE,
        /// Letters: somebody speaks HTTP without TLS.
        PLAIN_HTTP,
        /// Neither.
        MALFORMED
    }

    /// What the bytes from position to limit are; they stay where they are.
    static State look(ByteBuffer bytes) {
        if (!bytes.hasRemaining()) {
            return State.INCOMPLETE;
        }
        byte first = bytes.get(bytes.position());
        if (first != HANDSHAKE) {
            return first >= 'A' && first <= 'Z' ? State.PLAIN_HTTP : State.MALFORMED;
        }
        int length = messageLength(bytes);
        if (length > MOST || length == -1) {
            return State.MALFORMED;
        }
        return length == -2 || join(bytes, MESSAGE_HEADER + length) == null ? State.INCOMPLETE : State.COMPLETE;
    }

    /// Reads a hello that is [State#COMPLETE]; null when it is malformed.
    static @Nullable ClientHello parse(ByteBuffer bytes) {
        byte[] message = join(bytes, MESSAGE_HEADER + messageLength(bytes));
        if (message == null) {
            return null;
        }
        try {
            return parse(new Cursor(message, MESSAGE_HEADER, message.length));
        } catch (IndexOutOfBoundsException e) {
            return null;
        }
    }

    /// The length of the handshake message; -1 when it is no hello, -2 when more must come first.
    private static int messageLength(ByteBuffer bytes) {
        byte[] header = join(bytes, MESSAGE_HEADER);
        if (header == null) {
            return malformed(bytes) ? -1 : -2;
        }
        return header[0] == CLIENT_HELLO
                ? (header[1] & 0xff) << 16 | (header[2] & 0xff) << 8 | header[3] & 0xff
                : -1;
    }

    /// Whether the records at hand can't be those of a handshake.
    private static boolean malformed(ByteBuffer bytes) {
        int at = bytes.position();
        while (bytes.limit() - at >= RECORD_HEADER) {
            int length = (bytes.get(at + 3) & 0xff) << 8 | bytes.get(at + 4) & 0xff;
            if (bytes.get(at) != HANDSHAKE || bytes.get(at + 1) != 3 || length == 0 || length > MOST) {
                return true;
            }
            at += RECORD_HEADER + length;
        }
        return false;
    }

    /// The first bytes of the message, which may be spread over several records; null when they are not all there.
    private static byte @Nullable [] join(ByteBuffer bytes, int wanted) {
        if (wanted < 0 || malformed(bytes)) {
            return null;
        }
        byte[] message = new byte[wanted];
        int have = 0;
        int at = bytes.position();
        while (have < wanted && bytes.limit() - at > RECORD_HEADER) {
            int length = (bytes.get(at + 3) & 0xff) << 8 | bytes.get(at + 4) & 0xff;
            at += RECORD_HEADER;
            int part = Math.min(wanted - have, Math.min(length, bytes.limit() - at));
            bytes.get(at, message, have, part);
            have += part;
            at += length;
        }
        return have == wanted ? message : null;
    }

    private static @Nullable ClientHello parse(Cursor hello) {
        hello.skip(2 + 32);
        hello.skip(hello.one());
        hello.skip(hello.two());
        hello.skip(hello.one());
        if (!hello.more()) {
            return new ClientHello(null);
        }
        Cursor extensions = hello.part(hello.two());
        if (hello.more()) {
            return null;
        }
        String name = null;
        while (extensions.more()) {
            int type = extensions.two();
            Cursor extension = extensions.part(extensions.two());
            if (type == SERVER_NAME) {
                name = name == null ? name(extension) : null;
                if (name == null) {
                    return null;
                }
            }
        }
        return new ClientHello(name);
    }

    private static @Nullable String name(Cursor extension) {
        Cursor list = extension.part(extension.two());
        int type = list.one();
        Cursor name = list.part(list.two());
        return type == 0 && !list.more() && !extension.more() ? name.hostName() : null;
    }

    /// Reads on within bounds; beyond them it throws [IndexOutOfBoundsException].
    private static final class Cursor {
        private final byte[] bytes;
        private int at;
        private final int end;

        Cursor(byte[] bytes, int at, int end) {
            this.bytes = bytes;
            this.at = at;
            this.end = end;
        }

        boolean more() {
            return at < end;
        }

        int one() {
            if (at >= end) {
                throw new IndexOutOfBoundsException(at);
            }
            return bytes[at++] & 0xff;
        }

        int two() {
            return one() << 8 | one();
        }

        void skip(int count) {
            if (count > end - at) {
                throw new IndexOutOfBoundsException(at + count);
            }
            at += count;
        }

        Cursor part(int length) {
            int from = at;
            skip(length);
            return new Cursor(bytes, from, from + length);
        }

        /// All of it as a host name in lower case; null when it can't be one.
        @Nullable
        String hostName() {
            if (at == end || end - at > MOST_NAME) {
                return null;
            }
            for (int i = at; i < end; i++) {
                int c = bytes[i];
                boolean fine = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-'
                        || c == '_' || c == '.' && i > at;
                if (!fine) {
                    return null;
                }
            }
            return new String(bytes, at, end - at, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
        }
    }
}
