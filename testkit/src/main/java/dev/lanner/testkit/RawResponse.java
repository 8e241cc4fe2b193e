package dev.lanner.testkit;

import dev.lanner.spi.message.Fields;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A response as it came over the wire, with its framing removed.
public final class RawResponse {
    private final String protocol;
    private final int status;
    private final String reason;
    private final Fields headers;
    private final byte[] body;
    private final Fields trailers;
    private final List<RawResponse> interim;

    RawResponse(Head head, byte[] body, Fields trailers, List<RawResponse> interim) {
        this.protocol = head.protocol;
        this.status = head.status;
        this.reason = head.reason;
        this.headers = head.headers;
        this.body = body;
        this.trailers = trailers;
        this.interim = List.copyOf(interim);
    }

    record Head(String protocol, int status, String reason, Fields headers) {
    }

    /// `HTTP/1.1`, as sent.
    public String protocol() {
        return protocol;
    }

    /// The status code.
    public int status() {
        return status;
    }

    /// The reason phrase; may be empty.
    public String reason() {
        return reason;
    }

    /// All header fields.
    public Fields headers() {
        return headers;
    }

    /// The first header field of this name.
    public @Nullable String header(String name) {
        return headers.first(name);
    }

    /// The body without its framing.
    public byte[] body() {
        return body;
    }

    /// The body as UTF-8.
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /// The trailer fields.
    public Fields trailers() {
        return trailers;
    }

    /// The interim responses that came before.
    public List<RawResponse> interim() {
        return interim;
    }

    /// Whether it says that the server closes the connection.
    public boolean closes() {
        return headers.all("Connection").stream().anyMatch(value -> value.equalsIgnoreCase("close"));
    }

    @Override
    public String toString() {
        return protocol + " " + status + " " + reason + "\n" + headers + "\n"
                + ResponseReader.printable(new String(body, StandardCharsets.ISO_8859_1));
    }
}
