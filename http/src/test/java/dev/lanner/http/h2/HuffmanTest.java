package dev.lanner.http.h2;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

class HuffmanTest {
    // the strings of RFC 7541, appendix C.4 and C.6
    @ParameterizedTest
    @CsvSource({"www.example.com, f1e3c2e5f23a6ba0ab90f4ff", "no-cache, a8eb10649cbf", "custom-key, 25a849e95ba97d7f",
        "custom-value, 25a849e95bb8e8b4bf", "302, 6402", "private, aec3771a4b",
        "'Mon, 21 Oct 2013 20:13:21 GMT', d07abe941054d444a8200595040b8166e082a62d1bff",
        "https://www.example.com, 9d29ad171863c78f0b97c8e9ae82ae43d3",
        "'foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1', "
                + "94e7821dd7f2e6c7b335dfdfcd5b3960d5af27087f3672c1ab270fb5291f9587316065c003ed4ee5b1063d5007"})
    void theExamplesOfTheRfcAreCodedBothWays(String text, String code) {
        byte[] plain = text.getBytes(StandardCharsets.ISO_8859_1);
        byte[] coded = Hex.bytes(code);
        byte[] target = new byte[200];

        assertEquals(coded.length, Huffman.length(plain, 0, plain.length));
        assertEquals(code, Hex.of(target, 0, Huffman.encode(plain, 0, plain.length, target, 0)));
        int count = Huffman.decode(coded, 0, coded.length, target);
        assertEquals(text, new String(target, 0, Math.max(0, count), StandardCharsets.ISO_8859_1));
    }

    @Test
    void allBytesComeBack() {
        Random random = new Random(1);
        for (int round = 0; round < 2000; round++) {
            byte[] plain = new byte[random.nextInt(40)];
            random.nextBytes(plain);
            byte[] coded = new byte[Huffman.length(plain, 0, plain.length)];
            assertEquals(coded.length, Huffman.encode(plain, 0, plain.length, coded, 0));
            byte[] back = new byte[plain.length + coded.length * 2];

            int count = Huffman.decode(coded, 0, coded.length, back);

            assertArrayEquals(plain, java.util.Arrays.copyOf(back, Math.max(0, count)));
        }
    }

    // RFC 7541, 5.2: padding of a byte or more, padding that is not the start of EOS, EOS itself
    @ParameterizedTest
    @ValueSource(strings = {"ff", "f1e3c2e5f23a6ba0ab90f4ffff", "1f00", "00", "fffffffc", "3fffffff", "fffffffffc"})
    void malformedCodesAreRefused(String code) {
        byte[] coded = Hex.bytes(code);

        assertEquals(-1, Huffman.decode(coded, 0, coded.length, new byte[coded.length * 2]));
    }

    @Test
    void theCodeIsComplete() {
        // the codes of all bytes and EOS fill the space exactly (Kraft): a wrong length would leave a gap
        double space = Math.pow(2, -30);
        for (int value = 0; value < 256; value++) {
            byte[] many = new byte[8];
            java.util.Arrays.fill(many, (byte) value);
            space += Math.pow(2, -Huffman.length(many, 0, 8));
        }

        assertEquals(1.0, space);
    }
}
