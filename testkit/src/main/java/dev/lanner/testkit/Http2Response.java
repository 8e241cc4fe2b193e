package dev.lanner.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What has come on one stream of HTTP/2.
public final class Http2Response {
    /// No RST_STREAM has come.
    public static final long NOT_RESET = -1;

    private final List<Map<String, String>> interim = new ArrayList<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private @Nullable Map<String, String> fields;
    private Map<String, String> trailers = Map.of();
    private boolean ended;
    private long reset = NOT_RESET;

    void head(Map<String, String> received, boolean end) {
        if (fields != null) {
            trailers = received;
        } else if (received.getOrDefault(":status", "").startsWith("1")) {
            interim.add(received);
        } else {
            fields = received;
        }
        ended |= end;
    }

    void add(byte[] bytes, boolean end) {
        if (ended) {
            throw new AssertionError("DATA after the end of the stream");
        }
        body.writeBytes(bytes);
        ended |= end;
    }

    void reset(long code) {
        reset = code;
    }

    /// Whether the stream has ended, by END_STREAM or by a reset.
    public boolean over() {
        return ended || reset != NOT_RESET;
    }

    /// Whether END_STREAM has come.
    public boolean ended() {
        return ended;
    }

    /// Whether the head of the response has come.
    public boolean started() {
        return fields != null;
    }

    /// The error code of RST_STREAM, or [#NOT_RESET].
    public long reset() {
        return reset;
    }

    /// The status code; 0 when no response has come.
    public int status() {
        String status = header(":status");
        return status == null ? 0 : Integer.parseInt(status);
    }

    /// A header field.
    public @Nullable String header(String name) {
        Map<String, String> known = fields;
        return known == null ? null : known.get(name.toLowerCase(Locale.ROOT));
    }

    /// All header fields, repeated ones as one with commas; those of `set-cookie` and
    /// `www-authenticate` with U+0000 between them.
    public Map<String, String> fields() {
        Map<String, String> known = fields;
        return known == null ? Map.of() : known;
    }

    /// The trailer fields.
    public Map<String, String> trailers() {
        return trailers;
    }

    /// The interim responses' fields.
    public List<Map<String, String>> interim() {
        return List.copyOf(interim);
    }

    /// The body so far.
    public byte[] body() {
        return body.toByteArray();
    }

    /// The body as UTF-8.
    public String text() {
        return body.toString(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return fields + (reset == NOT_RESET ? "" : " reset " + reset) + "\n" + text();
    }
}
