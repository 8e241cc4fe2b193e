package dev.lanner.websocket.transport;

import dev.lanner.spi.features.BodySource;
import dev.lanner.spi.message.FieldList;
import dev.lanner.spi.message.FieldSyntax;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// The head of a server's answer, read strictly and byte by byte, as what follows it belongs to the WebSocket.
///
/// @param status the status code
/// @param fields the header fields
record AnswerReader(int status, FieldList fields) {
    private static final int MOST = 64 * 1024;

    static AnswerReader read(BodySource source) throws IOException {
        AnswerReader answer = readOne(source);
        while (answer.status >= 100 && answer.status < 200 && answer.status != 101) {
            answer = readOne(source);
        }
        return answer;
    }

    private static AnswerReader readOne(BodySource source) throws IOException {
        String[] lines = head(source).split("\r\n", -1);
        String first = lines[0];
        if (!first.matches("HTTP/1\\.1 [1-9][0-9][0-9]( .*)?")) {
            throw new IOException("LNR-6014: the server does not answer in HTTP/1.1");
        }
        FieldList fields = new FieldList(lines.length);
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon <= 0 || !FieldSyntax.isToken(lines[i].substring(0, colon))) {
                throw new IOException("LNR-6014: the server's answer has a malformed header field");
            }
            fields.add(lines[i].substring(0, colon), lines[i].substring(colon + 1).strip());
        }
        return new AnswerReader(Integer.parseInt(first.substring(9, 12)), fields);
    }

    /// Without the empty line at its end.
    private static String head(BodySource source) throws IOException {
        byte[] one = new byte[1];
        byte[] head = new byte[1024];
        int size = 0;
        while (size < 4 || head[size - 1] != '\n' || head[size - 2] != '\r' || head[size - 3] != '\n'
                || head[size - 4] != '\r') {
            if (size == MOST) {
                throw new IOException("LNR-6014: the head of the server's answer is longer than " + MOST + " bytes");
            }
            if (source.read(one, 0, 1) < 0) {
                throw new EOFException("LNR-6014: the server closed the connection within its answer");
            }
            if (size == head.length) {
                head = java.util.Arrays.copyOf(head, size * 2);
            }
            head[size++] = one[0];
        }
        return new String(head, 0, size - 4, StandardCharsets.ISO_8859_1);
    }
}
