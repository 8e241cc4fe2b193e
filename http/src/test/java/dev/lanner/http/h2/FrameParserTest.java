package dev.lanner.http.h2;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FrameParserTest {
    private static final String HEADERS = "000002 01 04 00000001 8286";
    private static final String SETTINGS = "000006 04 00 00000000 000300000064";
    private static final String DATA = "000003 00 01 00000001 616263";
    private static final String PADDED = "000006 00 09 00000001 02 616263 0000";

    private static List<String> frames(FrameParser parser) throws ConnectionException, StreamException {
        List<String> frames = new ArrayList<>();
        StringBuilder data = new StringBuilder();
        while (parser.next()) {
            if (parser.type() == FrameType.DATA) {
                data.append(Hex.of(parser.data(), parser.from(), parser.to()));
                if (parser.lastPiece()) {
                    frames.add("0 " + parser.stream() + " " + data);
                    data.setLength(0);
                }
            } else {
                frames.add(parser.type() + " " + parser.stream() + " "
                        + Hex.of(parser.data(), parser.from(), parser.to()));
            }
        }
        return frames;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8, 9, 10, 13, 1000})
    void framesAreCutHoweverTheBytesCome(int step) throws ConnectionException, StreamException {
        byte[] all = Hex.bytes(SETTINGS + HEADERS + PADDED + "000000 04 01 00000000" + DATA);
        FrameParser parser = new FrameParser(16_384);
        List<String> seen = new ArrayList<>();
        StringBuilder data = new StringBuilder();
        for (int at = 0; at < all.length; at += step) {
            byte[] part = Arrays.copyOfRange(all, at, Math.min(all.length, at + step));
            parser.offer(part, 0, part.length);
            while (parser.next()) {
                if (parser.type() != FrameType.DATA) {
                    seen.add(parser.type() + " " + Hex.of(parser.data(), parser.from(), parser.to()));
                    continue;
                }
                data.append(Hex.of(parser.data(), parser.from(), parser.to()));
                if (parser.lastPiece()) {
                    seen.add("0 " + data);
                    data.setLength(0);
                }
            }
        }

        assertEquals(List.of("4 000300000064", "1 8286", "0 616263", "4 ", "0 616263"), seen);
        assertFalse(parser.amid());
    }

    @Test
    void paddingAndPriorityFieldsAreNotPartOfABlock() throws ConnectionException, StreamException {
        FrameParser parser = new FrameParser(16_384);
        byte[] frame = Hex.bytes("00000a 01 2c 00000003 02 80000001 10 8286 0000");
        parser.offer(frame, 0, frame.length);

        assertEquals(List.of("1 3 8286"), frames(parser));
        assertFalse(parser.selfDependent());
    }

    @Test
    void streamsThatDependOnThemselvesAreSeen() throws ConnectionException, StreamException {
        FrameParser parser = new FrameParser(16_384);
        byte[] frame = Hex.bytes("000006 01 24 00000003 00000003 10 82");
        parser.offer(frame, 0, frame.length);

        assertTrue(parser.next());
        assertTrue(parser.selfDependent());
    }

    @ParameterizedTest
    @CsvSource({
        // larger than announced
        "004001 00 00 00000001, FRAME_SIZE",
        // wrong sizes
        "000003 03 00 00000001 000000, FRAME_SIZE", "000001 04 00 00000000 00, FRAME_SIZE",
        "000006 04 01 00000000 000300000064, FRAME_SIZE", "000007 06 00 00000000 00000000000000, FRAME_SIZE",
        "000004 07 00 00000000 00000000, FRAME_SIZE", "000003 08 00 00000001 000000, FRAME_SIZE",
        "000000 00 08 00000001, FRAME_SIZE", "000000 01 0c 00000001, FRAME_SIZE",
        "000004 01 24 00000001 00000000, FRAME_SIZE",
        // wrong streams
        "000001 00 00 00000000 61, UNEXPECTED_FRAME", "000001 01 04 00000000 82, UNEXPECTED_FRAME",
        "000005 02 00 00000000 0000000000, UNEXPECTED_FRAME", "000004 03 00 00000000 00000000, UNEXPECTED_FRAME",
        "000000 04 00 00000001, UNEXPECTED_FRAME", "000008 06 00 00000001 0000000000000000, UNEXPECTED_FRAME",
        "000008 07 00 00000001 0000000000000000, UNEXPECTED_FRAME",
        // out of order
        "000001 09 04 00000001 82, UNEXPECTED_FRAME",
        "000001 01 00 00000001 82 000000 04 00 00000000, UNEXPECTED_FRAME",
        "000001 01 00 00000001 82 000001 09 04 00000003 82, UNEXPECTED_FRAME",
        "000001 01 00 00000001 82 000000 7f 00 00000001, UNEXPECTED_FRAME",
        "000004 05 04 00000001 00000002, UNEXPECTED_FRAME",
        // more padding than frame
        "000003 00 08 00000001 03 6161, PADDING", "000003 01 0c 00000001 03 8286, PADDING"})
    void malformedFramesEndTheConnection(String hex, Fault fault) {
        FrameParser parser = new FrameParser(16_384);
        byte[] bytes = Hex.bytes(hex);
        parser.offer(bytes, 0, bytes.length);

        assertEquals(fault, assertThrows(ConnectionException.class, () -> frames(parser)).fault());
    }

    @Test
    void aPriorityFrameOfTheWrongSizeConcernsItsStreamOnly() throws ConnectionException, StreamException {
        FrameParser parser = new FrameParser(16_384);
        byte[] bytes = Hex.bytes("000004 02 00 00000001 00000000" + DATA);
        parser.offer(bytes, 0, bytes.length);

        StreamException e = assertThrows(StreamException.class, parser::next);

        assertEquals(1, e.stream());
        assertEquals(Fault.FRAME_SIZE, e.fault());
        assertEquals(List.of("0 1 616263"), frames(parser));
    }

    @Test
    void framesOfTheLargestSizeAndUnknownTypesPass() throws ConnectionException, StreamException {
        FrameParser parser = new FrameParser(16_384);
        byte[] bytes = Hex.bytes("004000 fe ff 00000000" + "00".repeat(16_384) + SETTINGS);
        parser.offer(bytes, 0, bytes.length);

        assertTrue(parser.next());
        assertEquals(0xfe, parser.type());
        assertTrue(parser.next());
        assertEquals(FrameType.SETTINGS, parser.type());
    }

    @Test
    void largePieceOfDataAreHandedOutBeforeTheFrameIsComplete() throws ConnectionException, StreamException {
        FrameParser parser = new FrameParser(16_384);
        byte[] head = Hex.bytes("000400 00 01 00000001 61");
        parser.offer(head, 0, head.length);

        assertTrue(parser.next());
        assertTrue(parser.firstPiece());
        assertFalse(parser.lastPiece());
        assertEquals(1, parser.to() - parser.from());
        assertEquals(1024, parser.length());
        assertFalse(parser.next());
        parser.offer(new byte[1023], 0, 1023);
        assertTrue(parser.next());
        assertFalse(parser.firstPiece());
        assertTrue(parser.lastPiece());
    }

    @Test
    void thePrefaceIsMatchedFromAnywhere() {
        byte[] preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        assertEquals(24, Preface.match(preface, 0, 24, 0));
        assertEquals(10, Preface.match(preface, 14, 24, 14));
        assertEquals(-1, Preface.match(preface, 0, 24, 1));
        assertEquals(0, Preface.match(preface, 3, 3, 3));
    }
}
