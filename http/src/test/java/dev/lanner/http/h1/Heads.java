package dev.lanner.http.h1;

import dev.lanner.spi.config.SettingValues;
import java.nio.charset.StandardCharsets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/// Heads as tests want them: bytes in, a head or a reason out.
final class Heads {
    static final HeadRules RULES = HeadRules.of(SettingValues.DEFAULTS, "http");
    static final HeadRules SECURE = HeadRules.of(SettingValues.DEFAULTS, "https");

    private Heads() {
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /// Scans and parses, as a connection does.
    static RequestHead read(byte[] data, HeadRules rules) throws RejectedRequestException {
        int end = new HeadScanner().scan(data, 0, data.length, rules);
        if (end < 0) {
            throw new AssertionError("incomplete head: " + new String(data, StandardCharsets.ISO_8859_1));
        }
        return RequestHead.parse(data, 0, end, rules);
    }

    static RequestHead accept(String text) {
        return accept(text, RULES);
    }

    static RequestHead accept(String text, HeadRules rules) {
        try {
            return read(bytes(text), rules);
        } catch (RejectedRequestException e) {
            throw new AssertionError(e.rejection() + " for " + text, e);
        }
    }

    static void reject(Rejection expected, String text) {
        reject(expected, text, RULES);
    }

    static void reject(Rejection expected, String text, HeadRules rules) {
        RejectedRequestException thrown = assertThrows(RejectedRequestException.class, () -> read(bytes(text), rules),
                text);
        assertEquals(expected, thrown.rejection(), text);
    }

    /// A GET of HTTP/1.1 with Host and these further lines.
    static String get(String... lines) {
        return request("GET / HTTP/1.1", lines);
    }

    /// A request with Host and these further lines.
    static String request(String requestLine, String... lines) {
        StringBuilder text = new StringBuilder(requestLine).append("\r\nHost: example.com\r\n");
        for (String line : lines) {
            text.append(line).append("\r\n");
        }
        return text.append("\r\n").toString();
    }
}
