package dev.lanner.launcher.metrics;

import dev.lanner.spi.Route;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.MetricsTagsFeature;
import dev.lanner.spi.log.RequestLog;
import dev.lanner.spi.log.RequestLogEntry;
import dev.lanner.spi.metrics.DurationHistogram;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Measures finished requests, and counts rejected ones by their reason. Safe for use by several threads.
public final class RequestMetrics implements RequestLog {
    /// Time series are bounded: a server must not fill its memory because a tag has a value for each user.
    static final int MOST_SERIES = 2000;
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH",
            "TRACE", "CONNECT");
    private static final Series OVERFLOW = new Series("_OTHER", 0, "", "", "", "", Map.of());

    private final Map<Series, DurationHistogram> durations = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> rejected = new ConcurrentHashMap<>();
    private final LongAdder overflowed = new LongAdder();

    /// What requests have in common that are measured together.
    ///
    /// @param method one of the known methods, or `_OTHER`
    /// @param status 0 when nothing was answered
    /// @param route empty when nobody served it
    /// @param version the protocol's version, such as `1.1` or `2`
    /// @param error the reason of a rejection, or a status from 500 on; empty else
    record Series(String method, int status, String route, String version, String scheme, String error,
            Map<String, String> tags) {
    }

    @Override
    public boolean wantsAll() {
        return true;
    }

    @Override
    public void log(RequestLogEntry entry) {
        String reason = entry.reason();
        if (reason != null) {
            counter(reason).increment();
        }
        if (entry.method() == null) {
            return;
        }
        MetricsTagsFeature tags = tags(entry.features());
        if (tags != null && tags.excluded()) {
            return;
        }
        histogram(series(entry, tags == null ? Map.of() : tags.tags())).record(entry.durationNanos());
    }

    private static @Nullable MetricsTagsFeature tags(@Nullable FeatureCollection features) {
        return features == null ? null : features.known(Features.METRICS_TAGS);
    }

    private LongAdder counter(String reason) {
        LongAdder known = rejected.get(reason);
        return known == null ? rejected.computeIfAbsent(reason, _ -> new LongAdder()) : known;
    }

    private static Series series(RequestLogEntry entry, Map<String, String> tags) {
        String method = entry.method();
        Route route = entry.route();
        String reason = entry.reason();
        int status = entry.status();
        String error = reason != null ? reason : status >= 500 ? Integer.toString(status) : "";
        return new Series(method != null && METHODS.contains(method) ? method : "_OTHER", status,
                route == null ? "" : route.name(), version(entry.protocol()), entry.scheme(), error, tags);
    }

    private static String version(@Nullable String protocol) {
        return protocol != null && protocol.startsWith("HTTP/") ? protocol.substring("HTTP/".length()) : "";
    }

    private DurationHistogram histogram(Series series) {
        DurationHistogram known = durations.get(series);
        if (known != null) {
            return known;
        }
        if (durations.size() >= MOST_SERIES) {
            overflowed.increment();
            return durations.computeIfAbsent(OVERFLOW, _ -> new DurationHistogram());
        }
        return durations.computeIfAbsent(series, _ -> new DurationHistogram());
    }

    /// Tells of each series that was measured.
    void forEachSeries(BiConsumer<Series, DurationHistogram.Snapshot> action) {
        durations.forEach((series, histogram) -> action.accept(series, histogram.snapshot()));
    }

    /// Tells of each reason for which requests were rejected.
    void forEachReason(BiConsumer<String, Long> action) {
        rejected.forEach((reason, count) -> action.accept(reason, count.sum()));
    }

    /// Requests that were measured together with others, as there are too many series.
    long overflowed() {
        return overflowed.sum();
    }

    /// Requests that were measured.
    public long requests() {
        long[] all = {0};
        forEachSeries((series, snapshot) -> all[0] += snapshot.count());
        return all[0];
    }

    /// Requests that were rejected, and those whose client had gone.
    public long rejections() {
        long[] all = {0};
        forEachReason((reason, count) -> all[0] += count);
        return all[0];
    }
}
