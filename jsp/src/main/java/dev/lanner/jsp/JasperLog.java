package dev.lanner.jsp;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.apache.juli.logging.Log;
import org.jspecify.annotations.Nullable;

/// Jasper's messages in the server's log. Safe for use by several threads.
public final class JasperLog implements Log {
    private final Logger log;

    /// Used by `ServiceLoader`, which needs an object to find the class by.
    public JasperLog() {
        this(JasperLog.class.getName());
    }

    /// Used by Jasper.
    ///
    /// @param name of the class that logs
    public JasperLog(String name) {
        log = System.getLogger(name);
    }

    /// That it has no schemas to validate with is none: nothing is validated.
    private static Level weight(Level level, @Nullable Object message) {
        return level == Level.WARNING && String.valueOf(message).startsWith("The XML schema [") ? Level.DEBUG : level;
    }

    private void log(Level said, @Nullable Object message, @Nullable Throwable failure) {
        Level level = weight(said, message);
        if (log.isLoggable(level)) {
            String text = String.valueOf(message);
            log.log(level, level.compareTo(Level.WARNING) < 0 ? text : "LNR-4210: " + text, failure);
        }
    }

    @Override
    public boolean isTraceEnabled() {
        return log.isLoggable(Level.TRACE);
    }

    @Override
    public void trace(@Nullable Object message) {
        log(Level.TRACE, message, null);
    }

    @Override
    public void trace(@Nullable Object message, @Nullable Throwable failure) {
        log(Level.TRACE, message, failure);
    }

    @Override
    public boolean isDebugEnabled() {
        return log.isLoggable(Level.DEBUG);
    }

    @Override
    public void debug(@Nullable Object message) {
        log(Level.DEBUG, message, null);
    }

    @Override
    public void debug(@Nullable Object message, @Nullable Throwable failure) {
        log(Level.DEBUG, message, failure);
    }

    @Override
    public boolean isInfoEnabled() {
        return log.isLoggable(Level.INFO);
    }

    @Override
    public void info(@Nullable Object message) {
        log(Level.INFO, message, null);
    }

    @Override
    public void info(@Nullable Object message, @Nullable Throwable failure) {
        log(Level.INFO, message, failure);
    }

    @Override
    public boolean isWarnEnabled() {
        return log.isLoggable(Level.WARNING);
    }

    @Override
    public void warn(@Nullable Object message) {
        log(Level.WARNING, message, null);
    }

    @Override
    public void warn(@Nullable Object message, @Nullable Throwable failure) {
        log(Level.WARNING, message, failure);
    }

    @Override
    public boolean isErrorEnabled() {
        return log.isLoggable(Level.ERROR);
    }

    @Override
    public void error(@Nullable Object message) {
        log(Level.ERROR, message, null);
    }

    @Override
    public void error(@Nullable Object message, @Nullable Throwable failure) {
        log(Level.ERROR, message, failure);
    }

    @Override
    public boolean isFatalEnabled() {
        return log.isLoggable(Level.ERROR);
    }

    @Override
    public void fatal(@Nullable Object message) {
        log(Level.ERROR, message, null);
    }

    @Override
    public void fatal(@Nullable Object message, @Nullable Throwable failure) {
        log(Level.ERROR, message, failure);
    }
}
