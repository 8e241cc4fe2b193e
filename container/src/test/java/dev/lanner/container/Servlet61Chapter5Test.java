package dev.lanner.container;

import jakarta.servlet.http.Cookie;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// The response (Servlet 6.1, 5).
class Servlet61Chapter5Test {
    private final Contexts contexts = Contexts.at("/app");

    @AfterEach
    void close() {
        contexts.close();
    }

    private void serve(Contexts.Code code) {
        contexts.servlet("s", code, "/a/s");
    }

    @Test
    void aSmallResponseHasItsLengthAndALargeOneHasNot() {
        serve((q, r) -> r.getOutputStream().write(new byte[Integer.parseInt(q.getParameter("n"))]));
        assertEquals("8192", contexts.get("/app/a/s?n=8192").header("Content-Length"));
        var large = contexts.get("/app/a/s?n=8193");
        assertNull(large.header("Content-Length"));
        assertEquals(8193, large.body().length);
        assertEquals("0", contexts.get("/app/a/s?n=0").header("Content-Length"));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {"text/html, -, -, text/html;charset=ISO-8859-1",
        "text/html;charset=UTF-8, -, -, text/html;charset=UTF-8", "text/html, UTF-8, -, text/html;charset=UTF-8",
        "text/html, -, ja, text/html;charset=Shift_JIS", "text/html, UTF-8, ja, text/html;charset=UTF-8",
        "-, UTF-8, -, -", "application/json;charset=utf-8;a=b, -, -, application/json;a=b;charset=utf-8"})
    void theEncodingIsDecidedByTypeEncodingAndLocale(String type, String encoding, String locale, String header) {
        serve((q, r) -> {
            r.setContentType(type);
            if (encoding != null) {
                r.setCharacterEncoding(encoding);
            }
            if (locale != null) {
                r.setLocale(Locale.forLanguageTag(locale));
            }
            r.getWriter().print("x");
            r.setCharacterEncoding("UTF-16");
        });
        assertEquals(header, contexts.get("/app/a/s").header("Content-Type"));
    }

    @Test
    void aWriterEncodesSurrogatesThatAreCutInTwo() {
        serve((q, r) -> {
            r.setCharacterEncoding(StandardCharsets.UTF_8);
            r.getWriter().write("a\uD83D");
            r.getWriter().write("\uDE00b".toCharArray());
            r.getWriter().write('é');
        });
        assertEquals("a😀bé", contexts.text("/app/a/s"));
    }

    @ParameterizedTest
    @CsvSource({"UTF-8, 4", "ISO-8859-1, 3", "UTF-16BE, 6", "ISO-2022-JP, 3"})
    void aWriterToldNothingElseSendsAllWithItsLength(String encoding, String length) {
        serve((q, r) -> {
            r.setCharacterEncoding(encoding);
            r.getWriter().print(encoding.endsWith("JP") ? "axb" : "aéb");
        });
        assertEquals(length, contexts.get("/app/a/s").header("Content-Length"));
    }

    @Test
    void streamAndWriterExcludeEachOtherUntilReset() {
        serve((q, r) -> {
            r.getWriter().print("dropped");
            assertThrows(IllegalStateException.class, r::getOutputStream);
            r.setHeader("A", "b");
            r.reset();
            assertFalse(r.containsHeader("A"));
            r.getOutputStream().write(ByteBuffer.wrap("kept".getBytes(StandardCharsets.US_ASCII)));
            assertThrows(IllegalStateException.class, () -> r.setBufferSize(1));
            r.flushBuffer();
            assertTrue(r.isCommitted());
            assertThrows(IllegalStateException.class, r::resetBuffer);
            r.setHeader("Late", "x");
            r.setStatus(500);
        });
        var response = contexts.get("/app/a/s");
        assertEquals("kept", response.text());
        assertEquals(200, response.status());
        assertNull(response.header("Late"));
    }

