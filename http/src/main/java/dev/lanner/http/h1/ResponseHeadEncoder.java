package dev.lanner.http.h1;

import dev.lanner.spi.message.FieldList;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Writes response heads (RFC 9112, 4 and 5).
public final class ResponseHeadEncoder {
    private static final byte[] CONTENT_LENGTH = ascii("Content-Length: ");
    private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");
    private static final byte[] CLOSE = ascii("Connection: close\r\n");
    private static final byte[] KEEP_ALIVE = ascii("Connection: keep-alive\r\n");
    private static final byte[] UPGRADE = ascii("Connection: upgrade\r\n");
    private static final byte[] DATE = ascii("Date: ");
    /// Above all lines written here together, the longest status line included.
    private static final int FIXED_ROOM = 256;

    private ResponseHeadEncoder() {
    }

    /// Writes a head, from the status line to the empty line.
    ///
    /// @param dst where to
    /// @param offset from here on
    /// @param head what to write
    /// @param date the value of the Date field; written unless the application set one of its own; null for none
    /// @return the index after the head; -1 when there may be too little room: then nothing was written. [#room] says
    ///   how much is enough.
    public static int encode(byte[] dst, int offset, ResponseHead head, byte @Nullable [] date) {
        if (dst.length - offset < room(head)) {
            return -1;
        }
        FieldList fields = head.fields();
        boolean utf8 = head.has(ResponseHead.UTF_8);
        boolean dated = date == null;
        int at = FieldWriter.bytes(dst, offset, StatusLines.of(head.status()));
        for (int i = 0; i < fields.size(); i++) {
            String name = fields.name(i);
            if (!isFraming(name)) {
                dated |= name.length() == 4 && name.equalsIgnoreCase("Date");
                at = FieldWriter.write(dst, at, name, fields.value(i), utf8);
            }
        }
        if (!dated && date != null) {
            at = line(dst, FieldWriter.bytes(dst, FieldWriter.bytes(dst, at, DATE), date));
        }
        return line(dst, framing(dst, at, head));
    }

    /// Room that is enough for a head, in bytes.
    public static int room(ResponseHead head) {
        FieldList fields = head.fields();
        boolean utf8 = head.has(ResponseHead.UTF_8);
        int room = FIXED_ROOM;
        for (int i = 0; i < fields.size(); i++) {
            room += FieldWriter.room(fields.name(i), fields.value(i), utf8);
        }
        return room;
    }

    private static int framing(byte[] dst, int offset, ResponseHead head) {
        int at = offset;
        if (head.contentLength() >= 0) {
            at = line(dst, FieldWriter.decimal(dst, FieldWriter.bytes(dst, at, CONTENT_LENGTH), head.contentLength()));
        }
        if (head.has(ResponseHead.CHUNKED)) {
            at = FieldWriter.bytes(dst, at, CHUNKED);
        }
        if (head.has(ResponseHead.CLOSE)) {
            at = FieldWriter.bytes(dst, at, CLOSE);
        } else if (head.has(ResponseHead.KEEP_ALIVE)) {
            at = FieldWriter.bytes(dst, at, KEEP_ALIVE);
        } else if (head.has(ResponseHead.UPGRADE)) {
            at = FieldWriter.bytes(dst, at, UPGRADE);
        }
        return at;
    }

    /// Whether a field is written from length and flags alone.
    private static boolean isFraming(String name) {
        return switch (name.length()) {
            case 10 -> name.equalsIgnoreCase("Connection") || name.equalsIgnoreCase("Keep-Alive");
            case 14 -> name.equalsIgnoreCase("Content-Length");
            case 17 -> name.equalsIgnoreCase("Transfer-Encoding");
            default -> false;
        };
    }

    private static int line(byte[] dst, int offset) {
        dst[offset] = '\r';
        dst[offset + 1] = '\n';
        return offset + 2;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
