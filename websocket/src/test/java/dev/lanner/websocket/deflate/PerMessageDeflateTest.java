package dev.lanner.websocket.deflate;

import dev.lanner.websocket.deflate.DeflateNegotiation.Agreed;
import dev.lanner.websocket.handshake.Extension;
import dev.lanner.websocket.handshake.HandshakeException;
import dev.lanner.websocket.protocol.ProtocolException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// permessage-deflate (RFC 7692, 7).
class PerMessageDeflateTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            permessage-deflate | permessage-deflate
            permessage-deflate; client_max_window_bits | permessage-deflate
            permessage-deflate; client_max_window_bits=10 | permessage-deflate; client_max_window_bits=10
            permessage-deflate; server_max_window_bits=9 | permessage-deflate; server_max_window_bits=9
            permessage-deflate; server_no_context_takeover | permessage-deflate; server_no_context_takeover
            permessage-deflate; client_no_context_takeover | permessage-deflate; client_no_context_takeover
            permessage-deflate; server_max_window_bits=7, permessage-deflate | permessage-deflate
            permessage-deflate; server_max_window_bits, permessage-deflate | permessage-deflate
            permessage-deflate; unknown, x-webkit-deflate-frame, permessage-deflate | permessage-deflate
            permessage-deflate; server_max_window_bits="8" | permessage-deflate; server_max_window_bits=8
            """)
    void offersAreAnsweredWithContext(String offer, String answer) throws HandshakeException {
        Agreed agreed = DeflateNegotiation.accept(Extension.parse(List.of(offer)), true);
        assertNotNull(agreed);
        assertEquals(answer, agreed.extension().toString());
    }

    @Test
    void withoutContextBothSidesAreToldToKeepNone() throws HandshakeException {
        Agreed agreed = DeflateNegotiation.accept(Extension.parse(List.of("permessage-deflate")), false);
        assertNotNull(agreed);
        assertEquals("permessage-deflate; server_no_context_takeover; client_no_context_takeover",
                agreed.extension().toString());
        assertEquals(new DeflateParameters(false, false, 15, 15), agreed.parameters());
    }

    @ParameterizedTest
    @ValueSource(strings = {"permessage-deflate; server_max_window_bits=16", "permessage-deflate; x=1",
        "permessage-deflate; client_max_window_bits=08", "permessage-deflate; server_no_context_takeover=1",
        "permessage-deflate; client_max_window_bits; client_max_window_bits", "permessage-bzip2"})
    void badOffersAreDeclined(String offer) throws HandshakeException {
        assertNull(DeflateNegotiation.accept(Extension.parse(List.of(offer)), true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"permessage-deflate;", "a b", "=x", "permessage-deflate; a=\"b", "a; b=c d", "a; b=\"\""})
    void malformedFieldsAreRefused(String field) {
        assertThrows(HandshakeException.class, () -> Extension.parse(List.of(field)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            permessage-deflate | permessage-deflate; client_max_window_bits=10
            permessage-deflate; server_no_context_takeover | permessage-deflate
            permessage-deflate; server_max_window_bits=10 | permessage-deflate; server_max_window_bits=11
            permessage-deflate | permessage-deflate; server_max_window_bits=16
            """)
    void answersThatDontFitTheOfferAreRefused(String offer, String answer) throws HandshakeException {
        Extension offered = Extension.parse(List.of(offer)).getFirst();
        Extension answered = Extension.parse(List.of(answer)).getFirst();
        assertThrows(HandshakeException.class, () -> DeflateNegotiation.accepted(offered, answered));
    }

    @Test
    void theExamplesOfTheRfcAreDecompressed() throws IOException {
        assertEquals("Hello", text(new Decompressor(true), "f248cdc9c90700"));
        Decompressor context = new Decompressor(true);
        assertEquals("Hello", text(context, "f248cdc9c90700"));
        assertEquals("Hello", text(context, "f200110000"));
        assertEquals("Hello", text(new Decompressor(true), "000500faff48656c6c6f00"));
        assertEquals("Hello", text(new Decompressor(true), "f348cdc9c9070000"));
        assertEquals("Hello", text(new Decompressor(true), "f24805000000ffffcac9c90700"));
        assertEquals("", text(new Decompressor(true), "00"));
    }

    private static String text(Decompressor decompressor, String hex) throws IOException {
        byte[] bytes = HexFormat.of().parseHex(hex);
        return new String(decompress(decompressor, bytes), StandardCharsets.UTF_8);
    }

    private static byte[] decompress(Decompressor decompressor, byte[] bytes) throws IOException {
        ByteArrayOutputStream result = new ByteArrayOutputStream();
        decompressor.decompress(bytes, 0, bytes.length, true, (piece, length) -> result.write(piece, 0, length));
        return result.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({"true,15", "false,15", "true,8", "false,9", "true,12"})
    void whatWasCompressedComesBack(boolean context, int bits) throws IOException {
        int before = ZlibPool.shared().outstanding();
        Compressor compressor = new Compressor(context, bits);
        Decompressor decompressor = new Decompressor(context);
        Random random = new Random(bits);
        for (int length : new int[]{0, 1, 100, 255, 256, 257, 5000, 70_000}) {
            byte[] message = new byte[length];
            for (int i = 0; i < length; i++) {
                message[i] = (byte) (random.nextInt(4) + 'a');
            }
            byte[] small = compressor.compress(message, 0, length, true);
            assertArrayEquals(message, decompress(decompressor, small), "length " + length);
        }
        compressor.close();
        decompressor.close();
        assertEquals(before, ZlibPool.shared().outstanding());
    }

    @Test
    void aSmallWindowIsKeptTo() throws IOException {
        // 1 KiB of noise, repeated: a window of 512 bytes can't refer back to it
        byte[] noise = new byte[1024];
        new Random(1).nextBytes(noise);
        byte[] twice = Arrays.copyOf(noise, 2048);
        System.arraycopy(noise, 0, twice, 1024, 1024);
        assertTrue(new Compressor(false, 15).compress(twice, 0, 2048, true).length < 1200);
        assertTrue(new Compressor(false, 9).compress(twice, 0, 2048, true).length > 2000);
    }

    @Test
    void contextMakesLaterMessagesSmaller() throws IOException {
        Compressor compressor = new Compressor(true, 15);
        byte[] noise = new byte[1000];
        new Random(2).nextBytes(noise);
        assertTrue(compressor.compress(noise, 0, 1000, true).length > 900);
        assertTrue(compressor.compress(noise, 0, 1000, true).length < 50);
        compressor.close();
    }

    @Test
    void decompressionStopsWhereItsTakerStopsIt() {
        int before = ZlibPool.shared().outstanding();
        byte[] zeros = new Compressor(false, 15).compress(new byte[50 << 20], 0, 50 << 20, true);
        assertTrue(zeros.length < 100_000);
        int[] taken = new int[1];
        Decompressor decompressor = new Decompressor(false);
        assertThrows(ProtocolException.class,
                () -> decompressor.decompress(zeros, 0, zeros.length, true, (piece, length) -> {
                    taken[0] += length;
                    if (taken[0] > 65_536) {
                        throw new ProtocolException(1009, "enough");
                    }
                }));
        assertTrue(taken[0] <= 65_536 + Decompressor.PIECE);
        decompressor.close();
        assertEquals(before, ZlibPool.shared().outstanding());
    }

    @Test
    void noiseIsNotDeflated() {
        byte[] noise = HexFormat.of().parseHex("ffffffffffff");
        assertEquals(1007,
                assertThrows(ProtocolException.class, () -> decompress(new Decompressor(false), noise)).code());
    }
}
