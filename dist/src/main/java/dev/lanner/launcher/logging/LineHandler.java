package dev.lanner.launcher.logging;

import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;

/// Writes what applications and libraries log by `java.util.logging` to the server log.
public final class LineHandler extends Handler {
    private static final Formatter MESSAGES = new SimpleFormatter();

    private final ServerLog log;

    /// For the log of the process; made by [java.util.logging.LogManager].
    public LineHandler() {
        this(ServerLog.INSTANCE);
    }

    LineHandler(ServerLog log) {
        this.log = log;
    }

    @Override
    public void publish(LogRecord logged) {
        String name = String.valueOf(logged.getLoggerName());
        System.Logger.Level level = level(logged.getLevel());
        if (log.holds(name, level)) {
            log.write(level, name, MESSAGES.formatMessage(logged), logged.getThrown());
        }
    }

    /// The level of the server log that is as loud or softer: CONFIG, which libraries use for chatter, is none of INFO.
    private static System.Logger.Level level(java.util.logging.Level of) {
        int value = of.intValue();
        if (value >= java.util.logging.Level.SEVERE.intValue()) {
            return System.Logger.Level.ERROR;
        } else if (value >= java.util.logging.Level.WARNING.intValue()) {
            return System.Logger.Level.WARNING;
        } else if (value >= java.util.logging.Level.INFO.intValue()) {
            return System.Logger.Level.INFO;
        }
        return value >= java.util.logging.Level.FINE.intValue()
                ? System.Logger.Level.DEBUG
                : System.Logger.Level.TRACE;
    }

    @Override
    public void flush() {
        // each line is written at once
    }

    @Override
    public void close() {
        // the log lives as long as the process
    }
}
