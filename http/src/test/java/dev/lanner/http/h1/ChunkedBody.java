package dev.lanner.http.h1;

import dev.lanner.spi.message.Fields;
import java.nio.charset.StandardCharsets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/// A chunked body, decoded as tests want it.
///
/// @param text the data
/// @param trailers the trailer fields
/// @param finished whether its end was there
/// @param consumed how many bytes were taken
record ChunkedBody(String text, Fields trailers, boolean finished, int consumed) {

    static ChunkedBody decode(String encoded) throws RejectedRequestException {
        return decode(encoded, Heads.RULES, Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    /// Decodes with pieces of the source and of the destination of these sizes.
    static ChunkedBody decode(String encoded, HeadRules rules, int piece, int room) throws RejectedRequestException {
        byte[] src = Heads.bytes(encoded);
        byte[] dst = new byte[Math.min(room, src.length + 1)];
        ChunkDecoder decoder = new ChunkDecoder(rules);
        StringBuilder text = new StringBuilder();
        int at = 0;
        int end = Math.min(src.length, piece);
        while (!decoder.finished()) {
            decoder.decode(src, at, end, dst, 0, dst.length);
            at += decoder.consumed();
            text.append(new String(dst, 0, decoder.produced(), StandardCharsets.ISO_8859_1));
            if (decoder.consumed() == 0) {
                if (end == src.length) {
                    break;
                }
                end = (int) Math.min(src.length, (long) end + piece);
            }
        }
        assertEquals(text.length(), decoder.bytesDecoded());
        return new ChunkedBody(text.toString(), decoder.trailers(), decoder.finished(), at);
    }

    static void reject(Rejection expected, String encoded, HeadRules rules) {
        for (int piece : new int[]{Integer.MAX_VALUE, 1}) {
            RejectedRequestException thrown = assertThrows(RejectedRequestException.class,
                    () -> decode(encoded, rules, piece, 7), encoded);
            assertEquals(expected, thrown.rejection(), encoded);
        }
    }

    static void reject(Rejection expected, String encoded) {
        reject(expected, encoded, Heads.RULES);
    }
}
