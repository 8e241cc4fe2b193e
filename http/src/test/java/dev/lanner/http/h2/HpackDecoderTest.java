package dev.lanner.http.h2;

import dev.lanner.http.h1.HeadRules;
import dev.lanner.http.h1.Rejection;
import dev.lanner.spi.config.SettingValues;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

class HpackDecoderTest {
    private static final HeadRules RULES = HeadRules.of(SettingValues.DEFAULTS, "http");

    private static String decode(HpackDecoder decoder, String hex) throws ConnectionException {
        return text(block(decoder, hex));
    }

    private static FieldBlock block(HpackDecoder decoder, String hex) throws ConnectionException {
        FieldBlock block = new FieldBlock(RULES, 32_768);
        byte[] data = Hex.bytes(hex);
        decoder.decode(data, 0, data.length, block);
        return block;
    }

    private static String text(FieldBlock block) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < block.count(); i++) {
            text.append(block.get(i).name()).append(": ").append(block.get(i).value()).append('\n');
        }
        return text.toString();
    }

    @Test
    void c2FieldsOfEachRepresentation() throws ConnectionException {
        HpackDecoder decoder = new HpackDecoder(4096, false);

        assertEquals("custom-key: custom-header\n",
                decode(decoder, "400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572"));
        assertEquals(":path: /sample/path\n", decode(decoder, "040c 2f73 616d 706c 652f 7061 7468"));
        assertEquals("password: secret\n", decode(decoder, "1008 7061 7373 776f 7264 0673 6563 7265 74"));
        assertEquals(":method: GET\n", decode(decoder, "82"));
        assertEquals("custom-key: custom-header\n", decode(decoder, "be"));
    }

    private static final String FIRST = ":method: GET\n:scheme: http\n:path: /\n:authority: www.example.com\n";

    @Test
    void c3RequestsWithoutHuffman() throws ConnectionException {
        HpackDecoder decoder = new HpackDecoder(4096, false);

        assertEquals(FIRST, decode(decoder, "8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d"));
        assertEquals(FIRST + "cache-control: no-cache\n", decode(decoder, "8286 84be 5808 6e6f 2d63 6163 6865"));
        assertEquals(":method: GET\n:scheme: https\n:path: /index.html\n:authority: www.example.com\n"
                + "custom-key: custom-value\n",
                decode(decoder, "8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65"));
    }

    @Test
    void c4RequestsWithHuffman() throws ConnectionException {
        HpackDecoder decoder = new HpackDecoder(4096, false);

        assertEquals(FIRST, decode(decoder, "8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff"));
        assertEquals(FIRST + "cache-control: no-cache\n", decode(decoder, "8286 84be 5886 a8eb 1064 9cbf"));
        assertEquals(":method: GET\n:scheme: https\n:path: /index.html\n:authority: www.example.com\n"
                + "custom-key: custom-value\n",
                decode(decoder, "8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf"));
    }

    @Test
    void c6ResponsesWithHuffmanAndEviction() throws ConnectionException {
        HpackDecoder decoder = new HpackDecoder(256, false);
        String rest = "cache-control: private\ndate: Mon, 21 Oct 2013 20:13:21 GMT\nlocation: https://www.example.com\n";

        assertEquals(":status: 302\n" + rest, decode(decoder, "4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4"
                + "44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3"));
        assertEquals(":status: 307\n" + rest, decode(decoder, "4883 640e ffc1 c0bf"));
        assertEquals(":status: 200\ncache-control: private\ndate: Mon, 21 Oct 2013 20:13:22 GMT\n"
                + "location: https://www.example.com\ncontent-encoding: gzip\n"
                + "set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1\n",
                decode(decoder, "88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab"
                        + "77ad 94e7 821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587"
                        + "3160 65c0 03ed 4ee5 b106 3d50 07"));
    }

    @ParameterizedTest
    // index 0, an index past the tables, an integer without end, one above 2^28, a string longer than the block, a bad
    // Huffman code, a size update above the announced one, one after a field, five of them, a name without a value
    @ValueSource(strings = {"80", "be", "ff", "ff ff ff ff ff 7f", "ff ff ff ff ff ff ff ff ff 01", "00 7f 61",
        "00 81 ff 00", "3f e2 1f", "82 20", "20 20 20 20 20 82", "00 01 61", "40"})
    void blocksThatCannotBeDecodedEndTheConnection(String hex) {
        ConnectionException e = assertThrows(ConnectionException.class,
                () -> block(new HpackDecoder(4096, false), hex));

        assertEquals(Fault.COMPRESSION, e.fault());
    }

    @ParameterizedTest
    // Upper case, an empty name, a space in a name, NUL and CR and LF and DEL in a value, space before or after a value,
    // an unknown pseudo field, connection, transfer-encoding
    @ValueSource(strings = {"00 01 41 01 61", "00 00 01 61", "00 02 61 20 01 61", "00 01 61 01 00", "00 01 61 01 0d",
        "00 01 61 01 0a", "00 01 61 01 7f", "00 01 61 02 20 61", "00 01 61 02 61 09", "00 02 3a 78 01 61",
        "00 0a 636f6e6e656374696f6e 01 61", "0f 2a 07 6368756e6b6564"})
    void fieldsThatMustNotBeAreMarked(String hex) throws ConnectionException {
        assertEquals(FieldKind.MALFORMED, block(new HpackDecoder(4096, false), hex).get(0).kind());
    }

    @Test
    void aMalformedEntryDoesNotSpoilOthersOfItsName() throws ConnectionException {
        HpackDecoder decoder = new HpackDecoder(4096, false);

        assertEquals(FieldKind.MALFORMED, block(decoder, "40 01 61 01 00").get(0).kind());
        assertEquals(FieldKind.MALFORMED, block(decoder, "be").get(0).kind());
        assertEquals(FieldKind.OTHER, block(decoder, "7e 01 61").get(0).kind());
    }

    @Test
    void badUtf8IsMalformedWhereValuesAreUtf8() throws ConnectionException {
        assertEquals("a: \u00e4\n", decode(new HpackDecoder(4096, true), "00 01 61 02 c3 a4"));
        assertEquals("a: \u00c3\u00a4\n", decode(new HpackDecoder(4096, false), "00 01 61 02 c3 a4"));
        assertEquals(FieldKind.MALFORMED, block(new HpackDecoder(4096, true), "00 01 61 01 c3").get(0).kind());
    }

    @Test
    void aBombIsCountedAndNotKept() throws ConnectionException {
        HpackDecoder decoder = new HpackDecoder(4096, false);
        String entry = "40 01 61 7f a1 1e" + "62".repeat(4000);
        assertNull(block(decoder, entry).rejection());

        FieldBlock bomb = block(decoder, "be".repeat(16_000));

        assertEquals(Rejection.HEADERS_TOO_LARGE, bomb.rejection());
        assertEquals(8, bomb.count());
        assertEquals(4001, block(decoder, "be").get(0).bytes());
    }

    @Test
    void limitsAreThoseOfTheEndpoint() throws ConnectionException {
        HpackDecoder decoder = new HpackDecoder(4096, false);

        assertNull(block(decoder, "00 01 61 01 62".repeat(100)).rejection());
        assertEquals(Rejection.TOO_MANY_HEADERS, block(decoder, "00 01 61 01 62".repeat(101)).rejection());
        assertNull(block(decoder, "0f 11 01 62".repeat(150)).rejection());
        assertNull(block(decoder, "04 7f fc 3e" + "2f".repeat(8187)).rejection());
        assertEquals(Rejection.REQUEST_LINE_TOO_LONG,
                block(decoder, "04 7f fd 3e" + "2f".repeat(8188)).rejection());
    }
}
