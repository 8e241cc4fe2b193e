package dev.lanner.worker.process;

import dev.lanner.spi.log.LazyLogger;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/// Reads what a worker writes, on a thread of its own, so that the worker is never held up because nobody reads; puts it
/// into files, and keeps the last of it.
final class WorkerOutput {
    private static final Logger LOG = LazyLogger.of(WorkerOutput.class);
    private static final int BLOCK = 1 << 16;
    private static final int KEPT = 8 << 10;
    private static final int MOST_LINES = 20;
    /// A worker that writes without end is slowed down to 40 MB a second: else this server would work for nothing else.
    private static final int BURST = 4 << 20;
    private static final long BURST_NANOS = 100_000_000;
    private static final int STACK = 256 << 10;

    private final InputStream from;
    private final WorkerLog log;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final ReentrantLock lock = new ReentrantLock();
    /// The last bytes. Guarded by lock.
    private final byte[] kept = new byte[KEPT];
    /// How many bytes of it are there. Guarded by lock.
    private int length;
    private boolean failed;

    private WorkerOutput(InputStream from, WorkerLog log) {
        this.from = from;
        this.log = log;
    }

    /// Starts reading.
    static WorkerOutput read(InputStream from, WorkerLog log, long pid) {
        WorkerOutput output = new WorkerOutput(from, log);
        // a platform thread: reading a pipe would hold the carrier of a virtual one
        Thread.ofPlatform().name("lanner-worker-output-" + pid).daemon(true).stackSize(STACK).start(output::run);
        return output;
    }

    private void run() {
        byte[] block = new byte[BLOCK];
        long since = System.nanoTime();
        int burst = 0;
        try (from; log) {
            for (int n = from.read(block); n >= 0; n = from.read(block)) {
                keep(block, n);
                write(block, n);
                burst += n;
                if (burst >= BURST) {
                    LockSupport.parkNanos(since + BURST_NANOS - System.nanoTime());
                    since = System.nanoTime();
                    burst = 0;
                }
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the output of a worker ended", e);
        } finally {
            ended.countDown();
        }
    }

    private void keep(byte[] block, int n) {
        lock.lock();
        try {
            int fresh = Math.min(n, KEPT);
            int old = Math.min(length, KEPT - fresh);
            System.arraycopy(kept, length - old, kept, 0, old);
            System.arraycopy(block, n - fresh, kept, old, fresh);
            length = old + fresh;
        } finally {
            lock.unlock();
        }
    }

    /// A file that can't be written must not hold up the worker: it is said once.
    private void write(byte[] block, int n) {
        try {
            log.write(block, n);
            failed = false;
        } catch (IOException e) {
            if (!failed) {
                failed = true;
                LOG.log(Level.WARNING, "LNR-7138: " + log.file() + " can't be written: " + FileStatus.reason(e)
                        + "; what the worker writes is lost until it can be");
            }
        }
    }

    /// Waits until all was read.
    ///
    /// @return false when a process that the worker has started still holds its output open
    boolean awaitEnd(Duration longest) throws InterruptedException {
        return ended.await(longest.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// The last lines, fit for a log: without control characters.
    String words() {
        String text;
        boolean cut;
        lock.lock();
        try {
            text = new String(kept, 0, length, StandardCharsets.UTF_8);
            cut = length == KEPT;
        } finally {
            lock.unlock();
        }
        String[] lines = text.split("\n");
        int from = Math.max(cut && lines.length > 1 ? 1 : 0, lines.length - MOST_LINES);
        StringBuilder words = new StringBuilder();
        for (int i = from; i < lines.length; i++) {
            words.append(words.isEmpty() ? "" : "\n").append(printable(lines[i].stripTrailing()));
        }
        return words.toString();
    }

    private static String printable(String line) {
        StringBuilder shown = new StringBuilder(line.length());
        line.codePoints().forEach(c -> shown
                .appendCodePoint(c == '\t' ? ' ' : Character.isISOControl(c) || !Character.isDefined(c) ? '?' : c));
        return shown.toString();
    }
}
