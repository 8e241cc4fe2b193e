package dev.lanner.container.cache;

import dev.lanner.container.text.EntityTags;
import dev.lanner.container.text.HttpDate;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.ResponseFeature;
import dev.lanner.spi.message.FieldList;
import dev.lanner.spi.message.Fields;
import dev.lanner.spi.message.MutableFields;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A response with status 200 as the connector got it. Never changed.
final class StoredResponse {
    /// What a "not modified" has of it (RFC 9110, 15.4.5).
    private static final Set<String> VALIDATING = Set.of("cache-control", "content-location", "date", "etag", "expires",
            "vary");
    private static final long OBJECTS = 400;
    private static final int FIELD = 64;

    private final FieldList fields;
    private final byte[] body;
    private final long lifeSeconds;
    private final long storedNanos;

    /// @param fields without those of the connection, with Date
    /// @param body all of it; not copied
    /// @param lifeSeconds how long it is fresh
    /// @param storedNanos when it was made, on the cache's clock
    StoredResponse(FieldList fields, byte[] body, long lifeSeconds, long storedNanos) {
        this.fields = fields;
        this.body = body;
        this.lifeSeconds = lifeSeconds;
        this.storedNanos = storedNanos;
    }

    /// About how much memory it takes.
    long size() {
        long size = OBJECTS + body.length;
        for (int i = 0; i < fields.size(); i++) {
            size += FIELD + 2L * (fields.name(i).length() + fields.value(i).length());
        }
        return size;
    }

    long ageSeconds(long nowNanos) {
        return (nowNanos - storedNanos) / 1_000_000_000L;
    }

    /// How long it is still fresh; 0 or less: it no longer is.
    long leftSeconds(long nowNanos) {
        return lifeSeconds - ageSeconds(nowNanos);
    }

    /// Answers a request.
    void send(FeatureCollection exchange, CacheQuestion question, long nowNanos) throws IOException {
        ResponseFeature response = exchange.require(Features.RESPONSE);
        boolean unchanged = unchanged(question.fields());
        FieldList head = new FieldList();
        for (int i = 0; i < fields.size(); i++) {
            if (!unchanged || VALIDATING.contains(fields.name(i).toLowerCase(Locale.ROOT))) {
                head.add(fields.name(i), fields.value(i));
            }
        }
        MutableFields sent = response.headers();
        head.names().forEach(sent::remove);
        head.forEach(sent::add);
        sent.set("Age", Long.toString(ageSeconds(nowNanos)));
        if (unchanged) {
            response.status(304);
            return;
        }
        sent.set("Content-Length", Integer.toString(body.length));
        if (!question.head()) {
            exchange.require(Features.RESPONSE_BODY).write(body, 0, body.length);
        }
    }

    /// Whether the client has it already (RFC 9111, 4.3.2).
    private boolean unchanged(Fields request) {
        if (request.first("If-None-Match") != null) {
            String etag = fields.first("ETag");
            return EntityTags.contain(request.all("If-None-Match"), opaque(etag), true);
        }
        long since = date(request.first("If-Modified-Since"));
        long modified = date(fields.first("Last-Modified"));
        return since != HttpDate.NONE && modified != HttpDate.NONE && modified <= since;
    }

    private static String opaque(@Nullable String etag) {
        return etag == null ? "" : etag.startsWith("W/") ? etag.substring(2) : etag;
    }

    private static long date(@Nullable String text) {
        return text == null ? HttpDate.NONE : HttpDate.parse(text);
    }
}
