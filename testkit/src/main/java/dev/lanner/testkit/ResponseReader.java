package dev.lanner.testkit;

import dev.lanner.spi.message.FieldList;
import dev.lanner.spi.message.Fields;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Reads one response by its framing (RFC 9112, 6.3) and accepts nothing that a server should not send.
final class ResponseReader {
    private static final int LONGEST_LINE = 1 << 20;

    private final RawClient client;
    private final StringBuilder seen = new StringBuilder();

    ResponseReader(RawClient client) {
        this.client = client;
    }

    RawResponse read(String method) throws IOException {
        List<RawResponse> interim = new ArrayList<>();
        while (true) {
            RawResponse.Head head = head();
            if (head.status() < 200 && head.status() != 101) {
                interim.add(new RawResponse(head, new byte[0], Fields.EMPTY, List.of()));
                continue;
            }
            FieldList trailers = new FieldList();
            return new RawResponse(head, body(method, head, trailers), trailers, interim);
        }
    }

    private RawResponse.Head head() throws IOException {
        String line = line();
        require(line.matches("HTTP/1\\.[01] [1-9][0-9][0-9] .*"), "bad status line");
        FieldList headers = new FieldList();
        fields(headers);
        return new RawResponse.Head(line.substring(0, 8), Integer.parseInt(line.substring(9, 12)), line.substring(13),
                headers);
    }

    private void fields(FieldList to) throws IOException {
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            require(colon > 0, "field without a name");
            to.add(line.substring(0, colon), line.substring(colon + 1).strip());
        }
    }

    private byte[] body(String method, RawResponse.Head head, FieldList trailers) throws IOException {
        String length = head.headers().first("Content-Length");
        String coding = head.headers().first("Transfer-Encoding");
        require(length == null || coding == null, "both Content-Length and Transfer-Encoding");
        require(head.headers().all("Content-Length").size() < 2, "several Content-Length fields");
        if (method.equals("HEAD") || head.status() == 204 || head.status() == 304 || head.status() == 101) {
            return new byte[0];
        }
        if (coding != null) {
            require(coding.equals("chunked"), "Transfer-Encoding is not chunked");
            return chunks(trailers);
        }
        if (length != null) {
            require(length.matches("[0-9]+"), "Content-Length is no number");
            return client.readBytes(Integer.parseInt(length));
        }
        return client.readToEnd();
    }

    private byte[] chunks(FieldList trailers) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            String line = line();
            require(line.matches("[0-9A-Fa-f]{1,8}"), "bad chunk size");
            int size = Integer.parseInt(line, 16);
            if (size == 0) {
                fields(trailers);
                return body.toByteArray();
            }
            body.write(client.readBytes(size));
            require(line().isEmpty(), "chunk data longer than announced");
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int next = client.readByte();
            if (next < 0) {
                throw new EOFException(
                        "closed in the head of a response, after \"" + printable(seen + text(line)) + "\"");
            }
            if (next == '\n') {
                String text = text(line);
                seen.append(text).append('\n');
                require(text.endsWith("\r"), "line end without CR");
                return text.substring(0, text.length() - 1);
            }
            line.write(next);
            require(line.size() < LONGEST_LINE, "line too long");
        }
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    private void require(boolean good, String what) {
        if (!good) {
            throw new AssertionError("malformed response, " + what + ", in \"" + printable(seen.toString()) + "\"");
        }
    }

    static String printable(String text) {
        StringBuilder shown = new StringBuilder();
        for (char c : text.substring(0, Math.min(text.length(), 2000)).toCharArray()) {
            switch (c) {
                case '\r' -> shown.append("\\r");
                case '\n' -> shown.append("\\n");
                default -> shown.append(c >= ' ' && c < 127 ? c : '?');
            }
        }
        return shown.toString();
    }
}
