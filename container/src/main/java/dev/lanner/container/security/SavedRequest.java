package dev.lanner.container.security;

import dev.lanner.spi.features.BodySource;
import dev.lanner.spi.features.RequestFeature;
import dev.lanner.spi.message.FieldList;
import dev.lanner.spi.message.Fields;
import dev.lanner.spi.message.RequestTarget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A request that was kept while its user logged in (Servlet 6.1, 13.6.3). Immutable.
///
final class SavedRequest {
    private static final Set<String> CONTENT = Set.of("content-type", "content-encoding", "content-language");
    private static final Set<String> FRAMING = Set.of("content-length", "transfer-encoding", "trailer", "expect");

    private final String method;
    private final String path;
    private final @Nullable String query;
    private final Fields content;
    private final byte[] body;
    private final boolean cut;
    private final int timeoutSeconds;

    private SavedRequest(RequestFeature request, Fields content, byte[] body) {
        method = request.method();
        path = request.target().path();
        query = request.target().query();
        this.content = content;
        this.body = body;
        cut = false;
        timeoutSeconds = 0;
    }

    private SavedRequest(SavedRequest same, boolean cut, int timeoutSeconds) {
        method = same.method;
        path = same.path;
        query = same.query;
        content = same.content;
        body = same.body;
        this.cut = cut;
        this.timeoutSeconds = timeoutSeconds;
    }

    /// Keeps a request.
    ///
    /// @param largest the most bytes of its body
    /// @return null when the body is larger
    /// @throws IOException when the body can't be read
    static @Nullable SavedRequest of(RequestFeature request, long largest) throws IOException {
        byte[] body = read(request.body(), largest);
        if (body == null) {
            return null;
        }
        FieldList content = new FieldList(4);
        request.headers().forEach((name, value) -> {
            if (CONTENT.contains(name.toLowerCase(Locale.ROOT))) {
                content.add(name, value);
            }
        });
        return new SavedRequest(request, content, body);
    }

    /// The same in a session whose time was cut.
    SavedRequest cut(int seconds) {
        return new SavedRequest(this, true, seconds);
    }

    /// The same in the session of an earlier one.
    SavedRequest asCutAs(SavedRequest before) {
        return new SavedRequest(this, before.cut, before.timeoutSeconds);
    }

    /// What it is made of.
    ///
    /// @param cut whether the session's time was cut
    /// @param timeoutSeconds what that was before
    record Parts(String method, String path, @Nullable String query, Fields content, Body body, boolean cut,
            int timeoutSeconds) {
    }

    /// A body, as one value.
    static final class Body {
        private final byte[] bytes;

        Body(byte[] bytes) {
            this.bytes = bytes;
        }

        /// Not copied.
        byte[] bytes() {
            return bytes;
        }
    }

    /// What it is made of.
    Parts parts() {
        return new Parts(method, path, query, content, new Body(body), cut, timeoutSeconds);
    }

    /// The same again.
    static SavedRequest of(Parts parts) {
        return new SavedRequest(parts);
    }

    private SavedRequest(Parts parts) {
        method = parts.method;
        path = parts.path;
        query = parts.query;
        content = parts.content;
        body = parts.body.bytes;
        cut = parts.cut;
        timeoutSeconds = parts.timeoutSeconds;
    }

    private static byte @Nullable [] read(BodySource source, long largest) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream(0);
        byte[] block = new byte[1024];
        for (int count = source.read(block, 0, block.length); count >= 0; count = source.read(block, 0,
                block.length)) {
            if (body.size() + count > largest) {
                return null;
            }
            body.write(block, 0, count);
        }
        return body.toByteArray();
    }

    /// Its path, normalised.
    String path() {
        return path;
    }

    /// Its query, or null.
    @Nullable
    String query() {
        return query;
    }

    /// Whether the session was made for the login form, and its time cut to that of the form.
    boolean cut() {
        return cut;
    }

    /// What the session's time was before it was cut.
    int timeoutSeconds() {
        return timeoutSeconds;
    }

    /// Whether a request is the one that comes after the redirect to this.
    boolean isFollowedBy(RequestFeature request) {
        RequestTarget target = request.target();
        return request.method().equals("GET") && target.path().equals(path)
                && Objects.equals(target.query(), query);
    }

    /// Whether it differs from the request that follows it.
    boolean hasMore() {
        return !method.equals("GET") && !method.equals("HEAD") || body.length > 0;
    }

    /// This request over the one that follows it: its method and body, the other's cookies.
    RequestFeature over(RequestFeature following) {
        FieldList headers = new FieldList();
        following.headers().forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!CONTENT.contains(lower) && !FRAMING.contains(lower)) {
                headers.add(name, value);
            }
        });
        content.forEach(headers::add);
        headers.set("Content-Length", Integer.toString(body.length));
        return new Restored(following, method, headers, new Bytes(body));
    }

    private record Restored(RequestFeature following, String method, Fields headers, BodySource body)
            implements
                RequestFeature {
        @Override
        public String protocol() {
            return following.protocol();
        }

        @Override
        public RequestTarget target() {
            return following.target();
        }
    }

    private static final class Bytes implements BodySource {
        private final byte[] bytes;
        private int position;

        Bytes(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (position == bytes.length) {
                return length == 0 ? 0 : -1;
            }
            int count = Math.min(length, bytes.length - position);
            System.arraycopy(bytes, position, buffer, offset, count);
            position += count;
            return count;
        }
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
