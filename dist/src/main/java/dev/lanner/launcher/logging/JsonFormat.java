package dev.lanner.launcher.logging;

import dev.lanner.spi.Route;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.RequestTimingFeature;
import dev.lanner.spi.features.RequestTimingFeature.Phase;
import dev.lanner.spi.features.TraceContextFeature;
import dev.lanner.spi.log.RequestLogEntry;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One JSON object for each request (RFC 8259), without line breaks. What is not known is left out.
final class JsonFormat implements AccessLogFormat {
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final List<String> headers;
    private final boolean query;

    JsonFormat(List<String> headers, boolean query) {
        this.headers = headers;
        this.query = query;
    }

    @Override
    public String line(RequestLogEntry entry) {
        StringBuilder line = new StringBuilder(512).append("{\"time\":\"");
        LogFormat.time(entry.timeMillis(), line);
        line.append('"');
        text("remote", entry.remote(), line);
        text("user", entry.user(), line);
        text("method", entry.method(), line);
        String target = entry.target();
        text("target", target == null ? null : AccessLogFormat.target(target, query), line);
        text("protocol", entry.protocol(), line);
        text("scheme", entry.scheme(), line);
        text("host", entry.headers().first("host"), line);
        number("status", entry.status(), line);
        number("bytes", entry.bodyBytes(), line);
        number("duration_us", entry.durationNanos() / 1000, line);
        Route route = entry.route();
        text("route", route == null ? null : route.name(), line);
        text("reason", entry.reason(), line);
        text("connection", entry.connectionId(), line);
        text("request", entry.requestId(), line);
        text("user_agent", entry.headers().first("user-agent"), line);
        text("referer", entry.headers().first("referer"), line);
        chosen(entry, line);
        FeatureCollection features = entry.features();
        if (features != null) {
            trace(features.get(Features.TRACE_CONTEXT), line);
            phases(features.get(Features.REQUEST_TIMING), line);
        }
        return line.append("}\n").toString();
    }

    private void chosen(RequestLogEntry entry, StringBuilder line) {
        int start = line.length();
        for (String name : headers) {
            text(name.toLowerCase(Locale.ROOT), entry.headers().first(name), line);
        }
        if (line.length() > start) {
            line.replace(start, start + 1, ",\"headers\":{").append('}');
        }
    }

    private static void trace(@Nullable TraceContextFeature trace, StringBuilder line) {
        if (trace != null) {
            text("trace_id", trace.traceId(), line);
            text("parent_id", trace.parentId(), line);
        }
    }

    private static void phases(@Nullable RequestTimingFeature timing, StringBuilder line) {
        if (timing == null) {
            return;
        }
        line.append(",\"phases_us\":{");
        boolean first = true;
        for (Phase phase : Phase.values()) {
            long nanos = timing.nanos(phase);
            if (nanos >= 0) {
                line.append(first ? "\"" : ",\"").append(phase.name().toLowerCase(Locale.ROOT)).append("\":")
                        .append(nanos / 1000);
                first = false;
            }
        }
        line.append('}');
    }

    private static void number(String name, long value, StringBuilder line) {
        line.append(",\"").append(name).append("\":").append(value);
    }

    private static void text(String name, @Nullable String value, StringBuilder line) {
        if (value == null || value.isEmpty()) {
            return;
        }
        line.append(",\"").append(name).append("\":\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                line.append('\\').append(c);
            } else if (c >= ' ' && c < 127 || c > 0x9f && c < 0x2000 || c > 0x206f && !Character.isSurrogate(c)) {
                line.append(c);
            } else {
                line.append("\\u").append(HEX[c >> 12]).append(HEX[c >> 8 & 15]).append(HEX[c >> 4 & 15])
                        .append(HEX[c & 15]);
            }
        }
        line.append('"');
    }
}
