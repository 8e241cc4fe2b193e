package dev.lanner.container.cookie;

import dev.lanner.spi.message.FieldList;
import jakarta.servlet.http.Cookie;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.of;

class CookieTest {
    private static final long NOW = 784111777000L;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "a=b|a:b",
        "a=b; c=d|a:b c:d",
        "a=b;c=d;|a:b c:d",
        "a=\"b\"|a:\"b\"",
        // S37: the quote takes nothing with it
        "lang=\"b; JSESSIONID=1337; c=d\"|lang:\"b JSESSIONID:1337 c:d\"",
        "a=|a:",
        "a==b=|a:=b=",
        "=x; a=b; noequals; c=d|a:b c:d",
        "a b=c; d=e|d:e",
        "a=b c; d=e,f; g=h\\i; j=k|j:k",
        "$Version=1; a=b; $Path=/|$Version:1 a:b $Path:/",
        "a=1; a=2|a:1 a:2",
        "; ; ;\t a=b \t;|a:b"})
    void parsesPairsAndDropsBadOnesSingly(String field, String expected) {
        List<Map.Entry<String, String>> pairs = new ArrayList<>();
        CookieParser.parse(field, pairs);
        assertEquals(expected, String.join(" ", pairs.stream().map(p -> p.getKey() + ":" + p.getValue()).toList()));
        for (Map.Entry<String, String> pair : pairs) {
            assertTrue(Boolean.TRUE.equals(CookieParser.find(field, pair.getKey(),
                    value -> value.equals(pair.getValue()) ? Boolean.TRUE : null)), field);
        }
    }

    @Test
    void controlCharactersDropThePair() {
        FieldList headers = new FieldList();
        headers.add("Cookie", "a=b\tc; d=\u00e9");
        headers.add("cookie", "e=f");
        assertEquals(List.of(Map.entry("d", "\u00e9"), Map.entry("e", "f")), new RequestCookies(headers).cookies());
        assertNull(RequestCookies.value(headers, "a"));
        assertEquals("f", RequestCookies.value(headers, "e"));
    }

    @Test
    void aFlawedNameIsNoPrefixMatch() {
        FieldList headers = new FieldList();
        headers.add("Cookie", "XJSESSIONID=1; JSESSIONIDX=2; JSESSIONID=3");
        assertEquals("3", RequestCookies.value(headers, "JSESSIONID"));
    }

    @Test
    void theNumberIsBounded() {
        List<Map.Entry<String, String>> pairs = new ArrayList<>();
        CookieParser.parse("a=;".repeat(5000), pairs);
        assertEquals(CookieParser.MAX_COOKIES, pairs.size());
    }

    @Test
    void anyFieldGivesOnlyLegalPairs() {
        Random random = new Random(42);
        String alphabet = "ab=;\", \t\\$\u0000\u007f\u00ff";
        for (int round = 0; round < 100_000; round++) {
            StringBuilder field = new StringBuilder();
            for (int i = random.nextInt(30); i > 0; i--) {
                field.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            List<Map.Entry<String, String>> pairs = new ArrayList<>();
            CookieParser.parse(field.toString(), pairs);
            for (Map.Entry<String, String> pair : pairs) {
                assertFalse(pair.getKey().isEmpty() || pair.getValue().contains(";") || pair.getValue().contains(" "));
            }
            RequestCookies.toServlet(pairs);
        }
    }

    static Stream<Arguments> responseCookies() {
        return Stream.of(of("a=b", cookie("a", "b", c -> {
        })),
                of("a=", cookie("a", "", c -> {
                })),
                of("a=\"b\"", cookie("a", "\"b\"", c -> {
                })),
                of("a=b; Max-Age=60; Expires=Sun, 06 Nov 1994 08:50:37 GMT", cookie("a", "b", c -> c.setMaxAge(60))),
                of("a=b; Expires=Thu, 01 Jan 1970 00:00:00 GMT", cookie("a", "b", c -> c.setMaxAge(0))),
                of("a=b; Expires=Thu, 01 Jan 1970 00:00:00 GMT", cookie("a", "b", c -> {
                    c.setMaxAge(0);
                    c.setAttribute("Expires", "Sun, 06 Nov 2094 08:49:37 GMT");
                })),
                of("a=b", cookie("a", "b", c -> c.setMaxAge(-1))),
                of("a=b; Domain=example.org", cookie("a", "b", c -> c.setDomain(".example.org"))),
                of("a=b; Path=/x; Secure", cookie("a", "b", c -> {
                    c.setPath("/x");
                    c.setSecure(true);
                })), of("a=b; HttpOnly", cookie("a", "b", c -> c.setHttpOnly(true))),
                of("a=b; SameSite=None", cookie("a", "b", c -> c.setAttribute("SameSite", "None"))),
                of("a=b; Partitioned", cookie("a", "b", c -> c.setAttribute("Partitioned", ""))),
                of("a=b; foo=bar", cookie("a", "b", c -> c.setAttribute("foo", "bar"))));
    }

    @ParameterizedTest
    @MethodSource("responseCookies")
    void writesCookies(String expected, Cookie cookie) {
        assertEquals(expected, SetCookie.format(cookie, NOW));
    }

    static Stream<Cookie> illegalCookies() {
        return Stream.of(cookie("a", "b\r\nX: y", c -> {
        }), cookie("a", "b c", c -> {
        }), cookie("a", "b;c", c -> {
        }),
                cookie("a", "b,c", c -> {
                }), cookie("a", "b\\c", c -> {
                }), cookie("a", "\"", c -> {
                }),
                cookie("a", "b\"c", c -> {
                }), cookie("a", "\u00e9", c -> {
                }), cookie("a", "\0", c -> {
                }),
                cookie("a", "b", c -> c.setPath("/;HttpOnly")), cookie("a", "b", c -> c.setPath("/\r\nX: y")),
                cookie("a", "b", c -> c.setDomain("x;y")), cookie("a", "b", c -> c.setDomain("x\ny")),
                cookie("a", "b", c -> c.setAttribute("x", "y\nz")), cookie("a", "b", c -> c.setAttribute("x", "y;z")));
    }

    @ParameterizedTest
    @MethodSource("illegalCookies")
    void nothingIllegalIsWritten(Cookie cookie) {
        assertThrows(IllegalArgumentException.class, () -> SetCookie.format(cookie, NOW));
    }

    private static Cookie cookie(String name, String value, Consumer<Cookie> settings) {
        Cookie cookie = new Cookie(name, value);
        settings.accept(cookie);
        return cookie;
    }
}
