package dev.lanner.http.h1;

import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.SettingValues.Value;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.message.Fields;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Chunked bodies: K13, S3, S4. In tables ^ is CR and ~ is LF.
class Rfc9112Section7_1Test {
    private static final HeadRules SMALL = HeadRules.of(new SettingValues(null,
            Map.of(Settings.MAX_CHUNK_LINE_SIZE, new Value(16L, "test"), Settings.MAX_REQUEST_HEADERS_SIZE,
                    new Value(20L, "test"), Settings.MAX_REQUEST_HEADER_COUNT, new Value(2L, "test"))),
            "http");

    private static String ends(String text) {
        return text.replace('^', '\r').replace('~', '\n');
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            0^~^~,                                     ``
            5^~hello^~0^~^~,                           hello
            5^~hello^~6^~ world^~0^~^~,                hello world
            a^~0123456789^~0^~^~,                      0123456789
            A^~0123456789^~0^~^~,                      0123456789
            00005^~hello^~000^~^~,                     hello
            0000000000000005^~hello^~0^~^~,            hello
            5;a^~hello^~0^~^~,                         hello
            5;a=b^~hello^~0^~^~,                       hello
            5;a=b;c;d="e f"^~hello^~0;x^~^~,           hello
            `5 ; a = b^~hello^~0^~^~`,                 hello
            `5\t;\ta\t=\t"b"^~hello^~0^~^~`,           hello
            5;a="q\\"q"^~hello^~0^~^~,                 hello
            5;a=""^~hello^~0^~^~,                      hello
            `5;a="\u00e4;=,"^~hello^~0^~^~`,             hello
            2^~^~^~0^~^~,                              ^~
            """)
    void decodes(String encoded, String expected) throws Exception {
        String text = ends(encoded);
        ChunkedBody body = ChunkedBody.decode(text + "GET / HTTP/1.1\r\n");
        assertEquals(ends(expected), body.text());
        assertTrue(body.finished());
        assertEquals(text.length(), body.consumed());
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            `^~`,                             INVALID_CHUNK_SIZE
            `;a^~`,                           INVALID_CHUNK_SIZE
            ` 5^~`,                           INVALID_CHUNK_SIZE
            `\t5^~`,                          INVALID_CHUNK_SIZE
            `0x5^~`,                          INVALID_CHUNK_SIZE
            `x^~`,                            INVALID_CHUNK_SIZE
            `-5^~`,                           INVALID_CHUNK_SIZE
            `+5^~`,                           INVALID_CHUNK_SIZE
            `g^~`,                            INVALID_CHUNK_SIZE
            `5g^~`,                           INVALID_CHUNK_SIZE
            `5_0^~`,                          INVALID_CHUNK_SIZE
            `5,^~`,                           INVALID_CHUNK_SIZE
            `5\u0000^~`,                      INVALID_CHUNK_SIZE
            `5\u000b^~`,                      INVALID_CHUNK_SIZE
            `\u00b2^~`,                       INVALID_CHUNK_SIZE
            `FFFFFFFFFFFFFFFF^~`,             INVALID_CHUNK_SIZE
            `8000000000000000^~`,             INVALID_CHUNK_SIZE
            `FFFFFFFFFFFFFFFFF^~`,            INVALID_CHUNK_SIZE
            `00000000000000005^~`,            INVALID_CHUNK_SIZE
            `10000000000000005^~`,            INVALID_CHUNK_SIZE
            `1^~x^~7FFFFFFFFFFFFFFF^~`,       INVALID_CHUNK_SIZE
            `5~hello`,                        BARE_LF
            `5^hello`,                        BARE_CR
            `5^^~hello`,                      BARE_CR
            `~5^~`,                           BARE_LF
            `5;a~hello^~`,                    BARE_LF
            `5;~a^~hello`,                    BARE_LF
            `5;a="~"^~hello`,                 BARE_LF
            `5;a=b^c^~hello`,                 BARE_CR
            `5;a="^~"^~hello`,                INVALID_CHUNK_EXTENSION
            `5;a="b^~hello`,                  INVALID_CHUNK_EXTENSION
            `5;a="b\\^~hello`,                INVALID_CHUNK_EXTENSION
            `5;a="b\\"^~hello`,               INVALID_CHUNK_EXTENSION
            `5;^~hello`,                      INVALID_CHUNK_EXTENSION
            `5;;a^~hello`,                    INVALID_CHUNK_EXTENSION
            `5;a=^~hello`,                    INVALID_CHUNK_EXTENSION
            `5;a=;b^~hello`,                  INVALID_CHUNK_EXTENSION
            `5;=b^~hello`,                    INVALID_CHUNK_EXTENSION
            `5;a b^~hello`,                   INVALID_CHUNK_EXTENSION
            `5;a="b"c^~hello`,                INVALID_CHUNK_EXTENSION
            `5;a=b"c"^~hello`,                INVALID_CHUNK_EXTENSION
            `5;a,b^~hello`,                   INVALID_CHUNK_EXTENSION
            `5;a\u0000^~hello`,               INVALID_CHUNK_EXTENSION
            `5;a="\u0001"^~hello`,            INVALID_CHUNK_EXTENSION
            `5;a="\\\u007f"^~hello`,          INVALID_CHUNK_EXTENSION
            `5;\u00e4^~hello`,                INVALID_CHUNK_EXTENSION
            `5 ^~hello`,                      INVALID_CHUNK_EXTENSION
            `5 a^~hello`,                     INVALID_CHUNK_EXTENSION
            `5;a ^~hello`,                    INVALID_CHUNK_EXTENSION
            `5^~hello~0^~^~`,                 BARE_LF
            `5^~hello^0^~^~`,                 INVALID_CHUNK_END
            `5^~hello0^~^~`,                  INVALID_CHUNK_END
            `5^~helloX^~0^~^~`,               INVALID_CHUNK_END
            `5^~hello^^~0^~^~`,               INVALID_CHUNK_END
            `5^~hello^~^~`,                   INVALID_CHUNK_SIZE
            """)
    void refusesMalformedChunks(String encoded, Rejection expected) {
        ChunkedBody.reject(expected, ends(encoded));
    }

