package dev.lanner.http.h1;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Rules that hold for any bytes. Seeds are fixed: a failure can be repeated.
class HeadPropertiesTest {
    private static final List<String> REQUESTS = List.of("GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            "\r\nPOST /a/b;c=d/e%20f?g=h&i HTTP/1.1\r\nHost: example.com:8080\r\nContent-Length: 17\r\n"
                    + "Content-Type: text/plain\r\nConnection: keep-alive, x\r\n\r\n",
            "PUT http://example.com/x HTTP/1.1\r\nHost: example.com\r\nTransfer-Encoding: chunked\r\n"
                    + "Expect: 100-continue\r\nX:\t a\tb \r\n\r\n",
            "GET /c HTTP/1.0\r\nConnection: keep-alive\r\nCookie: a=b; c=d\r\n\r\n",
            "GET /ws HTTP/1.1\r\nHost: [::1]:1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
            "OPTIONS * HTTP/1.1\r\nHost: a.\r\nAccept: */*\r\nAccept: text/html;q=0.5\r\n\r\n");
    private static final List<String> SPICES = List.of("\r", "\n", "\r\n", "\r\n\r\n", "\0", " ", "\t", ":", ",", ";",
            "\u000b",
            "\u007f", "\u0080", "\u00ff", "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n", "Host: b\r\n",
            "chunked", "%2e",
            "..", "//", "\\", "#", "@", "+", "HTTP/1.1", "HTTP/2.0", "0", "9", "\"");

    /// What a connection sees: a head, a rejection, or nothing yet.
    private static String outcome(byte[] data, int end, HeadScanner scanner) {
        try {
            int headEnd = scanner.scan(data, 0, end, Heads.RULES);
            return headEnd < 0 ? "" : headEnd + " " + describe(RequestHead.parse(data, 0, headEnd, Heads.RULES));
        } catch (RejectedRequestException e) {
            return e.rejection().name();
        }
    }

    private static String describe(RequestHead head) {
        return head + " " + head.target() + " " + head.contentLength() + head.chunked() + head.keepAlive()
                + head.expectContinue() + head.upgrade() + "\n" + head.headers();
    }

    private static String inPieces(byte[] data, int... ends) {
        HeadScanner scanner = new HeadScanner();
        String outcome = "";
        for (int end : ends) {
            // a longer copy each time, filled with what is not there yet
            byte[] arrived = Arrays.copyOf(data, data.length);
            Arrays.fill(arrived, end, data.length, (byte) '\n');
            outcome = outcome(arrived, end, scanner);
            if (!outcome.isEmpty()) {
                return outcome;
            }
        }
        return outcome;
    }

    @Test
    void aHeadSplitAnywhereGivesTheSame() {
        for (String request : REQUESTS) {
            byte[] data = Heads.bytes(request + "GET /next");
            String whole = outcome(data, data.length, new HeadScanner());
            assertTrue(whole.startsWith(request.length() + " "), whole);
            for (int first = 0; first < data.length; first++) {
                assertEquals(whole, inPieces(data, first, data.length));
                for (int second = first; second < data.length; second += 3) {
                    assertEquals(whole, inPieces(data, first, second, data.length));
                }
            }
            int[] each = new int[data.length + 1];
            Arrays.setAll(each, i -> i);
            assertEquals(whole, inPieces(data, each));
        }
    }

    @Test
    void positionsDoNotDependOnWhereTheHeadLies() throws Exception {
        for (String request : REQUESTS) {
            byte[] data = Heads.bytes("garbage\n" + request);
            HeadScanner scanner = new HeadScanner();
            assertEquals(-1, scanner.scan(data, 8, data.length - 1, Heads.RULES));
            byte[] moved = Heads.bytes("xy" + request + "rest");
            int end = scanner.scan(moved, 2, moved.length, Heads.RULES);
            assertEquals(2 + request.length(), end);
            assertEquals(describe(Heads.accept(request)), describe(RequestHead.parse(moved, 2, end, Heads.RULES)));
        }
    }

    @Test
    void mutatedHeadsAreRefusedOrTrulyWellFormed() {
        Random random = new Random(9112);
        Set<Rejection> seen = EnumSet.noneOf(Rejection.class);
        int accepted = 0;
        for (int round = 0; round < 200_000; round++) {
            byte[] data = mutate(random, REQUESTS.get(random.nextInt(REQUESTS.size())));
            HeadScanner scanner = new HeadScanner();
            try {
                int end = scanner.scan(data, 0, data.length, Heads.RULES);
                if (end > 0) {
                    RequestHead head = RequestHead.parse(data, 0, end, Heads.RULES);
                    accepted++;
                    ObviousCheck.accepted(new String(data, 0, end, StandardCharsets.ISO_8859_1), head);
                }
            } catch (RejectedRequestException e) {
                seen.add(e.rejection());
            }
        }
        assertTrue(accepted > 10_000, "only " + accepted + " were accepted");
        assertTrue(seen.size() > 25, "only " + seen);
    }

    @Test
    void mutatedHeadsGiveTheSameInPieces() {
        Random random = new Random(42);
        for (int round = 0; round < 30_000; round++) {
            byte[] data = mutate(random, REQUESTS.get(random.nextInt(REQUESTS.size())));
            String whole = outcome(data, data.length, new HeadScanner());
            int first = random.nextInt(data.length + 1);
            int second = random.nextInt(first, data.length + 1);
            assertEquals(whole, inPieces(data, first, second, data.length),
                    () -> new String(data, StandardCharsets.ISO_8859_1));
        }
    }

    private static byte[] mutate(Random random, String request) {
        StringBuilder text = new StringBuilder(request);
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(5)) {
                case 0 -> text.setCharAt(at, (char) random.nextInt(256));
                case 1 -> text.deleteCharAt(at);
                case 2 -> text.insert(at, text.charAt(random.nextInt(text.length())));
                case 3 -> text.insert(at, SPICES.get(random.nextInt(SPICES.size())));
                default -> {
                    int line = text.indexOf("\r\n", at);
                    text.insert(line < 0 ? at : line + 2, SPICES.get(random.nextInt(SPICES.size())));
                }
            }
        }
        return Heads.bytes(text.toString());
    }
}
