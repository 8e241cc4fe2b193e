package dev.lanner.http.h2;

import dev.lanner.http.h1.HeadRules;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.message.FieldList;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class HpackEncoderTest {
    private final byte[] target = new byte[70_000];

    private byte[] encode(HpackEncoder encoder, String... namesAndValues) {
        FieldList fields = new FieldList();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        encoder.begin(target, 0);
        encoder.status(200);
        fields.forEach(encoder::field);
        int end = encoder.end();
        assertTrue(end <= encoder.room(fields), "more room was needed than said");
        return Arrays.copyOf(target, end);
    }

    private static String decode(HpackDecoder decoder, byte[] block) throws ConnectionException {
        FieldBlock fields = new FieldBlock(HeadRules.of(SettingValues.DEFAULTS, "http"), 32_768);
        decoder.decode(block, 0, block.length, fields);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < fields.count(); i++) {
            text.append(fields.get(i).name()).append(": ").append(fields.get(i).value()).append('\n');
        }
        return text.toString();
    }

    @Test
    void valuesThatComeAgainAreSentAsOneByte() throws ConnectionException {
        HpackEncoder encoder = new HpackEncoder(4096, false);
        HpackDecoder decoder = new HpackDecoder(4096, false);
        String expected = ":status: 200\ncontent-type: text/html;charset=utf-8\nx-own: 1\n";
        for (int i = 0; i < 3; i++) {
            byte[] block = encode(encoder, "Content-Type", "text/html;charset=utf-8", "X-Own", "1");

            assertEquals(expected, decode(decoder, block));
            assertTrue(i < 2 || block.length == 3, "the third time takes " + block.length + " bytes");
        }
    }

    @Test
    void withoutATableNothingIsInserted() throws ConnectionException {
        HpackEncoder encoder = new HpackEncoder(0, false);
        HpackDecoder decoder = new HpackDecoder(4096, false);
        encode(encoder, "X-Own", "a value");
        encode(encoder, "X-Own", "a value");

        for (byte value : encode(encoder, "X-Own", "a value")) {
            assertTrue((value & 0xC0) != 0x40 || value > 0x60, "a field was inserted");
        }
        assertEquals(":status: 200\nx-own: a value\n", decode(decoder, encode(encoder, "X-Own", "a value")));
    }

    @Test
    void secretsAreNeverIndexed() throws ConnectionException {
        HpackEncoder encoder = new HpackEncoder(4096, false);
        HpackDecoder decoder = new HpackDecoder(4096, false);
        for (int i = 0; i < 3; i++) {
            byte[] block = encode(encoder, "Set-Cookie", "id=secret");

            assertEquals(0x1f, block[1]);
            assertEquals(":status: 200\nset-cookie: id=secret\n", decode(decoder, block));
        }
    }

    @Test
    void fieldsOfHttp11ConnectionsAreLeftOut() throws ConnectionException {
        assertEquals(":status: 200\na: b\n", decode(new HpackDecoder(4096, false),
                encode(new HpackEncoder(4096, false), "Connection", "close", "Keep-Alive", "1", "Transfer-Encoding",
                        "chunked", "A", "b", "Upgrade", "x", "Proxy-Connection", "y")));
    }

    @Test
    void aSmallerTableOfThePeerIsKeptToAndAnnounced() throws ConnectionException {
        HpackEncoder encoder = new HpackEncoder(4096, false);
        encode(encoder, "X-Own", "1");
        encode(encoder, "X-Own", "1");
        encoder.peerTableSize(0);
        encoder.peerTableSize(100);
        HpackDecoder decoder = new HpackDecoder(4096, false);
        byte[] block = encode(encoder, "X-Own", "1");

        assertEquals("203f45", Hex.of(block, 0, 3));
        assertEquals(":status: 200\nx-own: 1\n", decode(decoder, block));
    }

    @Test
    void randomFieldsArriveAsSent() throws ConnectionException {
        Random random = new Random(7);
        HpackEncoder encoder = new HpackEncoder(4096, false);
        HpackDecoder decoder = new HpackDecoder(4096, false);
        for (int round = 0; round < 2000; round++) {
            String[] fields = new String[random.nextInt(6) * 2];
            StringBuilder expected = new StringBuilder(":status: 200\n");
            for (int i = 0; i < fields.length; i += 2) {
                fields[i] = "x-" + (char) ('a' + random.nextInt(20));
                fields[i + 1] = "v".repeat(random.nextInt(60)) + random.nextInt(30);
                expected.append(fields[i]).append(": ").append(fields[i + 1]).append('\n');
            }
            if (random.nextInt(50) == 0) {
                encoder.peerTableSize(random.nextInt(5000));
            }

            assertEquals(expected.toString(), decode(decoder, encode(encoder, fields)));
        }
    }

    @Test
    void lengthsAndStatusCodesAreWrittenInDecimal() throws ConnectionException {
        HpackEncoder encoder = new HpackEncoder(4096, false);
        encoder.begin(target, 0);
        encoder.status(103);
        encoder.contentLength(Long.MAX_VALUE);
        encoder.contentLength(0);

        assertEquals(":status: 103\ncontent-length: 9223372036854775807\ncontent-length: 0\n",
                decode(new HpackDecoder(4096, false), Arrays.copyOf(target, encoder.end())));
    }
}
