package dev.lanner.http.h1;

import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.SettingValues.Value;
import dev.lanner.spi.config.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/// L6, L7, L8: exactly at the limit and one above it, complete and incomplete.
class HeadLimitsTest {
    private static final HeadRules SMALL = HeadRules.of(new SettingValues(null,
            Map.of(Settings.MAX_REQUEST_LINE_SIZE, new Value(20L, "test"), Settings.MAX_REQUEST_HEADERS_SIZE,
                    new Value(40L, "test"), Settings.MAX_REQUEST_HEADER_COUNT, new Value(3L, "test"))),
            "http");

    @Test
    void requestLine() {
        assertEquals("/45678", Heads.accept("GET /45678 HTTP/1.1\r\nHost: a\r\n\r\n", SMALL).target().path());
        Heads.accept("GET /456789 HTTP/1.1\r\nHost: a\r\n\r\n", SMALL);
        Heads.reject(Rejection.REQUEST_LINE_TOO_LONG, "GET /456789x HTTP/1.1\r\nHost: a\r\n\r\n", SMALL);
        Heads.reject(Rejection.REQUEST_LINE_TOO_LONG, "GET /4567890123456789", SMALL);
        Heads.reject(Rejection.REQUEST_LINE_TOO_LONG, "GET /4567890123456789\n", SMALL);
        Heads.reject(Rejection.REQUEST_LINE_TOO_LONG, "\r\nGET /4567890123456789", SMALL);
    }

    @Test
    void theLineEndAndAnEmptyLineBeforeItDoNotCount() throws Exception {
        byte[] data = Heads.bytes("\r\nGET /456789 HTTP/1.1\r");
        assertEquals(-1, new HeadScanner().scan(data, 0, data.length, SMALL));
    }

    @Test
    void headersTogether() {
        // 9 + 31 = 40 bytes
        String line = "X: " + "y".repeat(26);
        Heads.accept("GET / HTTP/1.1\r\nHost: a\r\n" + line + "\r\n\r\n", SMALL);
        Heads.reject(Rejection.HEADERS_TOO_LARGE, "GET / HTTP/1.1\r\nHost: a\r\n" + line + "y\r\n\r\n", SMALL);
        Heads.reject(Rejection.HEADERS_TOO_LARGE, "GET / HTTP/1.1\r\nHost: a\r\n" + line + "yyy", SMALL);
        Heads.reject(Rejection.HEADERS_TOO_LARGE, "GET / HTTP/1.1\r\nHost: a\r\n" + line + "\r\nX", SMALL);
    }

    @Test
    void count() {
        String three = "GET / HTTP/1.1\r\nHost: a\r\nA:\r\nB:\r\n";
        Heads.accept(three + "\r\n", SMALL);
        Heads.reject(Rejection.TOO_MANY_HEADERS, three + "C:\r\n", SMALL);
        byte[] data = Heads.bytes(three + "C:\r\n\r\n");
        RejectedRequestException thrown = assertThrows(RejectedRequestException.class,
                () -> RequestHead.parse(data, 0, data.length, SMALL));
        assertEquals(Rejection.TOO_MANY_HEADERS, thrown.rejection());
    }

    @Test
    void whatFollowsTheHeadDoesNotCount() {
        Heads.accept("GET / HTTP/1.1\r\nHost: a\r\n\r\n" + "x".repeat(1000), SMALL);
    }
}
