package dev.lanner.http.transport;

import dev.lanner.http.h2.ErrorCode;
import dev.lanner.spi.metrics.StreamStatistics;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/// What is counted of the streams of HTTP/2 at one endpoint. Made with its first connection. Counting never waits.
public final class StreamCounters {
    private static final ErrorCode[] CODES = ErrorCode.values();

    private final LongAdder opened = new LongAdder();
    private final LongAdder over = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder held = new LongAdder();
    /// By code; the last for codes that have no name.
    private final LongAdder[] byClient = counters();
    private final LongAdder[] byServer = counters();

    StreamCounters() {
    }

    private static LongAdder[] counters() {
        LongAdder[] counters = new LongAdder[CODES.length + 1];
        for (int i = 0; i < counters.length; i++) {
            counters[i] = new LongAdder();
        }
        return counters;
    }

    /// A stream has become a request.
    public void opened() {
        opened.increment();
    }

    /// Such a stream is over, and so is its request.
    public void over() {
        over.increment();
    }

    /// A stream was above the limit.
    public void refused() {
        refused.increment();
    }

    /// A connection is made to wait, as bodies hold too much that no application reads.
    public void held() {
        held.increment();
    }

    /// A client has reset a stream that was not over.
    public void resetByClient(long code) {
        byClient[index(code)].increment();
    }

    /// The server has reset a stream.
    public void resetByServer(long code) {
        byServer[index(code)].increment();
    }

    private static int index(long code) {
        return code >= 0 && code < CODES.length ? (int) code : CODES.length;
    }

    StreamStatistics statistics() {
        // over first: both only rise, so active is never negative
        long ended = over.sum();
        long all = opened.sum();
        return new StreamStatistics(all, all - ended, refused.sum(), held.sum(), named(byClient), named(byServer));
    }

    private static Map<String, Long> named(LongAdder[] counters) {
        Map<String, Long> named = new TreeMap<>();
        for (int i = 0; i < counters.length; i++) {
            long count = counters[i].sum();
            if (count > 0) {
                named.put(i < CODES.length ? CODES[i].name() : "UNKNOWN", count);
            }
        }
        return Map.copyOf(named);
    }
}
