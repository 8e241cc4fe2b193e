package dev.lanner.http.h1;

import dev.lanner.spi.message.FieldList;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// RFC 9112, 4 and 5; S8.
class ResponseHeadEncoderTest {
    private static final byte[] DATE = HttpDate.bytes(784_111_777);
    private static final String DATE_LINE = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n";

    private static String encode(ResponseHead head, byte[] date) {
        byte[] dst = new byte[ResponseHeadEncoder.room(head) + 3];
        Arrays.fill(dst, (byte) '#');
        int end = ResponseHeadEncoder.encode(dst, 3, head, date);
        assertTrue(end > 0);
        assertEquals("###", new String(dst, 0, 3, StandardCharsets.ISO_8859_1));
        return new String(dst, 3, end - 3, StandardCharsets.ISO_8859_1);
    }

    private static FieldList fields(String... namesAndValues) {
        FieldList fields = new FieldList();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }

    @Test
    void writesFieldsInOrderThenDateThenFraming() {
        FieldList fields = fields("Content-Type", "text/plain", "X", "", "x", "b\tc");
        assertEquals("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX: \r\nx: b\tc\r\n" + DATE_LINE
                + "Content-Length: 13\r\n\r\n", encode(new ResponseHead(200, fields, 13, 0), DATE));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            -1, 0,                            ``
            0, 0,                             `Content-Length: 0~`
            9223372036854775807, 0,           `Content-Length: 9223372036854775807~`
            10, 0,                            `Content-Length: 10~`
            -1, 1,                            `Transfer-Encoding: chunked~`
            -1, 3,                            `Transfer-Encoding: chunked~Connection: close~`
            5, 2,                             `Content-Length: 5~Connection: close~`
            5, 4,                             `Content-Length: 5~Connection: keep-alive~`
            -1, 8,                            `Connection: upgrade~`
            """)
    void writesTheFramingItIsTold(long length, int flags, String lines) {
        assertEquals("HTTP/1.1 200 OK\r\n" + lines.replace("~", "\r\n") + "\r\n",
                encode(new ResponseHead(200, new FieldList(), length, flags), null));
    }

    @Test
    void theApplicationsFramingIsNeverWritten() {
        FieldList fields = fields("content-length", "7", "Transfer-Encoding", "chunked", "Connection", "x",
                "keep-alive",
                "timeout=5", "A", "b");
        assertEquals("HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 3\r\n\r\n",
                encode(new ResponseHead(200, fields, 3, 0), null));
    }

    @Test
    void theApplicationsDateWins() {
        assertEquals("HTTP/1.1 200 OK\r\ndate: x\r\n\r\n",
                encode(new ResponseHead(200, fields("date", "x"), -1, 0), DATE));
    }

    @ParameterizedTest
    @CsvSource({"100, Continue", "101, Switching Protocols", "103, Early Hints", "204, No Content", "304, Not Modified",
        "308, Permanent Redirect", "404, Not Found", "413, Content Too Large", "418, ''",
        "421, Misdirected Request", "426, Upgrade Required", "429, Too Many Requests",
        "431, Request Header Fields Too Large", "500, Internal Server Error", "505, HTTP Version Not Supported",
        "511, Network Authentication Required", "299, ''", "999, ''"})
    void writesReasonPhrases(int status, String phrase) {
        assertEquals("HTTP/1.1 " + status + " " + phrase + "\r\n\r\n",
                encode(new ResponseHead(status, new FieldList(), -1, 0), null));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 99, 1000, -200, Integer.MAX_VALUE})
    void refusesOtherStatusCodes(int status) {
        assertThrows(IllegalArgumentException.class,
                () -> encode(new ResponseHead(status, new FieldList(), -1, 0), null));
    }

    @Test
    void writesNothingWhereThereIsTooLittleRoom() {
        ResponseHead head = new ResponseHead(200, fields("A", "b".repeat(500)), 1, 0);
        for (int size = 0; size < ResponseHeadEncoder.room(head); size += 7) {
            byte[] dst = new byte[size];
            assertEquals(-1, ResponseHeadEncoder.encode(dst, 0, head, DATE));
            assertTrue(Arrays.equals(new byte[size], dst));
        }
    }

    @Test
    void theRoomHoldsTheLongestHead() {
        ResponseHead head = new ResponseHead(511, new FieldList(), Long.MAX_VALUE,
                ResponseHead.CHUNKED | ResponseHead.KEEP_ALIVE);
        assertTrue(encode(head, DATE).length() <= ResponseHeadEncoder.room(head));
        ResponseHead wide = new ResponseHead(200, fields("A", "\u00e4".repeat(5000)), -1, ResponseHead.UTF_8);
        assertTrue(encode(wide, DATE).length() <= ResponseHeadEncoder.room(wide));
    }

    @Test
    void writesLatin1OrUtf8() {
        FieldList fields = fields("A", "\u00e4\u00ff");
        assertEquals("HTTP/1.1 200 OK\r\nA: \u00e4\u00ff\r\n\r\n", encode(new ResponseHead(200, fields, -1, 0), null));
        assertEquals("HTTP/1.1 200 OK\r\nA: \u00c3\u00a4\u00c3\u00bf\r\n\r\n",
                encode(new ResponseHead(200, fields, -1, ResponseHead.UTF_8), null));
        FieldList unicode = new FieldList(1, true);
        unicode.add("A", "\u20ac\ud83d\ude00");
        assertEquals("HTTP/1.1 200 OK\r\nA: \u00e2\u0082\u00ac\u00f0\u009f\u0098\u0080\r\n\r\n",
                encode(new ResponseHead(200, unicode, -1, ResponseHead.UTF_8), null));
    }

    /// S8: even where the check in front of it failed.
    @ParameterizedTest
    @ValueSource(strings = {"a\r\nSet-Cookie: x", "\n", "a\0b", "\u010d\u010a\u010d\u010aHTTP/1.1 200", "\u0000",
        "a long value that is scanned by words, then\r\n\r\n", "x\u007f"})
    void noLineEndLeavesInANameOrAValue(String value) throws Exception {
        FieldList fields = fields("Name", "v", "Other", "w");
        Field entries = FieldList.class.getDeclaredField("entries");
        entries.setAccessible(true);
        ((String[]) entries.get(fields))[1] = value;
        ((String[]) entries.get(fields))[2] = value;
        for (int flags : new int[]{0, ResponseHead.UTF_8}) {
            String head = encode(new ResponseHead(200, fields, -1, flags), null);
            assertEquals(4, head.split("\r\n", -1).length - 1, head);
            assertTrue(head.replace("\r\n", "").chars().allMatch(c -> c >= ' ' && c != 127), head);
        }
    }

    /// S8, trailers.
    @Test
    void writesTheLastChunkWithTrailers() throws Exception {
        FieldList trailers = fields("X-Sum", "1", "B", "\u00e4");
        byte[] dst = new byte[100];
        int end = ChunkEncoder.last(dst, 1, trailers, false);
        String text = new String(dst, 1, end - 1, StandardCharsets.ISO_8859_1);
        assertEquals("0\r\nX-Sum: 1\r\nB: \u00e4\r\n\r\n", text);
        assertEquals("\u00e4", ChunkedBody.decode(text).trailers().first("b"));
        assertEquals(-1, ChunkEncoder.last(new byte[10], 0, trailers, false));
        assertEquals(5, ChunkEncoder.last(new byte[5], 0, new FieldList(), false));
    }

    @Test
    void makesDates() {
        assertEquals("Thu, 01 Jan 1970 00:00:00 GMT", new String(HttpDate.bytes(0), StandardCharsets.ISO_8859_1));
        assertEquals(29, DATE.length);
    }
}
