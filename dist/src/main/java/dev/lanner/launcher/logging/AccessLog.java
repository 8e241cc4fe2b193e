package dev.lanner.launcher.logging;

import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.log.LazyLogger;
import dev.lanner.spi.log.RequestLog;
import dev.lanner.spi.log.RequestLogEntry;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The access log.
///
/// A request appends its line to memory, under a lock that is never held over I/O; a thread of its own writes about
/// each second. When it can't keep up, lines are dropped and counted, never waited for.
public final class AccessLog implements RequestLog, Closeable {
    private static final System.Logger LOG = LazyLogger.of(AccessLog.class);
    private static final int WAKE_AT = 64 << 10;
    private static final int MOST_WAITING = 4 << 20;

    private final boolean all;
    private final OutputStream out;
    private final AccessLogFormat format;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wake = lock.newCondition();
    // guarded by lock
    private StringBuilder waiting = new StringBuilder();
    private long dropped;
    private boolean closed;
    private @Nullable Thread writer;

    /// @param all whether requests that were served are wanted too
    /// @param out where lines go; closed with the log
    AccessLog(boolean all, AccessLogFormat format, OutputStream out) {
        this.all = all;
        this.format = format;
        this.out = out;
    }

    /// Opens the log as the settings say.
    ///
    /// @return null where they want none
    /// @throws IOException when the file can't be opened for appending
    public static @Nullable AccessLog open(SettingValues settings, Path file) throws IOException {
        Settings.AccessLog what = settings.get(Settings.ACCESS_LOG);
        return what == Settings.AccessLog.OFF ? null : of(settings, file);
    }

    /// Opens the log, which takes what it is given.
    ///
    /// @throws IOException when the file can't be opened for appending
    static AccessLog of(SettingValues settings, Path file) throws IOException {
        Settings.AccessLog what = settings.get(Settings.ACCESS_LOG);
        AccessLogFormat format = AccessLogFormat.of(settings.get(Settings.ACCESS_LOG_FORMAT),
                settings.get(Settings.ACCESS_LOG_HEADERS), settings.get(Settings.ACCESS_LOG_QUERY));
        return new AccessLog(what == Settings.AccessLog.ALL, format,
                new RotatingFile(file, format.head(), settings.get(Settings.ACCESS_LOG_MAX_SIZE),
                        Math.toIntExact(settings.get(Settings.ACCESS_LOG_FILES))));
    }

    @Override
    public boolean wantsAll() {
        return all;
    }

    @Override
    public void log(RequestLogEntry entry) {
        String line = format.line(entry);
        lock.lock();
        try {
            if (closed || waiting.length() > MOST_WAITING) {
                dropped++;
                return;
            }
            waiting.append(line);
            if (writer == null) {
                writer = Thread.ofPlatform().daemon().name("lanner-access-log").start(this::writeUntilClosed);
            } else if (waiting.length() > WAKE_AT) {
                wake.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void writeUntilClosed() {
        boolean end = false;
        while (!end) {
            StringBuilder lines;
            long lost;
            lock.lock();
            try {
                if (!closed && waiting.length() <= WAKE_AT) {
                    wake.awaitNanos(TimeUnit.SECONDS.toNanos(1));
                }
                end = closed;
                lines = waiting;
                waiting = new StringBuilder(lines.length());
                lost = dropped;
                dropped = 0;
            } catch (InterruptedException e) {
                return;
            } finally {
                lock.unlock();
            }
            write(lines, lost);
        }
    }

    private void write(StringBuilder lines, long lost) {
        try {
            if (!lines.isEmpty()) {
                out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "LNR-5303: the access log can't be written: {0}", e.getMessage());
        }
        if (lost > 0) {
            LOG.log(System.Logger.Level.WARNING, "LNR-5304: the access log could not keep up: {0} lines are missing",
                    lost);
        }
    }

    /// Writes what waits, and closes the file. Idempotent.
    @Override
    public void close() throws IOException {
        Thread running;
        lock.lock();
        try {
            closed = true;
            running = writer;
            wake.signal();
        } finally {
            lock.unlock();
        }
        if (running != null) {
            try {
                running.join(TimeUnit.SECONDS.toMillis(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        out.close();
    }
}
