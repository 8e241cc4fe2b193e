package dev.lanner.http.h1;

import dev.lanner.spi.message.FieldSyntax;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Field lines, of a head or of a trailer section (RFC 9112, 5): the one place that reads them.
final class FieldsParser {
    private static final int FEWEST_FIELDS = 4;
    /// What a field takes on average, roughly and rather too little: one growth is cheaper than a table twice as large.
    private static final int FIELD_SIZE = 32;
    private static final boolean[] TOKEN = new boolean[256];

    static {
        for (int c = 0; c < 128; c++) {
            TOKEN[c] = FieldSyntax.isTokenChar(c);
        }
    }

    private final byte[] data;
    private final int to;
    private final HeadRules rules;
    private int[] table;
    private int size;

    private FieldsParser(byte[] data, int from, int to, HeadRules rules) {
        this.table = new int[Math.max(FEWEST_FIELDS, (to - from) / FIELD_SIZE) * HeadFields.STEP];
        this.data = data;
        this.to = to;
        this.rules = rules;
    }

    /// Reads all field lines.
    ///
    /// @param from the first line
    /// @param to after the CRLF of the empty line that ends them
    static HeadFields parse(byte[] data, int from, int to, HeadRules rules) throws RejectedRequestException {
        return new FieldsParser(data, from, to, rules).lines(from);
    }

    /// Whether the byte may stand in a token.
    static boolean isToken(byte value) {
        return TOKEN[value & 0xFF];
    }

    private HeadFields lines(int from) throws RejectedRequestException {
        int end = to - 2;
        int at = from;
        while (at < end) {
            if (size >= rules.maxHeaderCount()) {
                throw RejectedRequestException.of(Rejection.TOO_MANY_HEADERS);
            }
            at = line(at, end);
        }
        if (at != end) {
            throw RejectedRequestException.of(Rejection.INVALID_HEADER_NAME);
        }
        checkLineEnd(end);
        return new HeadFields(data, table, size, rules.utf8());
    }

    private int line(int start, int end) throws RejectedRequestException {
        int at = start;
        while (at < end && isToken(data[at])) {
            at++;
        }
        if (at == end || at == start || data[at] != ':') {
            throw RejectedRequestException.of(nameFault(start, at, end));
        }
        int nameEnd = at++;
        while (at < end && isBlank(data[at])) {
            at++;
        }
        int valueStart = at;
        at = WordScan.control(data, at, end);
        while (at < end && data[at] == '\t') {
            at = WordScan.control(data, at + 1, end);
        }
        if (at == end) {
            throw RejectedRequestException.of(Rejection.INVALID_HEADER_VALUE);
        }
        checkLineEnd(at);
        int valueEnd = at;
        while (valueEnd > valueStart && isBlank(data[valueEnd - 1])) {
            valueEnd--;
        }
        if (rules.utf8() && WordScan.hasHigh(data, valueStart, valueEnd)) {
            checkUtf8(valueStart, valueEnd);
        }
        add(start, nameEnd, valueStart, valueEnd);
        return at + 2;
    }

    private void add(int nameStart, int nameEnd, int valueStart, int valueEnd) {
        int place = size++ * HeadFields.STEP;
        if (place == table.length) {
            table = Arrays.copyOf(table, table.length * 2);
        }
        table[place] = nameStart;
        table[place + 1] = nameEnd;
        table[place + 2] = valueStart;
        table[place + 3] = valueEnd;
    }

    /// Called at a control byte; one more byte is always there.
    private void checkLineEnd(int at) throws RejectedRequestException {
        if (data[at] == '\r' && data[at + 1] == '\n') {
            return;
        }
        throw RejectedRequestException.of(switch (data[at]) {
            case '\r' -> Rejection.BARE_CR;
            case '\n' -> Rejection.BARE_LF;
            default -> Rejection.INVALID_HEADER_VALUE;
        });
    }

    private Rejection nameFault(int start, int at, int end) {
        if (at == end) {
            return Rejection.INVALID_HEADER_NAME;
        }
        if (isBlank(data[at])) {
            return at == start ? Rejection.OBS_FOLD : Rejection.SPACE_BEFORE_COLON;
        }
        if (data[at] == '\n') {
            return Rejection.BARE_LF;
        }
        return data[at] == '\r' && data[at + 1] != '\n' ? Rejection.BARE_CR : Rejection.INVALID_HEADER_NAME;
    }

    private void checkUtf8(int start, int end) throws RejectedRequestException {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(data, start, end - start));
        } catch (CharacterCodingException e) {
            throw RejectedRequestException.of(Rejection.INVALID_HEADER_VALUE);
        }
    }

    private static boolean isBlank(byte value) {
        return value == ' ' || value == '\t';
    }
}
