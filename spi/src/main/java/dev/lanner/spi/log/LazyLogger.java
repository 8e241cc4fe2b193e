package dev.lanner.spi.log;

import java.util.ResourceBundle;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The system's logger of a class, looked up when there is something to say.
///
/// The first look-up searches all jars for a `System.LoggerFinder`, which is a good part of the time until a server
/// answers; most starts have nothing to say. Safe for use by several threads.
public final class LazyLogger implements System.Logger {
    private final String name;
    private volatile System.@Nullable Logger found;

    private LazyLogger(String name) {
        this.name = name;
    }

    /// The logger of a class.
    public static System.Logger of(Class<?> type) {
        return new LazyLogger(type.getName());
    }

    private System.Logger logger() {
        System.Logger logger = found;
        if (logger == null) {
            logger = System.getLogger(name);
            found = logger;
        }
        return logger;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public boolean isLoggable(Level level) {
        return logger().isLoggable(level);
    }

    @Override
    public void log(Level level, @Nullable String message) {
        logger().log(level, message);
    }

    @Override
    public void log(Level level, Supplier<String> message) {
        logger().log(level, message);
    }

    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, @Nullable String message,
            @Nullable Throwable thrown) {
        logger().log(level, bundle, message, thrown);
    }

    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, @Nullable String format,
            @Nullable Object @Nullable... params) {
        logger().log(level, bundle, format, params);
    }
}