    @ParameterizedTest
    @CsvSource({"/x?y=1, http://localhost/x?y=1", "b, http://localhost/app/a/b", "../c, http://localhost/app/c",
        "http://e.test/z, http://e.test/z", "//e.test/z, http://e.test/z", "?q, http://localhost/app/a/s?q",
        "./d/./e, http://localhost/app/a/d/e", "/ü, http://localhost/%C3%BC"})
    void redirectsAreMadeAbsolute(String location, String expected) {
        serve((q, r) -> {
            r.getWriter().print("dropped");
            r.sendRedirect(location);
            r.getWriter().print("ignored");
        });
        var response = contexts.get("/app/a/s");
        assertEquals(302, response.status());
        assertEquals(expected, response.header("Location"));
        assertEquals("", response.text());
    }

    @Test
    void aRedirectMayHaveAnotherStatusAndKeepTheBody() {
        serve((q, r) -> {
            r.getWriter().print("kept");
            r.sendRedirect("/x", 307, false);
        });
        var response = contexts.get("/app/a/s");
        assertEquals(307, response.status());
        assertEquals("kept", response.text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nSet-Cookie: x", "a\nb", "a\0b"})
    void headerFieldsWithControlCharactersAreRefused(String value) {
        serve((q, r) -> {
            assertThrows(IllegalArgumentException.class, () -> r.setHeader("A", value));
            assertThrows(IllegalArgumentException.class, () -> r.addHeader("A", value));
            assertThrows(IllegalArgumentException.class, () -> r.sendRedirect("/x" + value));
            assertThrows(IllegalArgumentException.class, () -> r.setHeader(value, "x"));
            r.getWriter().print("refused");
        });
        assertEquals("refused", contexts.text("/app/a/s"));
    }

    @Test
    void nullRemovesAField() {
        serve((q, r) -> {
            r.setHeader("A", "x");
            r.setHeader("A", null);
            r.setContentType("text/plain");
            r.setContentType(null);
            r.addHeader("B", null);
        });
        var response = contexts.get("/app/a/s");
        assertNull(response.header("A"));
        assertNull(response.header("Content-Type"));
        assertNull(response.header("B"));
    }

    @Test
    void cookiesAndTrailersGoOut() {
        serve((q, r) -> {
            Cookie cookie = new Cookie("c", "v");
            cookie.setHttpOnly(true);
            r.addCookie(cookie);
            r.setTrailerFields(() -> Map.of("T", "t"));
            r.getWriter().print("x");
        });
        var response = contexts.get("/app/a/s");
        assertEquals("v", response.cookie("c"));
        assertEquals("t", response.trailers().first("T"));
        assertNull(response.header("Content-Length"));
    }

    @Test
    void headHasTheLengthAndNoBody() {
        serve((q, r) -> r.getWriter().print("12345"));
        var response = contexts.request("HEAD", "/app/a/s").send();
        assertEquals("5", response.header("Content-Length"));
        assertEquals(0, response.body().length);
    }

    @Test
    void moreThanTheAnnouncedLengthIsRefused() {
        serve((q, r) -> {
            r.setContentLength(3);
            r.getOutputStream().print("abc");
            assertTrue(r.isCommitted());
            assertThrows(IOException.class, () -> r.getOutputStream().print("d"));
        });
        assertEquals("abc", contexts.text("/app/a/s"));
    }

    @Test
    void aStatusBelow200IsShownButTheAnswerEndsWithAFinalOne() {
        contexts.servlet("s", (q, r) -> {
            r.setStatus(202);
            r.setStatus(100);
            r.getWriter().print(r.getStatus());
        }, "/s").servlet("e", (q, r) -> {
            r.setStatus(103);
            r.sendError(409);
        }, "/e").servlet("r", (q, r) -> {
            r.setStatus(100);
            r.reset();
            r.getWriter().print(r.getStatus());
        }, "/r");

        assertEquals(202, contexts.get("/app/s").status());
        assertEquals("100", contexts.text("/app/s"));
        assertEquals(409, contexts.get("/app/e").status());
        assertEquals("200", contexts.text("/app/r"));
    }
}
