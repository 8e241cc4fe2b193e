package dev.lanner.http.h1;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What the header fields of a request say about its host, its body and its connection (RFC 9112, 3.2, 6, 9; RFC 9110,
/// 7.6.1, 7.8, 10.1.1).
final class MessageFields {
    private static final byte[] HOST = lower("host");
    private static final byte[] EXPECT = lower("expect");
    private static final byte[] UPGRADE = lower("upgrade");
    private static final byte[] CONNECTION = lower("connection");
    private static final byte[] CONTENT_LENGTH = lower("content-length");
    private static final byte[] TRANSFER_ENCODING = lower("transfer-encoding");
    private static final byte[] CHUNKED = lower("chunked");
    private static final byte[] CLOSE = lower("close");
    private static final byte[] KEEP_ALIVE = lower("keep-alive");
    private static final byte[] CONTINUE = lower("100-continue");
    private static final int MAX_LENGTH_DIGITS = 19;
    private static final int NONE = -1;

    private final byte[] data;
    private final HeadFields fields;
    private final boolean http11;
    private final boolean requireHttp10Length;
    private @Nullable String host;
    private long contentLength = -1;
    private boolean chunked;
    private boolean close;
    private boolean keepAlive;
    private boolean upgradeOption;
    private boolean upgradeField;
    private boolean expectContinue;

    MessageFields(byte[] data, HeadFields fields, boolean http11, HeadRules rules) {
        this.data = data;
        this.fields = fields;
        this.http11 = http11;
        requireHttp10Length = rules.requireHttp10Length();
    }

    /// Reads the fields and checks them against each other.
    void check(String method) throws RejectedRequestException {
        int transferEncoding = NONE;
        int hostField = NONE;
        for (int i = 0; i < fields.size(); i++) {
            switch (fields.nameLength(i)) {
                case 4 -> hostField = once(i, HOST, hostField, Rejection.REPEATED_HOST);
                case 6 -> expect(i);
                case 7 -> upgradeField |= fields.isNamed(i, UPGRADE);
                case 10 -> connection(i);
                case 14 -> contentLength(i);
                case 17 -> transferEncoding = once(i, TRANSFER_ENCODING, transferEncoding,
                        Rejection.INVALID_TRANSFER_ENCODING);
                default -> {
                    // no meaning here
                }
            }
        }
        host(hostField);
        if (transferEncoding != NONE) {
            transferEncoding(transferEncoding);
        } else if (!http11 && contentLength < 0 && (method.equals("POST") || method.equals("PUT"))) {
            if (requireHttp10Length) {
                throw RejectedRequestException.of(Rejection.LENGTH_REQUIRED);
            }
            // whatever follows may be a body: it must not be taken for a request
            close = true;
        }
    }

    /// Host and port; null when there is no Host field, as HTTP/1.0 allows.
    @Nullable
    String host() {
        return host;
    }

    long contentLength() {
        return contentLength;
    }

    int flags() {
        int flags = http11 ? RequestHead.HTTP_1_1 : 0;
        if (chunked) {
            flags |= RequestHead.CHUNKED;
        }
        if (!close && (http11 || keepAlive)) {
            flags |= RequestHead.KEEP_ALIVE;
        }
        if (expectContinue) {
            flags |= RequestHead.EXPECT_CONTINUE;
        }
        if (http11 && upgradeOption && upgradeField) {
            flags |= RequestHead.UPGRADE;
        }
        return flags;
    }

    private int once(int index, byte[] name, int before, Rejection repeated) throws RejectedRequestException {
        if (!fields.isNamed(index, name)) {
            return before;
        }
        if (before != NONE) {
            throw RejectedRequestException.of(repeated);
        }
        return index;
    }

    private void host(int index) throws RejectedRequestException {
        if (index == NONE) {
            if (http11) {
                throw RejectedRequestException.of(Rejection.MISSING_HOST);
            }
            return;
        }
        int start = fields.valueStart(index);
        int end = fields.valueEnd(index);
        if (start == end) {
            throw RejectedRequestException.of(Rejection.MISSING_HOST);
        }
        host = HostSyntax.parse(data, start, end);
        if (host == null) {
            throw RejectedRequestException.of(Rejection.INVALID_HOST);
        }
    }

    private void contentLength(int index) throws RejectedRequestException {
        if (!fields.isNamed(index, CONTENT_LENGTH)) {
            return;
        }
        if (contentLength >= 0) {
            throw RejectedRequestException.of(Rejection.REPEATED_CONTENT_LENGTH);
        }
        int start = fields.valueStart(index);
        int end = fields.valueEnd(index);
        long length = 0;
        boolean valid = end > start && end - start <= MAX_LENGTH_DIGITS;
        for (int i = start; valid && i < end; i++) {
            int digit = data[i] - '0';
            length = length * 10 + digit;
            valid = digit >= 0 && digit <= 9 && length >= 0;
        }
        if (!valid) {
            throw RejectedRequestException.of(Rejection.INVALID_CONTENT_LENGTH);
        }
        contentLength = length;
    }

    private void transferEncoding(int index) throws RejectedRequestException {
        if (!http11) {
            throw RejectedRequestException.of(Rejection.TRANSFER_ENCODING_IN_HTTP10);
        }
        if (contentLength >= 0) {
            throw RejectedRequestException.of(Rejection.AMBIGUOUS_LENGTH);
        }
        int start = fields.valueStart(index);
        int end = fields.valueEnd(index);
        chunked = equalsLower(start, end, CHUNKED) && !hasTab(index);
        if (!chunked) {
            throw RejectedRequestException.of(isCodingBeforeChunked(start, end)
                    ? Rejection.UNSUPPORTED_TRANSFER_CODING
                    : Rejection.INVALID_TRANSFER_ENCODING);
        }
    }

    /// Tabs around the value are legal, but other implementations have taken `\tchunked` for an unknown coding:
    /// refused.
    private boolean hasTab(int index) {
        for (int i = fields.nameEnd(index) + 1; data[i] != '\r'; i++) {
            if (data[i] == '\t') {
                return true;
            }
        }
        return false;
    }

    private boolean isCodingBeforeChunked(int start, int end) {
        String[] codings = RequestLine.text(data, start, end).toLowerCase(Locale.ROOT).split(",", -1);
        for (int i = 0; i < codings.length - 1; i++) {
            String coding = codings[i].strip();
            if (coding.isEmpty() || coding.startsWith("chunked")) {
                return false;
            }
        }
        return codings.length > 1 && codings[codings.length - 1].strip().equals("chunked");
    }

    private void expect(int index) throws RejectedRequestException {
        if (!http11 || !fields.isNamed(index, EXPECT)) {
            return;
        }
        if (!equalsLower(fields.valueStart(index), fields.valueEnd(index), CONTINUE)) {
            throw RejectedRequestException.of(Rejection.UNKNOWN_EXPECTATION);
        }
        expectContinue = true;
    }

    private void connection(int index) {
        if (!fields.isNamed(index, CONNECTION)) {
            return;
        }
        int end = fields.valueEnd(index);
        int start = fields.valueStart(index);
        while (start < end) {
            int comma = start;
            while (comma < end && data[comma] != ',') {
                comma++;
            }
            option(start, comma);
            start = comma + 1;
        }
    }

    private void option(int from, int to) {
        int start = from;
        int end = to;
        while (start < end && (data[start] == ' ' || data[start] == '\t')) {
            start++;
        }
        while (end > start && (data[end - 1] == ' ' || data[end - 1] == '\t')) {
            end--;
        }
        close |= equalsLower(start, end, CLOSE);
        keepAlive |= equalsLower(start, end, KEEP_ALIVE);
        upgradeOption |= equalsLower(start, end, UPGRADE);
    }

    private boolean equalsLower(int start, int end, byte[] lower) {
        if (end - start != lower.length) {
            return false;
        }
        for (int i = 0; i < lower.length; i++) {
            int value = data[start + i];
            int folded = value >= 'A' && value <= 'Z' ? value | 0x20 : value;
            if (folded != lower[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] lower(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
