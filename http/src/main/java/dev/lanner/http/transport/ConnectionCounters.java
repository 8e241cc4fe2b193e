package dev.lanner.http.transport;

import dev.lanner.spi.metrics.ConnectionDurations;
import dev.lanner.spi.metrics.ConnectorStatistics;
import dev.lanner.spi.metrics.DurationHistogram;
import dev.lanner.spi.metrics.StreamStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// What is counted of the connections at one endpoint, all its addresses together. Counting never waits.
public final class ConnectionCounters {
    private static final long NANOS = 1_000_000;
    private static final List<String> TLS_VERSIONS = List.of("", "1.2", "1.3");

    private final LongAdder accepted = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder handshakes = new LongAdder();
    private final LongAdder failedHandshakes = new LongAdder();
    private final AtomicReferenceArray<@Nullable DurationHistogram> durations = new AtomicReferenceArray<>(
            Spoken.values().length * TLS_VERSIONS.size());
    private final DurationHistogram handshakeDurations = new DurationHistogram();
    private final AtomicReference<@Nullable StreamCounters> streams = new AtomicReference<>();

    void accepted() {
        accepted.increment();
    }

    void refused() {
        refused.increment();
    }

    /// @param tls as the engine calls it, such as `TLSv1.3`; null without TLS
    void closed(Spoken spoken, @Nullable String tls, long lifeMillis) {
        int version = tls == null ? 0 : Math.max(0, TLS_VERSIONS.indexOf(tls.substring(tls.indexOf('v') + 1)));
        durations(spoken.row() * TLS_VERSIONS.size() + version).record(lifeMillis * NANOS);
    }

    private DurationHistogram durations(int kind) {
        DurationHistogram known = durations.get(kind);
        if (known != null) {
            return known;
        }
        DurationHistogram made = new DurationHistogram();
        DurationHistogram other = durations.compareAndExchange(kind, null, made);
        return other == null ? made : other;
    }

    private List<ConnectionDurations> durations() {
        List<ConnectionDurations> all = new ArrayList<>();
        for (Spoken spoken : Spoken.values()) {
            for (int version = 0; version < TLS_VERSIONS.size(); version++) {
                DurationHistogram known = durations.get(spoken.row() * TLS_VERSIONS.size() + version);
                if (known != null) {
                    all.add(new ConnectionDurations(spoken.shown(), spoken.version(), TLS_VERSIONS.get(version),
                            known.snapshot()));
                }
            }
        }
        return all;
    }

    /// A TLS handshake begins.
    public void handshakeStarted() {
        handshakes.increment();
    }

    /// A TLS handshake that began is done.
    public void handshakeDone(long nanos) {
        handshakes.decrement();
        handshakeDurations.record(nanos);
    }

    /// A TLS handshake that began has failed, or the client has gone.
    public void handshakeFailed() {
        handshakes.decrement();
        failedHandshakes.increment();
    }

    /// What is counted of streams; made when first asked for, as a server without HTTP/2 needs none.
    public StreamCounters streams() {
        StreamCounters known = streams.get();
        if (known != null) {
            return known;
        }
        StreamCounters made = new StreamCounters();
        StreamCounters other = streams.compareAndExchange(null, made);
        return other == null ? made : other;
    }

    /// What was counted until now.
    ///
    /// @param active open connections that speak HTTP
    /// @param upgraded open connections that left HTTP
    public ConnectorStatistics statistics(String endpoint, long active, long upgraded) {
        StreamCounters counted = streams.get();
        return new ConnectorStatistics(endpoint, accepted.sum(), refused.sum(), active, upgraded, handshakes.sum(),
                failedHandshakes.sum(), durations(), handshakeDurations.snapshot(),
                counted == null ? StreamStatistics.NONE : counted.statistics());
    }
}
