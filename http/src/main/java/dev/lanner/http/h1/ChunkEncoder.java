package dev.lanner.http.h1;

import dev.lanner.spi.message.FieldList;

/// Writes the framing of chunked bodies (RFC 9112, 7.1).
public final class ChunkEncoder {

    /// The longest size line.
    public static final int MAX_SIZE_LINE = 18;

    private ChunkEncoder() {
    }

    /// The length of the size line, line end included.
    ///
    /// @param size the chunk's size, 0 or more; 0 is the last chunk
    public static int sizeLineLength(long size) {
        return Math.max(1, (67 - Long.numberOfLeadingZeros(size)) / 4) + 2;
    }

    /// Writes a size line.
    ///
    /// @return the index after it
    public static int sizeLine(byte[] dst, int offset, long size) {
        int end = offset + sizeLineLength(size);
        int at = end - 2;
        long rest = size;
        while (at > offset) {
            dst[--at] = (byte) Character.forDigit((int) (rest & 0xF), 16);
            rest >>>= 4;
        }
        return endLine(dst, end - 2);
    }

    /// Writes a line end, as it follows the data of a chunk.
    ///
    /// @return the index after it
    public static int endLine(byte[] dst, int offset) {
        dst[offset] = '\r';
        dst[offset + 1] = '\n';
        return offset + 2;
    }

    /// Writes the last chunk, the trailer fields and the empty line.
    ///
    /// @return the index after it; -1 when there may be too little room: then nothing was written
    public static int last(byte[] dst, int offset, FieldList trailers, boolean utf8) {
        if (dst.length - offset < lastRoom(trailers, utf8)) {
            return -1;
        }
        int at = sizeLine(dst, offset, 0);
        for (int i = 0; i < trailers.size(); i++) {
            at = FieldWriter.write(dst, at, trailers.name(i), trailers.value(i), utf8);
        }
        return endLine(dst, at);
    }

    /// Room that is enough for [#last], in bytes.
    public static int lastRoom(FieldList trailers, boolean utf8) {
        int room = sizeLineLength(0) + 2;
        for (int i = 0; i < trailers.size(); i++) {
            room += FieldWriter.room(trailers.name(i), trailers.value(i), utf8);
        }
        return room;
    }
}
