package dev.lanner.http.h1;

import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.config.Settings.HeaderCharset;
import dev.lanner.spi.message.Fields;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

/// Header fields: S5, K7.
class Rfc9112Section5Test {

    /// In the table ^ is CR, ~ is LF.
    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
            "X : y",              SPACE_BEFORE_COLON
            "X\t: y",             SPACE_BEFORE_COLON
            ": y",                INVALID_HEADER_NAME
            "X",                  INVALID_HEADER_NAME
            "X y",                SPACE_BEFORE_COLON
            "X(y): z",            INVALID_HEADER_NAME
            "X@: z",              INVALID_HEADER_NAME
            "\u00e4: z",            INVALID_HEADER_NAME
            "X\u0080: z",           INVALID_HEADER_NAME
            "X/y: z",             INVALID_HEADER_NAME
            "[x]: z",             INVALID_HEADER_NAME
            " X: y",              OBS_FOLD
            "\tX: y",             OBS_FOLD
            "A: b^~ c",           OBS_FOLD
            "A: b^~\tc",          OBS_FOLD
            "A: b^~ ^~",          OBS_FOLD
            "A: b^~ C: d",        OBS_FOLD
            "A: b\u0000",           INVALID_HEADER_VALUE
            "A\u0000: b",           INVALID_HEADER_VALUE
            "A: \u0001b",           INVALID_HEADER_VALUE
            "A: b\u000bc",          INVALID_HEADER_VALUE
            "A: b\u000cc",          INVALID_HEADER_VALUE
            "A: b\u001bc",          INVALID_HEADER_VALUE
            "A: b\u007fc",          INVALID_HEADER_VALUE
            "A: b~C: d",          BARE_LF
            "A: b~",              BARE_LF
            "A: b^C: d",          BARE_CR
            "A: b^^",             BARE_CR
            "A:^b",               BARE_CR
            "A^: b",              BARE_CR
            "A~: b",              BARE_LF
            """)
    void refusesMalformedLines(String lines, Rejection expected) {
        Heads.reject(expected, Heads.get(lines.replace('^', '\r').replace('~', '\n')));
    }

    @ParameterizedTest
    @ValueSource(strings = {" Host: a", "\tHost: a", " \r\nHost: a", " "})
    void refusesWhiteSpaceBeforeTheFirstField(String line) {
        Heads.reject(Rejection.OBS_FOLD, "GET / HTTP/1.1\r\n" + line + "\r\n\r\n");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
            "X:y",              "y"
            "X: y",             "y"
            "X: \t y \t ",      "y"
            "X:",               ""
            "X: \t ",           ""
            "X: a  b\tc",       "a  b\tc"
            "X: a:b",           "a:b"
            "X: \u00e4\u00ff\u0080",  "\u00e4\u00ff\u0080"
            """)
    void takesTheWhiteSpaceOffValues(String line, String expected) {
        assertEquals(expected, Heads.accept(Heads.get(line)).headers().first("X"));
    }

    @Test
    void findsFieldsWithoutRegardToCaseAndInOrder() {
        Fields fields = Heads.accept(Heads.get("Accept: a", "X-Y: 1", "accept: b", "X^Y: 2", "X~Y: 3")).headers();
        assertEquals("a", fields.first("ACCEPT"));
        assertEquals(List.of("a", "b"), fields.all("Accept"));
        assertEquals(List.of("1"), fields.all("x-y"));
        assertEquals(List.of("2"), fields.all("x^y"));
        assertEquals(List.of("3"), fields.all("x~y"));
        assertEquals(List.of(), fields.all("none"));
        assertNull(fields.first("Accep"));
        assertNull(fields.first(""));
        assertNull(fields.first("acc\u0445pt"));
        assertEquals(List.of("Host", "Accept", "X-Y", "X^Y", "X~Y"), List.copyOf(fields.names()));
        List<String> visited = new ArrayList<>();
        fields.forEach((name, value) -> visited.add(name + "=" + value));
        assertEquals(List.of("Host=example.com", "Accept=a", "X-Y=1", "accept=b", "X^Y=2", "X~Y=3"), visited);
        assertEquals(6, fields.size());
        assertSame(fields.first("accept"), fields.first("Accept"));
    }

    @Test
    void growsBeyondItsUsualTable() {
        String[] lines = new String[99];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = "X-" + i + ": v" + i;
        }
        Fields fields = Heads.accept(Heads.get(lines)).headers();
        assertEquals(100, fields.size());
        assertEquals("v98", fields.first("x-98"));
    }

    @Test
    void readsValuesAsUtf8WhereTheEndpointSaysSo() {
        HeadRules utf8 = HeadRules.of(new SettingValues(null,
                Map.of(Settings.HEADER_CHARSET, new SettingValues.Value(HeaderCharset.UTF_8, "test"))), "http");
        String sent = new String("X: \u00e4\u20ac".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        assertEquals("\u00e4\u20ac", Heads.accept(Heads.get(sent), utf8).headers().first("x"));
        assertEquals("\u00c3\u00a4\u00e2\u0082\u00ac", Heads.accept(Heads.get(sent)).headers().first("x"));
        for (String bad : new String[]{"\u00e4", "\u00c0\u00ae", "\u00ed\u00a0\u0080", "\u00e2\u0082", "\u00ff"}) {
            Heads.reject(Rejection.INVALID_HEADER_VALUE, Heads.get("X: a" + bad + "b"), utf8);
        }
    }

    @Test
    void theParserIsAsStrictWithoutTheScanner() {
        for (String text : new String[]{"GET / HTTP/1.1\r\nHost: a\nX: y\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\n\n",
            "GET / HTTP/1.1\r\nHost: a\r\n", "GET / HTTP/1.1\r\nHost: a", "GET / HTTP/1.1\nHost: a\r\n\r\n", "\r\n\r\n",
            "\r\n", "", "G", "GET / HTTP/1.1\r\nHost: a\r\rX\r\n\r\n", "GET / HTTP/1.1\r\n\r\n\r\n"}) {
            byte[] data = Heads.bytes(text);
            assertThrows(RejectedRequestException.class,
                    () -> RequestHead.parse(data, 0, data.length, Heads.RULES), text);
        }
    }
}
