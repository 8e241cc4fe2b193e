package dev.lanner.http.h1;

import dev.lanner.spi.message.FieldSyntax;

/// The line before a chunk, byte by byte: size, extensions, CRLF (RFC 9112, 7.1, 7.1.1).
///
/// Extensions are checked against their whole grammar and then dropped: leniency here has let requests be smuggled
/// through most servers.
final class ChunkLine {
    private static final int MAX_DIGITS = 16;
    private static final int EXTENSION_LINES = 16;

    /// What the next byte may be.
    private enum State {
        /// A digit of the size; after the first one also what follows it.
        SIZE,
        /// White space, or the semicolon that white space was before.
        BLANK_BEFORE_SEMICOLON,
        /// White space, or the first byte of a name.
        BEFORE_NAME,
        /// A byte of a name, or what follows it.
        NAME,
        /// White space after a name; then `=` or `;`.
        AFTER_NAME,
        /// White space, the first byte of a token, or a quote.
        BEFORE_VALUE,
        /// A byte of a token, or what follows it.
        VALUE,
        /// Inside quotes.
        QUOTED,
        /// After a backslash inside quotes.
        ESCAPED,
        /// After the closing quote.
        AFTER_QUOTED,
        /// The LF after a CR.
        LF
    }

    private final int maxLength;
    private State state = State.SIZE;
    private int digits;
    private int length;
    private long extensions;
    private long size;

    ChunkLine(int maxLength) {
        this.maxLength = maxLength;
    }

    /// The size of the chunk, once the line has ended.
    long size() {
        return size;
    }

    void reset() {
        state = State.SIZE;
        digits = 0;
        length = 0;
        size = 0;
    }

    /// Takes the next byte.
    ///
    /// @return whether it was the last one of the line
    boolean accept(byte value) throws RejectedRequestException {
        if (state == State.LF) {
            if (value != '\n') {
                throw RejectedRequestException.of(Rejection.BARE_CR);
            }
            return true;
        }
        if (value == '\n') {
            throw RejectedRequestException.of(Rejection.BARE_LF);
        }
        if (value == '\r') {
            state = end();
            return false;
        }
        if (++length > maxLength) {
            throw RejectedRequestException.of(Rejection.CHUNK_LINE_TOO_LONG);
        }
        if (state == State.SIZE) {
            size(value);
        } else {
            extension(value);
        }
        return false;
    }

    private State end() throws RejectedRequestException {
        return switch (state) {
            case SIZE -> {
                if (digits == 0) {
                    throw RejectedRequestException.of(Rejection.INVALID_CHUNK_SIZE);
                }
                yield State.LF;
            }
            case NAME, VALUE, AFTER_QUOTED -> State.LF;
            default -> throw RejectedRequestException.of(Rejection.INVALID_CHUNK_EXTENSION);
        };
    }

    private void size(byte value) throws RejectedRequestException {
        int digit = digit(value);
        if (digit >= 0 && ++digits <= MAX_DIGITS && size >>> 59 == 0) {
            size = size << 4 | digit;
        } else if (digits > 0 && digit < 0 && (value == ';' || isBlank(value))) {
            state = value == ';' ? State.BEFORE_NAME : State.BLANK_BEFORE_SEMICOLON;
        } else {
            throw RejectedRequestException.of(Rejection.INVALID_CHUNK_SIZE);
        }
    }

    private void extension(byte value) throws RejectedRequestException {
        if (++extensions > (long) maxLength * EXTENSION_LINES) {
            throw RejectedRequestException.of(Rejection.CHUNK_LINE_TOO_LONG);
        }
        state = switch (state) {
            case BLANK_BEFORE_SEMICOLON -> isBlank(value) ? state : separator(value);
            case BEFORE_NAME -> isBlank(value) ? state : token(value, State.NAME);
            case NAME -> FieldsParser.isToken(value) ? state : afterName(value);
            case AFTER_NAME -> afterName(value);
            case BEFORE_VALUE -> beforeValue(value);
            case VALUE -> FieldsParser.isToken(value) ? state : afterValue(value);
            case QUOTED -> quoted(value);
            case ESCAPED -> text(value);
            case AFTER_QUOTED -> afterValue(value);
            case SIZE, LF -> throw new IllegalStateException(state.name());
        };
    }

    private static State separator(byte value) throws RejectedRequestException {
        if (value != ';') {
            throw RejectedRequestException.of(Rejection.INVALID_CHUNK_EXTENSION);
        }
        return State.BEFORE_NAME;
    }

    private static State token(byte value, State next) throws RejectedRequestException {
        if (!FieldsParser.isToken(value)) {
            throw RejectedRequestException.of(Rejection.INVALID_CHUNK_EXTENSION);
        }
        return next;
    }

    private static State afterName(byte value) throws RejectedRequestException {
        if (isBlank(value)) {
            return State.AFTER_NAME;
        }
        return value == '=' ? State.BEFORE_VALUE : separator(value);
    }

    private static State beforeValue(byte value) throws RejectedRequestException {
        if (isBlank(value)) {
            return State.BEFORE_VALUE;
        }
        return value == '"' ? State.QUOTED : token(value, State.VALUE);
    }

    private static State afterValue(byte value) throws RejectedRequestException {
        return isBlank(value) ? State.BLANK_BEFORE_SEMICOLON : separator(value);
    }

    private static State quoted(byte value) throws RejectedRequestException {
        return switch (value) {
            case '"' -> State.AFTER_QUOTED;
            case '\\' -> State.ESCAPED;
            default -> text(value);
        };
    }

    private static State text(byte value) throws RejectedRequestException {
        if (!FieldSyntax.isValueChar(value & 0xFF)) {
            throw RejectedRequestException.of(Rejection.INVALID_CHUNK_EXTENSION);
        }
        return State.QUOTED;
    }

    private static int digit(byte value) {
        if (value >= '0' && value <= '9') {
            return value - '0';
        }
        int lower = value | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }

    private static boolean isBlank(byte value) {
        return value == ' ' || value == '\t';
    }
}
