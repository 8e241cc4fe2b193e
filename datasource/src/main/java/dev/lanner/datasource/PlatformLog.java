package dev.lanner.datasource;

import java.lang.System.Logger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/// A logger of SLF4J over one of the platform. Safe for use by any thread.
final class PlatformLog extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1L;

    private final transient Logger logger;

    PlatformLog(String name) {
        this.name = name;
        logger = System.getLogger(name);
    }

    @Override
    public boolean isTraceEnabled() {
        return logger.isLoggable(Logger.Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return logger.isLoggable(Logger.Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return logger.isLoggable(Logger.Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return logger.isLoggable(Logger.Level.WARNING);
    }

    @Override
    public boolean isErrorEnabled() {
        return logger.isLoggable(Logger.Level.ERROR);
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(Level level, @Nullable Marker marker, String pattern,
            Object @Nullable [] arguments, @Nullable Throwable thrown) {
        String message = MessageFormatter.basicArrayFormat(pattern, arguments);
        logger.log(switch (level) {
            case ERROR -> Logger.Level.ERROR;
            case WARN -> Logger.Level.WARNING;
            // what a pool does at its start and end is of interest to those who look for it
            case INFO, DEBUG -> Logger.Level.DEBUG;
            case TRACE -> Logger.Level.TRACE;
        }, () -> message, thrown);
    }
}
