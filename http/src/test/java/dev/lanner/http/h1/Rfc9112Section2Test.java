package dev.lanner.http.h1;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Message parsing: line ends, empty lines, the version.
class Rfc9112Section2Test {

    @ParameterizedTest
    @CsvSource(textBlock = """
            GET / HTTP/1.1~Host: a~~,                  BARE_LF
            GET / HTTP/1.1^~Host: a~^~,                BARE_LF
            GET / HTTP/1.1^~Host: a^~~,                BARE_LF
            GET / HTTP/1.1~,                           BARE_LF
            ~GET / HTTP/1.1^~,                         BARE_LF
            GET / HTTP/1.1^Host: a^~^~,                BARE_CR
            GET / HTTP/1.1^~Host: a^b^~^~,             BARE_CR
            GET / HTTP/1.1^~Host: a^^~^~,              BARE_CR
            GET / HTTP/1.1^~Host: a^^^,                BARE_CR
            GET / HTTP/1.1^~Host: a^~^^~,              BARE_CR
            GET / HTTP/1.1^^~Host: a^~^~,              BARE_CR
            ^GET / HTTP/1.1^~,                         BARE_CR
            ^~^~GET / HTTP/1.1^~,                      INVALID_REQUEST_LINE
            """)
    void refusesOtherLineEnds(String text, Rejection expected) {
        Heads.reject(expected, text.replace('^', '\r').replace('~', '\n'));
    }

    @Test
    void skipsOneEmptyLineBeforeTheRequestLine() {
        assertEquals("/x", Heads.accept("\r\nGET /x HTTP/1.1\r\nHost: a\r\n\r\n").target().path());
    }

    @Test
    void tellsOneEmptyLineFromARequestThatHasBegun() throws Exception {
        HeadScanner scanner = new HeadScanner();
        assertFalse(scanner.begun());
        scanner.scan(Heads.bytes("\r\n"), 0, 2, Heads.RULES);
        assertFalse(scanner.begun());
        scanner.scan(Heads.bytes("\r\nG"), 0, 3, Heads.RULES);
        assertTrue(scanner.begun());
        scanner.reset();
        assertFalse(scanner.begun());
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            HTTP/1.2,  UNSUPPORTED_VERSION
            HTTP/2.0,  UNSUPPORTED_VERSION
            HTTP/3.0,  UNSUPPORTED_VERSION
            HTTP/0.9,  UNSUPPORTED_VERSION
            HTTP/01.1, INVALID_VERSION
            HTTP/1.01, INVALID_VERSION
            HTTP/1,    INVALID_VERSION
            HTTP/2,    INVALID_VERSION
            HTTP/1.1x, INVALID_VERSION
            HTTP/11,   INVALID_VERSION
            http/1.1,  INVALID_VERSION
            Http/1.1,  INVALID_VERSION
            HTTPS/1.1, INVALID_VERSION
            xHTTP/1.1, INVALID_VERSION
            HTTP/-1.1, INVALID_VERSION
            """)
    void refusesOtherVersions(String version, Rejection expected) {
        Heads.reject(expected, Heads.request("GET / " + version));
    }

    @Test
    void refusesARequestLineWithoutVersionAtItsEnd() {
        Heads.reject(Rejection.MISSING_VERSION, "GET /x\r\n");
        Heads.reject(Rejection.INVALID_REQUEST_LINE, "GET\r\n");
        Heads.reject(Rejection.INVALID_VERSION, "GET /x \r\n");
    }

    @Test
    void knowsTlsAndThePrefaceOfHttp2() {
        Heads.reject(Rejection.TLS_OVER_HTTP, "\u0016\u0003\u0001\u0002\u0000\u0001");
        Heads.reject(Rejection.HTTP2_PREFACE, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        Heads.reject(Rejection.UNSUPPORTED_VERSION, "PRI / HTTP/2.0\r\n\r\nSM\r\n\r\n");
    }

    @Test
    void isRefusedBeforeTheHeadIsComplete() {
        for (String text : new String[]{"GET / HTTP/1.1\n", "GET / HTTP/3.0\r\n", "G\0", "\u0016",
            "GET / HTTP/1.1\r\n\0",
            "\r\n\r\n"}) {
            byte[] data = Heads.bytes(text);
            assertThrows(RejectedRequestException.class,
                    () -> new HeadScanner().scan(data, 0, data.length, Heads.RULES), text);
        }
    }
}