    /// 7.1.2.
    @Test
    void readsTrailersApartFromHeaders() throws Exception {
        ChunkedBody body = ChunkedBody.decode("1\r\nx\r\n0\r\nA: b\r\nx-sum:  1 \r\na: c\r\n\r\nGET");
        assertTrue(body.finished());
        assertEquals(List.of("b", "c"), body.trailers().all("a"));
        assertEquals("1", body.trailers().first("X-Sum"));
        assertEquals(3, body.trailers().size());
    }

    /// S4.
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            `Content-Length: 5^~^~`,        FORBIDDEN_TRAILER
            `content-length: 5^~^~`,        FORBIDDEN_TRAILER
            `Transfer-Encoding: chunked^~^~`, FORBIDDEN_TRAILER
            `HOST: a^~^~`,                  FORBIDDEN_TRAILER
            `A: b^~Host: a^~^~`,            FORBIDDEN_TRAILER
            `Trailer: a^~^~`,               FORBIDDEN_TRAILER
            `Connection: close^~^~`,        FORBIDDEN_TRAILER
            `Authorization: x^~^~`,         FORBIDDEN_TRAILER
            `Cookie: x^~^~`,                FORBIDDEN_TRAILER
            `Content-Type: x^~^~`,          FORBIDDEN_TRAILER
            `Expect: 100-continue^~^~`,     FORBIDDEN_TRAILER
            `A b: c^~^~`,                   INVALID_TRAILER
            `A : c^~^~`,                    INVALID_TRAILER
            `: c^~^~`,                      INVALID_TRAILER
            `A^~^~`,                        INVALID_TRAILER
            ` A: b^~^~`,                    INVALID_TRAILER
            `A: b^~ c^~^~`,                 INVALID_TRAILER
            `A: \u0000^~^~`,                INVALID_TRAILER
            `A: \u007f^~^~`,                INVALID_TRAILER
            `\u00e4: b^~^~`,                INVALID_TRAILER
            `GET / HTTP/1.1^~Host: a^~^~`,  INVALID_TRAILER
            `~`,                            BARE_LF
            `^^~`,                          BARE_CR
            `A: b~^~`,                      BARE_LF
            `A: b^~~`,                      BARE_LF
            `A: b^C: d^~`,                  BARE_CR
            `A: b^~^^~`,                    BARE_CR
            `A: b^~^x`,                     BARE_CR
            """)
    void refusesMalformedAndForbiddenTrailers(String trailers, Rejection expected) {
        ChunkedBody.reject(expected, "1\r\nx\r\n0\r\n" + ends(trailers));
        ChunkedBody.reject(expected, "0\r\n" + ends(trailers));
    }

    @Test
    void limitsTheSizeLine() throws Exception {
        assertEquals("x", ChunkedBody.decode("1;a=\"567890123\"\r\nx\r\n0\r\n\r\n", SMALL, 100, 100).text());
        ChunkedBody.reject(Rejection.CHUNK_LINE_TOO_LONG, "1;a=\"56789012345\"\r\nx\r\n0\r\n\r\n", SMALL);
        ChunkedBody.reject(Rejection.CHUNK_LINE_TOO_LONG, "1;aaaaaaaaaaaaaaaaaaa", SMALL);
    }

    @Test
    void limitsAllExtensionsOfABodyTogether() throws Exception {
        String chunk = "1;a2345678\r\nx\r\n";
        // 16 times the limit of a line: 256 bytes after the semicolons
        assertEquals(32, ChunkedBody.decode(chunk.repeat(32) + "0\r\n\r\n", SMALL, 100, 100).text().length());
        ChunkedBody.reject(Rejection.CHUNK_LINE_TOO_LONG, chunk.repeat(33), SMALL);
    }

    @Test
    void limitsTrailers() throws Exception {
        assertEquals(1, ChunkedBody.decode("0\r\nA: 456789012345678\r\n\r\n", SMALL, 100, 100).trailers().size());
        ChunkedBody.reject(Rejection.TRAILERS_TOO_LARGE, "0\r\nA: 4567890123456789\r\n\r\n", SMALL);
        ChunkedBody.reject(Rejection.TRAILERS_TOO_LARGE, "0\r\nA: 4567890123456789012345", SMALL);
        ChunkedBody.reject(Rejection.TRAILERS_TOO_LARGE, "0\r\nA: 456789012345678\r\nB:\r\n", SMALL);
        assertEquals(2, ChunkedBody.decode("0\r\nA:\r\nB:\r\n\r\n", SMALL, 100, 100).trailers().size());
        ChunkedBody.reject(Rejection.TOO_MANY_TRAILERS, "0\r\nA:\r\nB:\r\nC:\r\n", SMALL);
    }

    @Test
    void splitAnywhereGivesTheSame() throws Exception {
        String encoded = "5;a=\"b\\\"c\" ; d\r\nhello\r\n00B\r\n\r\n0\r\n\r\nGET \r\n0;e=f\r\nX: y\r\nZ:\r\n\r\nGET / HTTP/1.1\r\n";
        ChunkedBody whole = ChunkedBody.decode(encoded);
        assertEquals("hello\r\n0\r\n\r\nGET ", whole.text());
        assertEquals(encoded.indexOf("GET /"), whole.consumed());
        for (int piece = 1; piece <= encoded.length(); piece++) {
            for (int room = 1; room < 12; room++) {
                ChunkedBody body = ChunkedBody.decode(encoded, Heads.RULES, piece, room);
                assertEquals(whole.text(), body.text());
                assertEquals(whole.consumed(), body.consumed());
                assertEquals(whole.trailers().toString(), body.trailers().toString());
            }
        }
    }

    @Test
    void readsFramingOnlyWhereThereIsNoRoom() throws Exception {
        byte[] src = Heads.bytes("3\r\nabc\r\n0\r\n\r\nGET");
        ChunkDecoder decoder = new ChunkDecoder(Heads.RULES);
        decoder.decode(src, 0, src.length, src, 0, 0);
        assertEquals(3, decoder.consumed());
        assertEquals(3, decoder.remainingInChunk());
        decoder.skip(2);
        assertEquals(1, decoder.remainingInChunk());
        assertEquals(2, decoder.bytesDecoded());
        byte[] dst = new byte[4];
        decoder.decode(src, 5, src.length, dst, 1, 2);
        assertArrayEquals(new byte[]{0, 'c', 0, 0}, dst);
        assertEquals(1, decoder.produced());
        assertTrue(decoder.finished());
        assertEquals(src.length - 3, 5 + decoder.consumed());
        decoder.decode(src, src.length - 3, src.length, dst, 0, 4);
        assertEquals(0, decoder.consumed());
        assertEquals(0, decoder.produced());
    }

    @Test
    void skipsOnlyWhatIsThere() throws Exception {
        ChunkDecoder decoder = new ChunkDecoder(Heads.RULES);
        assertThrows(IllegalArgumentException.class, () -> decoder.skip(1));
        byte[] src = Heads.bytes("3\r\n");
        decoder.decode(src, 0, src.length, src, 0, 0);
        assertThrows(IllegalArgumentException.class, () -> decoder.skip(4));
        assertThrows(IllegalArgumentException.class, () -> decoder.skip(-1));
        decoder.skip(3);
        assertEquals(0, decoder.remainingInChunk());
        assertFalse(decoder.finished());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "5\r", "5\r\n", "5\r\nhell", "5\r\nhello", "5\r\nhello\r", "5\r\nhello\r\n",
        "0\r\n", "0\r\n\r", "0\r\nA: b\r\n", "0\r\nA: b\r\n\r"})
    void isNotFinishedBeforeTheLastByte(String encoded) throws Exception {
        ChunkedBody body = ChunkedBody.decode(encoded);
        assertFalse(body.finished());
        assertEquals(encoded.length(), body.consumed());
        assertEquals(0, body.trailers().size());
    }

    @Test
    void encodesWhatItDecodes() throws Exception {
        long[] sizes = {0, 1, 9, 10, 15, 16, 255, 256, 4095, 4096, 65_535, 65_536, Integer.MAX_VALUE, 1L << 32,
            Long.MAX_VALUE};
        for (long size : sizes) {
            byte[] dst = new byte[ChunkEncoder.MAX_SIZE_LINE + 4];
            int end = ChunkEncoder.sizeLine(dst, 2, size);
            assertEquals(Long.toHexString(size) + "\r\n",
                    new String(dst, 2, end - 2, StandardCharsets.ISO_8859_1));
            assertEquals(end - 2, ChunkEncoder.sizeLineLength(size));
            assertTrue(end - 2 <= ChunkEncoder.MAX_SIZE_LINE);
            if (size > 0) {
                ChunkDecoder decoder = new ChunkDecoder(Heads.RULES);
                decoder.decode(dst, 2, end, dst, 0, 0);
                assertEquals(size, decoder.remainingInChunk());
            }
        }
        assertSame(ChunkedBody.decode("0\r\n\r\n").trailers(), Fields.EMPTY);
    }
}
