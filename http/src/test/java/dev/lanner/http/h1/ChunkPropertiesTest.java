package dev.lanner.http.h1;

import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Chunked bodies against a regular expression written from the RFC's grammar.
class ChunkPropertiesTest {
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final String QUOTED = "\"(?:[\\t \\x21\\x23-\\x5B\\x5D-\\x7E\\x80-\\xFF]|\\\\[\\t -\\x7E\\x80-\\xFF])*\"";
    private static final String EXTENSION = "(?:[ \\t]*;[ \\t]*" + TOKEN + "(?:[ \\t]*=[ \\t]*(?:" + TOKEN + "|"
            + QUOTED
            + "))?)*";
    private static final Pattern LINE = Pattern.compile("([0-9A-Fa-f]{1,16})" + EXTENSION + "\\r\\n");
    private static final Pattern TRAILERS = Pattern
            .compile("(?:" + TOKEN + ":[\\t -\\x7E\\x80-\\xFF]*\\r\\n)*\\r\\n");
    private static final List<String> BODIES = List.of("5\r\nhello\r\n0\r\n\r\n",
            "5;a=b ; c=\"d\\\"e\"\r\nhello\r\nA\r\n0123456789\r\n0;x\r\nX-A: b\r\nY:\r\n\r\n",
            "1\r\n\r\r\n2\r\n\r\n\r\n3\r\n0\r\n\r\n0\r\n\r\n");
    private static final String SPICES = "\r\n\r\n\n\0 \t;;=\"\\0159afgx:-\u007f\u00e4";

    /// The data up to the end of the body; null when the grammar does not fit.
    private static String reference(String encoded) {
        StringBuilder data = new StringBuilder();
        int at = 0;
        while (true) {
            Matcher line = LINE.matcher(encoded).region(at, encoded.length());
            if (!line.lookingAt()) {
                return null;
            }
            long size = Long.parseUnsignedLong(line.group(1), 16);
            at = line.end();
            if (size == 0) {
                Matcher trailers = TRAILERS.matcher(encoded).region(at, encoded.length());
                return trailers.lookingAt() ? data.toString() : null;
            }
            if (size < 0 || size > encoded.length() - at - 2
                    || !encoded.startsWith("\r\n", at + (int) size)) {
                return null;
            }
            data.append(encoded, at, at + (int) size);
            at += (int) size + 2;
        }
    }

    @Test
    void mutatedBodiesAreDecodedAsTheGrammarSays() {
        Random random = new Random(71);
        Set<Rejection> seen = EnumSet.noneOf(Rejection.class);
        int accepted = 0;
        for (int round = 0; round < 200_000; round++) {
            String encoded = mutate(random, BODIES.get(random.nextInt(BODIES.size())));
            String expected = reference(encoded);
            String found = null;
            Rejection rejection = null;
            try {
                ChunkedBody body = ChunkedBody.decode(encoded, Heads.RULES, 1 + random.nextInt(40),
                        1 + random.nextInt(40));
                found = body.finished() ? body.text() : null;
            } catch (RejectedRequestException e) {
                rejection = e.rejection();
                seen.add(rejection);
            }
            assertEquals(expected, found, () -> encoded.replace("\r", "\\r").replace("\n", "\\n"));
            accepted += found == null ? 0 : 1;
        }
        assertTrue(accepted > 10_000, "only " + accepted + " were accepted");
        assertTrue(seen.containsAll(EnumSet.of(Rejection.BARE_CR, Rejection.BARE_LF, Rejection.INVALID_CHUNK_SIZE,
                Rejection.INVALID_CHUNK_EXTENSION, Rejection.INVALID_CHUNK_END, Rejection.INVALID_TRAILER)),
                seen::toString);
    }

    private static String mutate(Random random, String body) {
        StringBuilder text = new StringBuilder(body);
        for (int i = 1 + random.nextInt(2); i > 0; i--) {
            int at = random.nextInt(text.length());
            char spice = SPICES.charAt(random.nextInt(SPICES.length()));
            switch (random.nextInt(3)) {
                case 0 -> text.setCharAt(at, spice);
                case 1 -> text.deleteCharAt(at);
                default -> text.insert(at, spice);
            }
        }
        return text.toString();
    }
}
