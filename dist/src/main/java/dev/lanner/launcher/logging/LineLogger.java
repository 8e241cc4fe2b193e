package dev.lanner.launcher.logging;

import java.util.MissingResourceException;
import java.util.ResourceBundle;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A logger that writes lines to the server log.
final class LineLogger implements System.Logger {
    private final String name;
    private final ServerLog log;
    /// The severity from which on it logs; set by [ServerLog].
    private volatile int threshold;

    LineLogger(String name, ServerLog log, Level level) {
        this.name = name;
        this.log = log;
        threshold = level.getSeverity();
    }

    void level(Level level) {
        threshold = level.getSeverity();
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public boolean isLoggable(Level level) {
        return level.getSeverity() >= threshold && level != Level.OFF;
    }

    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, @Nullable String message,
            @Nullable Throwable thrown) {
        if (isLoggable(level)) {
            log.write(level, name, translated(bundle, message), thrown);
        }
    }

    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, @Nullable String format,
            @Nullable Object @Nullable... params) {
        if (isLoggable(level)) {
            log.write(level, name, LogFormat.message(translated(bundle, format), params), null);
        }
    }

    @Override
    public void log(Level level, Supplier<String> message) {
        if (isLoggable(level)) {
            log.write(level, name, message.get(), null);
        }
    }

    private static @Nullable String translated(@Nullable ResourceBundle bundle, @Nullable String key) {
        if (bundle == null || key == null) {
            return key;
        }
        try {
            return bundle.getString(key);
        } catch (MissingResourceException | ClassCastException e) {
            return key;
        }
    }
}
