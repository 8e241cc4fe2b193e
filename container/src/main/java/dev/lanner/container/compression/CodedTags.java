package dev.lanner.container.compression;

import dev.lanner.spi.features.BodySource;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.RequestFeature;
import dev.lanner.spi.message.Fields;
import dev.lanner.spi.message.MutableFields;
import dev.lanner.spi.message.RequestTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Entity tags of compressed responses.
///
/// A strong tag names bytes, so the compressed ones need their own (RFC 9110, 8.8.3.3): `"abc"` becomes `"abc--gzip"`. The
/// application never sees that: in the conditions of requests its own tag stands again. A tag in If-Range stays as it is,
/// for there are no ranges of compressed responses.
final class CodedTags {
    private static final String END = "--gzip\"";
    private static final String MATCH = "If-Match";
    private static final String NONE_MATCH = "If-None-Match";

    private CodedTags() {
    }

    /// Marks a response's tag, where it is a strong one.
    static void mark(MutableFields response) {
        String tag = response.first("ETag");
        if (tag != null && tag.length() > 1 && tag.startsWith("\"") && tag.endsWith("\"") && !tag.endsWith(END)) {
            response.set("ETag", tag.substring(0, tag.length() - 1) + END);
        }
    }

    /// Whether the request asks for changes of something that it has compressed.
    static boolean asks(Fields request) {
        String condition = request.first(NONE_MATCH);
        return condition != null && String.join(",", request.all(NONE_MATCH)).contains(END);
    }

    /// Puts the application's own tags into the conditions of the request.
    ///
    /// @param accepted whether the client takes compressed responses; if not, what it has compressed is of no use
    static void restore(FeatureCollection exchange, boolean accepted) {
        RequestFeature request = exchange.require(Features.REQUEST);
        Fields fields = request.headers();
        boolean none = accepted && asks(fields);
        if (none || fields.first(MATCH) != null) {
            exchange.set(Features.REQUEST, new Restored(request, new Conditions(fields, none)));
        }
    }

    private record Restored(RequestFeature request, Fields headers) implements RequestFeature {
        @Override
        public String method() {
            return request.method();
        }

        @Override
        public String protocol() {
            return request.protocol();
        }

        @Override
        public RequestTarget target() {
            return request.target();
        }

        @Override
        public BodySource body() {
            return request.body();
        }
    }

    /// @param none whether If-None-Match is changed too
    private record Conditions(Fields fields, boolean none) implements Fields {

        private String shown(String name, String value) {
            return name.equalsIgnoreCase(MATCH) || none && name.equalsIgnoreCase(NONE_MATCH)
                    ? value.replace(END, "\"")
                    : value;
        }

        @Override
        public @Nullable String first(String name) {
            String value = fields.first(name);
            return value == null ? null : shown(name, value);
        }

        @Override
        public List<String> all(String name) {
            List<String> values = new ArrayList<>(fields.all(name));
            values.replaceAll(value -> shown(name, value));
            return values;
        }

        @Override
        public Set<String> names() {
            return fields.names();
        }

        @Override
        public void forEach(BiConsumer<String, String> visitor) {
            fields.forEach((name, value) -> visitor.accept(name, shown(name, value)));
        }

        @Override
        public int size() {
            return fields.size();
        }
    }
}
