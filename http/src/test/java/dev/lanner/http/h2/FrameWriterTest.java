package dev.lanner.http.h2;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class FrameWriterTest {
    private final byte[] target = new byte[64];

    @Test
    void framesHaveTheBytesOfTheRfc() {
        assertEquals("00000403000000000700000008", Hex.of(target, 0, FrameWriter.reset(target, 0, 7, 8)));
        assertEquals("0000040800000000000000ffff", Hex.of(target, 0, FrameWriter.windowUpdate(target, 0, 0, 65_535)));
        assertEquals("0000080601000000000102030405060708",
                Hex.of(target, 0, FrameWriter.ping(target, 0, true, 0x0102030405060708L)));
        assertEquals("0000080700000000007fffffff0000000b",
                Hex.of(target, 0, FrameWriter.goAway(target, 0, Integer.MAX_VALUE, ErrorCode.ENHANCE_YOUR_CALM)));
        assertEquals("000000040100000000", Hex.of(target, 0, FrameWriter.settingsAck(target, 0)));
        assertEquals("00000c040000000000000300000064000800000001",
                Hex.of(target, 0, FrameWriter.settings(target, 0, 3, 100, 8, 1)));
        assertEquals("010000000100000003", Hex.of(target, 0, FrameWriter.head(target, 0, 65_536,
                FrameWriter.type(FrameType.DATA, FrameType.END_STREAM), 3)));
    }
}
