package dev.lanner.testkit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// Reads header blocks of a server whose dynamic table is switched off (RFC 7541), bit by bit and without haste: what
/// the tests compare with is not the code under test.
final class HpackReader {
    private static final int EOS = 256;
    /// Runs of the code's lengths: how many symbols in a row have which length (RFC 7541, appendix B).
    private static final String LENGTHS = "13 23 28*7 24 30 28*2 30 28*8 30 28*9 6 10*2 12 13 6 8 11 10*2 8 11 8 6*3 "
            + "5*3 6*7 7 8 15 6 12 10 13 6 7*22 8 7 8 13 19 13 14 6 15 5 6 5 6 5 6*3 5 7*2 6*3 5 6 7 6 5*2 6 7*5 15 "
            + "11 14 13 28 20 22 20*2 22*3 23 22 23*5 24 23 24*2 22 23 24 23*4 21 22 23 22 23*2 24 22 21 20 22*2 23*2 "
            + "21 23 22*2 24 21 22 23*2 21*2 22 21 23 22 23*2 20 22*3 23 22*2 23 26*2 20 19 22 23 22 25 26*3 27*2 26 "
            + "24 25 19 21 26 27*2 26 27 24 21*2 26*2 28 27*3 20 24 20 21 22 21*2 23 22*2 25*2 24*2 26 23 26 27 26*2 "
            + "27*5 28 27*5 26 30";
    private static final String[] STATIC = {"", ":authority", ":method GET", ":method POST", ":path /",
        ":path /index.html", ":scheme http", ":scheme https", ":status 200", ":status 204", ":status 206",
        ":status 304", ":status 400", ":status 404", ":status 500", "accept-charset", "accept-encoding gzip, deflate",
        "accept-language", "accept-ranges", "accept", "access-control-allow-origin", "age", "allow", "authorization",
        "cache-control", "content-disposition", "content-encoding", "content-language", "content-length",
        "content-location", "content-range", "content-type", "cookie", "date", "etag", "expect", "expires", "from",
        "host", "if-match", "if-modified-since", "if-none-match", "if-range", "if-unmodified-since", "last-modified",
        "link", "location", "max-forwards", "proxy-authenticate", "proxy-authorization", "range", "referer", "refresh",
        "retry-after", "server", "set-cookie", "strict-transport-security", "transfer-encoding", "user-agent", "vary",
        "via", "www-authenticate"};
    /// By length and code.
    private static final Map<Long, Integer> SYMBOLS = new HashMap<>();

    static {
        int[] lengths = new int[EOS + 1];
        int at = 0;
        for (String run : LENGTHS.split(" ")) {
            String[] parts = run.split("\\*");
            int times = parts.length == 1 ? 1 : Integer.parseInt(parts[1]);
            Arrays.fill(lengths, at, at + times, Integer.parseInt(parts[0]));
            at += times;
        }
        long code = 0;
        for (int length = 1; length <= 30; length++) {
            for (int symbol = 0; symbol <= EOS; symbol++) {
                if (lengths[symbol] == length) {
                    SYMBOLS.put((long) length << 32 | code++, symbol);
                }
            }
            code <<= 1;
        }
    }

    private final byte[] data;
    private int at;

    private HpackReader(byte[] data) {
        this.data = data;
    }

    /// The fields of a block, pseudo fields with their colon; values of one name are joined by commas.
    static Map<String, String> read(byte[] block) {
        HpackReader reader = new HpackReader(block);
        Map<String, String> fields = new LinkedHashMap<>();
        while (reader.at < block.length) {
            reader.field(fields);
        }
        return fields;
    }

    private void field(Map<String, String> fields) {
        int first = data[at] & 255;
        if (first >= 0x80) {
            String[] known = STATIC[integer(0x7f)].split(" ", 2);
            add(fields, known[0], known.length == 1 ? "" : known[1]);
        } else if (first >= 0x20 && first < 0x40) {
            integer(0x1f);
        } else if (first >= 0x40) {
            throw new AssertionError("a field was put into a table that is switched off");
        } else {
            int index = integer(0x0f);
            String name = index == 0 ? string() : STATIC[index].split(" ", 2)[0];
            add(fields, name, string());
        }
    }

    private static void add(Map<String, String> fields, String name, String value) {
        fields.merge(name, value, (before, more) -> before
                + (name.equals("set-cookie") || name.equals("www-authenticate") ? "\0" : ", ") + more);
    }

    private int integer(int prefix) {
        int value = data[at++] & prefix;
        if (value < prefix) {
            return value;
        }
        int shift = 0;
        int next;
        do {
            next = data[at++];
            value += (next & 127) << shift;
            shift += 7;
        } while (next < 0);
        return value;
    }

    private String string() {
        boolean coded = data[at] < 0;
        int length = integer(0x7f);
        String text = coded
                ? decode(at, at + length)
                : new String(data, at, length, StandardCharsets.ISO_8859_1);
        at += length;
        return text;
    }

    private String decode(int from, int to) {
        StringBuilder text = new StringBuilder();
        long code = 0;
        int length = 0;
        for (int bit = from * 8; bit < to * 8; bit++) {
            code = code << 1 | data[bit / 8] >> 7 - bit % 8 & 1;
            length++;
            Integer symbol = SYMBOLS.get((long) length << 32 | code);
            if (symbol != null) {
                text.append((char) symbol.intValue());
                code = 0;
                length = 0;
            }
        }
        return text.toString();
    }
}
