package dev.lanner.container.parameter;

import dev.lanner.spi.features.BodySource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Finds the parts in a multipart body (RFC 2046, 5.1.1), in one pass and with one buffer.
///
/// Strict: lines end with CRLF, a boundary is followed by white space and a line end or by two dashes, and the closing
/// boundary must come. Call [#begin], then for each part the lines of its header and [#content].
final class MultipartParser {
    private static final int LEAST_BUFFER = 16 * 1024;
    private static final int ROOM = 256;
    private static final int LONGEST_PADDING = 128;
    private static final String MALFORMED = "malformed-multipart";

    private final BodySource body;
    private final long maxSize;
    /// CRLF, two dashes, boundary.
    private final byte[] delimiter;
    /// How far to move on when the last byte of the window is this one (Horspool).
    private final byte[] shift = new byte[256];
    private final byte[] buffer;
    private int position;
    private int limit;
    private long total;

    /// Takes the bytes of a part's content.
    interface Sink {

        /// The array is used again after the return.
        void write(byte[] bytes, int offset, int length) throws IOException;
    }

    /// @param boundary of at most 70 characters, without the dashes
    /// @param longestLine bytes of a header line
    /// @param maxSize bytes of the whole body
    MultipartParser(BodySource body, String boundary, int longestLine, long maxSize) {
        this.body = body;
        this.maxSize = maxSize;
        delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        buffer = new byte[Math.max(LEAST_BUFFER, longestLine) + ROOM];
        Arrays.fill(shift, (byte) delimiter.length);
        for (int i = 0; i < delimiter.length - 1; i++) {
            shift[delimiter[i] & 0xFF] = (byte) (delimiter.length - 1 - i);
        }
    }

    /// Passes over the preamble.
    ///
    /// @param longestPreamble bytes that may stand before the first boundary
    /// @return whether a part follows
    boolean begin(int longestPreamble) throws IOException {
        long[] passed = new long[1];
        return content((bytes, offset, length) -> {
            passed[0] += length;
            if (passed[0] > longestPreamble) {
                throw ParameterProblem.malformed(MALFORMED,
                        "more than " + longestPreamble + " bytes before the first boundary of a multipart body");
            }
        });
    }

    /// Reads a header line.
    ///
    /// @param longest bytes without the line end
    /// @return the line's bytes, empty for the end of the header
    byte[] line(int longest) throws IOException {
        int looked = 0;
        while (true) {
            for (int i = position + looked; i < limit; i++) {
                if (buffer[i] == '\n') {
                    return takeLine(i, longest);
                }
            }
            looked = limit - position;
            if (looked - 1 > longest) {
                throw headersTooLarge(longest);
            }
            fill();
        }
    }

    /// Hands over the content up to the next boundary.
    ///
    /// @return whether another part follows
    boolean content(Sink sink) throws IOException {
        // without content the line end before the boundary is that of the header's empty line
        while (limit - position < delimiter.length - 2) {
            fill();
        }
        if (matches(position, 2)) {
            position += delimiter.length - 2;
            return afterBoundary();
        }
        while (true) {
            int found = find();
            int end = found >= 0 ? found : limit - delimiter.length + 1;
            if (end > position) {
                sink.write(buffer, position, end - position);
                position = end;
            }
            if (found >= 0) {
                position = found + delimiter.length;
                return afterBoundary();
            }
            fill();
        }
    }

    /// Reads and drops what follows the closing boundary.
    void end(int longestEpilogue) throws IOException {
        long passed = (long) limit - position;
        while (passed <= longestEpilogue) {
            int read = body.read(buffer, 0, buffer.length);
            if (read < 0) {
                return;
            }
            count(read);
            passed += read;
        }
        throw ParameterProblem.malformed(MALFORMED,
                "more than " + longestEpilogue + " bytes after the last boundary of a multipart body");
    }

    private byte[] takeLine(int lineFeed, int longest) {
        int end = lineFeed - 1;
        if (end < position || buffer[end] != '\r') {
            throw ParameterProblem.malformed(MALFORMED, "a header line of a part does not end with CRLF");
        }
        if (end - position > longest) {
            throw headersTooLarge(longest);
        }
        byte[] line = Arrays.copyOfRange(buffer, position, end);
        position = lineFeed + 1;
        return line;
    }

    private boolean afterBoundary() throws IOException {
        while (limit - position < 2) {
            fill();
        }
        if (buffer[position] == '-' && buffer[position + 1] == '-') {
            position += 2;
            return false;
        }
        for (byte padding : line(LONGEST_PADDING)) {
            if (padding != ' ' && padding != '\t') {
                throw ParameterProblem.malformed(MALFORMED, "a boundary of a multipart body is not followed by CRLF");
            }
        }
        return true;
    }

    private boolean matches(int at, int from) {
        return Arrays.equals(buffer, at, at + delimiter.length - from, delimiter, from, delimiter.length);
    }

    /// The index of the next delimiter in the buffer, or -1.
    private int find() {
        int last = delimiter.length - 1;
        byte lastByte = delimiter[last];
        int at = position;
        while (at + last < limit) {
            byte found = buffer[at + last];
            if (found == lastByte && matches(at, 0)) {
                return at;
            }
            at += shift[found & 0xFF];
        }
        return -1;
    }

    private void fill() throws IOException {
        if (position > 0) {
            System.arraycopy(buffer, position, buffer, 0, limit - position);
            limit -= position;
            position = 0;
        }
        int read = body.read(buffer, limit, buffer.length - limit);
        if (read < 0) {
            throw ParameterProblem.malformed(MALFORMED, "the multipart body ends before its closing boundary");
        }
        count(read);
        limit += read;
    }

    private void count(int read) {
        if (read > maxSize - total) {
            throw requestTooLarge(maxSize);
        }
        total += read;
    }

    static ParameterProblem requestTooLarge(long maxSize) {
        return ParameterProblem.tooLarge("multipart-too-large",
                "the multipart body is larger than " + maxSize + " bytes (max-request-size of the servlet)");
    }

    private static ParameterProblem headersTooLarge(int longest) {
        return ParameterProblem.tooLarge("part-headers-too-large",
                "the header fields of a part are too large: " + longest + " bytes were left "
                        + "(setting limits.max-part-headers-size)");
    }
}
