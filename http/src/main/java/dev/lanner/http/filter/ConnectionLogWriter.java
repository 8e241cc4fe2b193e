package dev.lanner.http.filter;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Writes lines about connections by a thread of its own, as loops must not. Where lines come faster than they can be
/// written, some are left out and counted. The thread lives as long as there are lines.
final class ConnectionLogWriter {
    private static final int MOST = 10_000;

    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicBoolean writing = new AtomicBoolean();

    /// Takes a line; never waits.
    void take(String line) {
        if (waiting.incrementAndGet() > MOST) {
            waiting.decrementAndGet();
            lost.incrementAndGet();
            return;
        }
        lines.add(line);
        if (writing.compareAndSet(false, true)) {
            Thread.ofPlatform().daemon().name("lanner-connection-log").start(this::write);
        }
    }

    private void write() {
        Logger log = System.getLogger("dev.lanner.connections");
        do {
            for (String line = lines.poll(); line != null; line = lines.poll()) {
                waiting.decrementAndGet();
                log.log(Level.INFO, line);
            }
            long left = lost.getAndSet(0);
            if (left > 0) {
                log.log(Level.WARNING,
                        "LNR-1211: {0} lines about connections were left out: they came faster than they "
                                + "could be written",
                        left);
            }
            writing.set(false);
        } while (!lines.isEmpty() && writing.compareAndSet(false, true));
    }
}
