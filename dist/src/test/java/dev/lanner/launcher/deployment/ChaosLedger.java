package dev.lanner.launcher.deployment;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/// What became of each request, and when which context was disturbed. Safe for use by several threads.
final class ChaosLedger {
    /// What a client does.
    enum Kind {
        /// Short requests on one connection of HTTP/1.1.
        HTTP1,
        /// Some streams of HTTP/2 at a time.
        HTTP2,
        /// Bodies of some hundred KiB.
        UPLOAD,
        /// Answers that take a while.
        STREAM,
        /// Messages on a WebSocket, each counted.
        WEB_SOCKET,
        /// The first request after a process was killed.
        PROBE
    }

    /// What became of a request.
    enum Result {
        /// A whole answer, as it should be.
        SERVED,
        /// 502, 503 or 504.
        REFUSED,
        /// The connection, or stream, ended after the answer had begun.
        BROKEN,
        /// Anything else, as a connection that ends without an answer.
        LOST,
        /// Nothing for longer than any timeout of the server.
        HUNG
    }

    /// One request that was not served.
    ///
    /// @param from by [System#nanoTime()]
    private record Failure(String context, Kind kind, Result result, long from, long to, String detail) {
    }

    /// A time in which a context is disturbed.
    private record Disturbance(String context, String signal, long from, long to) {
        boolean explains(Failure failure) {
            return context.equals(failure.context) && failure.from <= to && failure.to >= from;
        }
    }

    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final Map<String, Long> longest = new ConcurrentHashMap<>();
    private final Queue<Failure> failures = new ConcurrentLinkedQueue<>();
    private final Queue<Disturbance> disturbances = new ConcurrentLinkedQueue<>();
    private final Queue<Long> recoveries = new ConcurrentLinkedQueue<>();

    void add(String context, Kind kind, Result result, long from, String detail) {
        long to = System.nanoTime();
        counts.computeIfAbsent(key(context, kind, result), key -> new LongAdder()).increment();
        longest.merge(context, to - from, Math::max);
        if (result != Result.SERVED) {
            failures.add(new Failure(context, kind, result, from, to, detail));
        }
    }

    private static String key(String context, Kind kind, Result result) {
        return context + " " + kind + " " + result;
    }

    /// A context was disturbed from then until now.
    void disturbed(String context, String signal, long from) {
        disturbances.add(new Disturbance(context, signal, from, System.nanoTime()));
    }

    /// How long the first request after a kill took.
    void recovered(long nanos) {
        recoveries.add(nanos);
    }

    long count(String context, Kind kind, Result result) {
        LongAdder count = counts.get(key(context, kind, result));
        return count == null ? 0 : count.sum();
    }

    long count(String context, Result result) {
        long sum = 0;
        for (Kind kind : Kind.values()) {
            sum += count(context, kind, result);
        }
        return sum;
    }

    /// Requests that are not explained by what was done to their own context, or not as they may be.
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        long begin = disturbances.stream().mapToLong(Disturbance::from).min().orElse(0);
        for (Failure each : failures) {
            boolean allowed = each.result == Result.REFUSED || each.result == Result.BROKEN;
            if (!allowed || disturbances.stream().noneMatch(one -> one.explains(each))) {
                faults.add(String.format(Locale.ROOT, "%s %s %s at %.3f s, after %.3f s: %s", each.context, each.kind,
                        each.result, (each.from - begin) / 1e9, (each.to - each.from) / 1e9, each.detail));
            }
        }
        return faults;
    }

    Duration longest(String context) {
        return Duration.ofNanos(longest.getOrDefault(context, 0L));
    }

    /// A table of all counts, and what was done.
    String report(List<String> contexts) {
        StringBuilder text = new StringBuilder("| context | kind | served | refused | broken | lost | hung |\n"
                + "|---|---|---|---|---|---|---|\n");
        for (String context : contexts) {
            for (Kind kind : Kind.values()) {
                Map<Result, Long> row = new EnumMap<>(Result.class);
                for (Result result : Result.values()) {
                    row.put(result, count(context, kind, result));
                }
                text.append("| ").append(context).append(" | ").append(kind);
                row.values().forEach(value -> text.append(" | ").append(value));
                text.append(" |\n");
            }
        }
        Map<String, Integer> signals = new TreeMap<>();
        disturbances.forEach(each -> signals.merge(each.context + " " + each.signal, 1, Integer::sum));
        Map<String, Integer> reasons = new TreeMap<>();
        failures.forEach(each -> reasons.merge(each.context + " " + each.result + " "
                + (each.result == Result.REFUSED ? each.detail : ""), 1, Integer::sum));
        long[] sorted = recoveries.stream().mapToLong(Long::longValue).sorted().toArray();
        text.append("signals: ").append(signals).append("\nnot served: ").append(reasons);
        if (sorted.length > 0) {
            text.append(String.format(Locale.ROOT, "%nfirst answer after a kill: median %d ms, longest %d ms",
                    sorted[sorted.length / 2] / 1_000_000, sorted[sorted.length - 1] / 1_000_000));
        }
        contexts.forEach(each -> text.append(String.format(Locale.ROOT, "%nlongest request of %s: %d ms", each,
                longest(each).toMillis())));
        return text.append('\n').toString();
    }
}
