package dev.lanner.launcher.deployment;

import dev.lanner.testkit.RawClient;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An answer of HTTP/1.1 that knows how far it has come, as it may break off.
final class ChaosAnswer {
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)\r\n");
    private static final Pattern CHUNKED = Pattern.compile("(?i)\r\ntransfer-encoding: *chunked\r\n");
    private static final Pattern CLOSE = Pattern.compile("(?i)\r\nconnection: *close\r\n");

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private String head = "";

    /// Whether its head has come.
    boolean begun() {
        return !head.isEmpty();
    }

    int status() {
        return Integer.parseInt(head.substring(9, 12));
    }

    String text() {
        return body.toString(StandardCharsets.ISO_8859_1);
    }

    boolean closes() {
        return CLOSE.matcher(head).find();
    }

    /// Reads it to its end.
    ///
    /// @throws EOFException when it breaks off
    void read(RawClient client) throws IOException {
        String read = head(client);
        while (read.startsWith("HTTP/1.1 100 ")) {
            read = head(client);
        }
        head = read;
        Matcher length = LENGTH.matcher(head);
        if (status() == 101 || status() == 204) {
            return;
        }
        if (CHUNKED.matcher(head).find()) {
            for (int size = size(client); size > 0; size = size(client)) {
                body.writeBytes(client.readBytes(size));
                client.readBytes(2);
            }
            client.readBytes(2);
        } else if (length.find()) {
            body.writeBytes(client.readBytes(Integer.parseInt(length.group(1))));
        } else {
            throw new IOException("an answer without an end: " + head);
        }
    }

    private static String head(RawClient client) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
            head.append((char) next(client));
        }
        return head.toString();
    }

    private static int size(RawClient client) throws IOException {
        StringBuilder line = new StringBuilder();
        while (line.indexOf("\r\n") < 0) {
            line.append((char) next(client));
        }
        return Integer.parseInt(line.toString().strip(), 16);
    }

    private static int next(RawClient client) throws IOException {
        int next = client.readByte();
        if (next < 0) {
            throw new EOFException("the connection ended");
        }
        return next;
    }
}
