package dev.lanner.http.h1;

import dev.lanner.spi.message.Fields;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The fields after the last chunk (RFC 9112, 7.1.2), gathered until their end and then parsed as any other fields.
final class TrailerSection {
    private final HeadRules rules;
    private byte @Nullable [] data;
    private int length;
    private int lineStart;
    private int lines;

    TrailerSection(HeadRules rules) {
        this.rules = rules;
    }

    /// Takes the next byte.
    ///
    /// @return whether it was the last one
    boolean accept(byte value) throws RejectedRequestException {
        boolean afterCr = length > lineStart && byteAt(length - 1) == '\r';
        if (value == '\n' && !afterCr) {
            throw RejectedRequestException.of(Rejection.BARE_LF);
        }
        if (afterCr && value != '\n') {
            throw RejectedRequestException.of(Rejection.BARE_CR);
        }
        add(value);
        if (value != '\n') {
            return false;
        }
        if (length - lineStart == 2) {
            return true;
        }
        if (length > rules.maxHeadersSize()) {
            throw RejectedRequestException.of(Rejection.TRAILERS_TOO_LARGE);
        }
        if (++lines > rules.maxHeaderCount()) {
            throw RejectedRequestException.of(Rejection.TOO_MANY_TRAILERS);
        }
        lineStart = length;
        return false;
    }

    /// The fields, once the last byte was taken.
    Fields fields() throws RejectedRequestException {
        byte[] bytes = data;
        if (bytes == null || length == 2) {
            return Fields.EMPTY;
        }
        HeadFields fields;
        try {
            fields = FieldsParser.parse(bytes, 0, length, rules);
        } catch (RejectedRequestException e) {
            throw RejectedRequestException.of(Rejection.INVALID_TRAILER);
        }
        for (int i = 0; i < fields.size(); i++) {
            if (ForbiddenTrailers.contains(fields.name(i))) {
                throw RejectedRequestException.of(Rejection.FORBIDDEN_TRAILER);
            }
        }
        return fields;
    }

    private byte byteAt(int index) {
        byte[] bytes = data;
        return bytes == null ? 0 : bytes[index];
    }

    private void add(byte value) throws RejectedRequestException {
        // two more: the empty line at the end does not count
        if (length >= rules.maxHeadersSize() + 2) {
            throw RejectedRequestException.of(Rejection.TRAILERS_TOO_LARGE);
        }
        byte[] bytes = data;
        if (bytes == null) {
            bytes = new byte[64];
        } else if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, length * 2);
        }
        bytes[length++] = value;
        data = bytes;
    }
}
