package dev.lanner.http.filter;

import dev.lanner.spi.config.Settings.ProxyProtocol;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// PROXY headers of both versions, byte by byte.
class ProxyHeaderTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final String FOUR = "cb007109" + "c0000201" + "1f90" + "01bb";
    private static final int LONGEST = 536;

    private static ProxyHeader parse(byte[] data) throws MalformedProxyHeaderException {
        return ProxyHeaderParser.parse(data, data.length, ProxyProtocol.ANY, LONGEST);
    }

    private static ProxyHeader line(String text) throws MalformedProxyHeaderException {
        return parse(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static byte[] binary(String command, String family, String rest) {
        return HexFormat.of().parseHex(SIGNATURE + command + family + String.format("%04x", rest.length() / 2) + rest);
    }

    private static String refusal(byte[] data) {
        return assertThrows(MalformedProxyHeaderException.class, () -> parse(data)).refusal().code();
    }

    private static String addresses(ProxyHeader header) {
        return header.source().getAddress().getHostAddress() + ":" + header.source().getPort() + " "
                + header.destination().getAddress().getHostAddress() + ":" + header.destination().getPort();
    }

    // ---- version 1

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "PROXY TCP4 203.0.113.9 192.0.2.1 8080 443|203.0.113.9:8080 192.0.2.1:443",
        "PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535|255.255.255.255:65535 255.255.255.255:65535",
        "PROXY TCP4 0.0.0.0 0.0.0.0 0 0|0.0.0.0:0 0.0.0.0:0",
        "PROXY TCP6 2001:db8::1 ::1 8080 443|2001:db8:0:0:0:0:0:1:8080 0:0:0:0:0:0:0:1:443"})
    void lines(String line, String addresses) throws Exception {
        ProxyHeader header = line(line + "\r\nGET / HTTP/1.1\r\n");

        assertEquals(addresses, addresses(header));
        assertEquals(line.length() + 2, header.length());
        assertEquals(1, header.version());
    }

    @Test
    void theLongestLineIsTaken() throws Exception {
        String longest = "PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535";
        String filled = longest + "x".repeat(105 - longest.length());
        assertEquals(107, line(filled + "\r\n").length());
        assertEquals("proxy-protocol-too-long", refusal((filled + "x\r\n").getBytes(StandardCharsets.US_ASCII)));
        assertEquals("proxy-protocol-too-long", refusal((filled + "xxxx").getBytes(StandardCharsets.US_ASCII)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROXY UNKNOWN\r\n", "PROXY UNKNOWN a b c\r\n"})
    void unknownClientsHaveNoAddress(String line) throws Exception {
        assertNull(line(line).source());
    }

    @ParameterizedTest
    @CsvSource({"PROXY TCP4 203.0.113.9 192.0.2.1 8080 443~, malformed",
        "PROXY  TCP4 203.0.113.9 192.0.2.1 8080 443^~, malformed",
        "PROXY TCP4 203.0.113.9 192.0.2.1 8080^~, malformed", "PROXY TCP4 203.0.113.9 192.0.2.1 8080 443 ^~, malformed",
        "PROXY TCP4 203.0.113.009 192.0.2.1 8080 443^~, malformed",
        "PROXY TCP4 203.0.113 192.0.2.1 8080 443^~, malformed",
        "PROXY TCP4 203.0.113.256 192.0.2.1 8080 443^~, malformed", "PROXY TCP4 ::1 ::1 1 1^~, malformed",
        "PROXY TCP6 203.0.113.9 192.0.2.1 8080 443^~, malformed", "PROXY TCP6 ::1%lo ::1 1 1^~, malformed",
        "PROXY TCP4 203.0.113.9 192.0.2.1 65536 443^~, malformed",
        "PROXY TCP4 203.0.113.9 192.0.2.1 +1 443^~, malformed",
        "PROXY TCP4 203.0.113.9 192.0.2.1 080 443^~, malformed", "PROXY TCP4 203.0.113.9 192.0.2.1 80 ^~, malformed",
        "PROXY UNKNOWNX^~, malformed", "PROXY UDP4 203.0.113.9 192.0.2.1 1 1^~, family",
        "PROXY tcp4 1.1.1.1 2.2.2.2 1 1^~, family",
        "PROXY TCP4 1.1.1.1 2.2.2.2 1 1^^~, malformed", "PROXY UNKNOWN a^b^~, malformed", "proxy UNKNOWN^~, missing",
        "PROXY\tUNKNOWN^~, missing", "GET / HTTP/1.1^~, missing", "PROXX, missing"})
    void linesThatAreRefused(String line, String reason) {
        String text = line.replace('^', '\r').replace('~', '\n');

        String expected = reason.equals("malformed") && text.startsWith("PROXY UNKNOWNX") ? "malformed" : reason;
        assertEquals("proxy-protocol-" + expected, refusal(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    // ---- version 2

    @Test
    void addressesOfBothFamilies() throws Exception {
        ProxyHeader four = parse(binary("21", "11", FOUR));
        assertEquals("203.0.113.9:8080 192.0.2.1:443", addresses(four));
        assertEquals(28, four.length());
        assertFalse(four.tls());

        String six = "20010db8000000000000000000000001" + "00000000000000000000000000000001" + "1f90" + "01bb";
        assertEquals("2001:db8:0:0:0:0:0:1:8080 0:0:0:0:0:0:0:1:443", addresses(parse(binary("21", "21", six))));
    }

    @Test
    void aProxyThatSpeaksForItselfHasNoAddress() throws Exception {
        assertNull(parse(binary("20", "00", "")).source());
        assertNull(parse(binary("20", "11", FOUR + "ffffff")).source(), "what follows is dropped");
        assertNull(parse(binary("21", "00", "")).source());
    }

    @Test
    void fieldsAreKept() throws Exception {
        ProxyHeader header = parse(binary("21", "11", FOUR + "010002" + "6832" + "ee0000"));

        assertEquals(2, header.fields().size());
        assertEquals(1, header.fields().getFirst().type());
        assertEquals("h2", StandardCharsets.US_ASCII.decode(header.fields().getFirst().value()).toString());
        assertEquals(0xee, header.fields().getLast().type());
    }

    @Test
    void aClientOfTlsIsTold() throws Exception {
        assertTrue(parse(binary("21", "11", FOUR + "200005" + "0100000000")).tls());
        assertFalse(parse(binary("21", "11", FOUR + "200005" + "0000000000")).tls());
        assertEquals("proxy-protocol-malformed", refusal(binary("21", "11", FOUR + "200004" + "01000000")));
    }

    @Test
    void theChecksumIsLookedAt() throws Exception {
        byte[] header = binary("21", "11", FOUR + "030004" + "00000000");
        CRC32C sum = new CRC32C();
        sum.update(header);
        byte[] right = binary("21", "11", FOUR + "030004" + String.format("%08x", sum.getValue()));

        assertNotNull(parse(right));
        right[20] ^= 1;
        assertEquals("proxy-protocol-checksum", refusal(right));
        assertEquals("proxy-protocol-malformed", refusal(binary("21", "11", FOUR + "030003" + "000000")));
    }

    @ParameterizedTest
    @CsvSource({"31, 11, '', version", "11, 11, '', version", "22, 11, '', malformed", "2f, 11, '', malformed",
        "21, 41, '', malformed", "21, 13, '', malformed", "21, 11, '', malformed",
        "21, 11, cb007109c00002011f9001, malformed",
        "21, 21, cb007109c00002011f9001bb, malformed", "21, 12, cb007109c00002011f9001bb, family",
        "21, 31, '', family", "21, 32, '', family", "21, 10, cb007109c00002011f9001bb, family",
        "21, 01, cb007109c00002011f9001bb, family", "21, 11, cb007109c00002011f9001bb01, malformed",
        "21, 11, cb007109c00002011f9001bb0100, malformed", "21, 11, cb007109c00002011f9001bb010001, malformed",
        "21, 11, cb007109c00002011f9001bb01ffff61, malformed"})
    void headersThatAreRefused(String command, String family, String rest, String reason) {
        assertEquals("proxy-protocol-" + reason, refusal(binary(command, family, rest)));
    }

    @Test
    void theLongestHeaderIsTakenAndOneByteMoreIsNot() throws Exception {
        int room = LONGEST - 16 - 12 - 3;
        String fields = "ee" + String.format("%04x", room) + "00".repeat(room);
        assertEquals(LONGEST, parse(binary("21", "11", FOUR + fields)).length());

        byte[] longer = binary("21", "11", FOUR + "ee" + String.format("%04x", room + 1) + "00".repeat(room + 1));
        assertEquals("proxy-protocol-too-long", refusal(Arrays.copyOf(longer, 16)), "before it has come");
    }

    // ---- both

    @Test
    void headersMayComeByteByByte() throws Exception {
        for (byte[] header : new byte[][]{binary("21", "11", FOUR + "ee0001aa"),
            "PROXY TCP4 1.1.1.1 2.2.2.2 1 2\r\n".getBytes(StandardCharsets.US_ASCII)}) {
            for (int length = 1; length < header.length; length++) {
                assertNull(ProxyHeaderParser.parse(header, length, ProxyProtocol.ANY, LONGEST), "at " + length);
            }
            assertNotNull(parse(header));
        }
    }

    @ParameterizedTest
    @EnumSource(value = ProxyProtocol.class, names = {"V1", "V2"})
    void onlyTheVersionsThatAreAskedForAreTaken(ProxyProtocol versions) throws Exception {
        byte[] one = "PROXY UNKNOWN\r\n".getBytes(StandardCharsets.US_ASCII);
        byte[] two = binary("21", "11", FOUR);
        byte[] right = versions == ProxyProtocol.V1 ? one : two;
        byte[] wrong = versions == ProxyProtocol.V1 ? two : one;

        assertNotNull(ProxyHeaderParser.parse(right, right.length, versions, LONGEST));
        assertEquals(FilterRefusal.VERSION, assertThrows(MalformedProxyHeaderException.class,
                () -> ProxyHeaderParser.parse(wrong, wrong.length, versions, LONGEST)).refusal());
    }

    @Test
    void nothingButARefusalComesOfAnyBytes() {
        Random random = new Random(42);
        byte[][] seeds = {binary("21", "11", FOUR + "010002683203000400000000200005" + "0100000000"),
            binary("21", "21", "00".repeat(36)), "PROXY TCP6 ::1 ::2 1 2\r\n".getBytes(StandardCharsets.US_ASCII)};
        for (int i = 0; i < 200_000; i++) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes(seeds[random.nextInt(seeds.length)]);
            byte[] data = bytes.toByteArray();
            for (int change = random.nextInt(4); change >= 0; change--) {
                data[random.nextInt(data.length)] = (byte) random.nextInt(256);
            }
            int length = 1 + random.nextInt(data.length);
            try {
                ProxyHeader header = ProxyHeaderParser.parse(data, length, ProxyProtocol.ANY, LONGEST);
                assertTrue(header == null || header.length() <= length);
            } catch (MalformedProxyHeaderException e) {
                assertNotNull(e.refusal());
            }
        }
    }
}
