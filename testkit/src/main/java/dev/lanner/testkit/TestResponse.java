package dev.lanner.testkit;

import dev.lanner.spi.message.Fields;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/// What the client got.
public final class TestResponse {
    private final int status;
    private final Fields headers;
    private final byte[] body;
    private final @Nullable InMemoryOptions options;
    private final Fields trailers;
    private final List<Interim> interim;
    private final @Nullable Throwable failure;
    private final boolean aborted;
    private final boolean started;
    private final boolean complete;

    TestResponse(InMemoryResponse response, SlowSink sink, InMemoryOptions options, @Nullable Throwable failure,
            boolean aborted) {
        this.status = response.sentStatus();
        this.headers = response.sentHeaders();
        this.started = response.hasStarted();
        this.complete = response.isComplete();
        this.body = sink.bytes();
        this.options = options;
        this.failure = failure;
        this.aborted = aborted;
        this.trailers = options.sentTrailers();
        this.interim = options.interim();
    }

    /// What has come over sockets.
    ///
    /// @param trailers empty for none
    public TestResponse(int status, Fields headers, byte[] body, Fields trailers, List<Interim> interim) {
        this.status = status;
        this.headers = headers;
        this.body = body.clone();
        this.trailers = trailers;
        this.interim = List.copyOf(interim);
        this.started = true;
        this.complete = true;
        this.aborted = false;
        this.failure = null;
        this.options = null;
    }

    /// What only the exchange itself knows.
    private InMemoryOptions options() {
        InMemoryOptions known = options;
        if (known == null) {
            return Assumptions.abort("not over sockets: the exchange itself");
        }
        return known;
    }

    /// An interim response.
    public record Interim(int status, Fields headers) {
    }

    /// The status code.
    public int status() {
        return status;
    }

    /// The header fields as they were at the start.
    public Fields headers() {
        return headers;
    }

    /// The first header field of this name.
    public @Nullable String header(String name) {
        return headers.first(name);
    }

    /// The value that a `Set-Cookie` field gives a cookie; null when none does.
    public @Nullable String cookie(String name) {
        for (String value : headers.all("Set-Cookie")) {
            if (value.startsWith(name + "=")) {
                int end = value.indexOf(';');
                return value.substring(name.length() + 1, end < 0 ? value.length() : end);
            }
        }
        return null;
    }

    /// The body.
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

    /// The interim responses.
    public List<Interim> interim() {
        return interim;
    }

    /// What the application threw, or why the response could not be completed.
    public @Nullable Throwable failure() {
        options();
        return failure;
    }

    /// Whether the exchange was aborted, by either side.
    public boolean aborted() {
        options();
        return aborted;
    }

    /// Whether the response had started.
    public boolean started() {
        options();
        return started;
    }

    /// Whether the response was complete.
    public boolean complete() {
        options();
        return complete;
    }

    /// Whether the application asked for the connection's end.
    public boolean closeRequested() {
        return options().closeRequested();
    }

    /// Whether the application switched buffering off.
    public boolean unbuffered() {
        return options().unbuffered();
    }

    /// Whether the connection left HTTP.
    public boolean upgraded() {
        return options().upgraded();
    }

    @Override
    public String toString() {
        return status + "\n" + headers + "\n" + text();
    }
}
