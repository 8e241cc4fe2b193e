package dev.lanner.launcher.logging;

import dev.lanner.http.CurrentRequest;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.log.RequestIds;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The server log: one line for each message on standard error, `2026-11-20T10:15:30.123Z INFO
/// dev.lanner.http.Example: message`, followed by the trace of a throwable in lines of its own. A line that is written
/// while a request is served names it behind the logger: `[c:2k r:2k-a1]`, connection and request.
public final class ServerLog {
    /// The process has one standard error, so there is one log.
    static final ServerLog INSTANCE = new ServerLog(new FileOutputStream(FileDescriptor.err));

    private final OutputStream out;
    private final ConcurrentHashMap<String, LineLogger> loggers = new ConcurrentHashMap<>();
    private volatile System.Logger.Level level = System.Logger.Level.INFO;
    private volatile Map<String, System.Logger.Level> levels = Map.of();

    /// @param out takes a whole line in one write
    ServerLog(OutputStream out) {
        this.out = out;
    }

    /// Sets the levels from the server's settings.
    public static void configure(SettingValues settings) {
        INSTANCE.levels(settings.get(Settings.LOG_LEVEL), settings.get(Settings.LOG_LEVELS));
    }

    /// What is logged by `java.util.logging` comes here too, unless the JVM was started with a configuration of its own for
    /// that: only a name is left behind, see [JavaLogging].
    public static void takeJavaLogging() {
        if (System.getProperty("java.util.logging.config.class") == null
                && System.getProperty("java.util.logging.config.file") == null) {
            System.setProperty("java.util.logging.config.class", "dev.lanner.launcher.logging.JavaLogging");
        }
    }

    void levels(System.Logger.Level ofAll, Map<String, System.Logger.Level> ofSome) {
        level = ofAll;
        levels = Map.copyOf(ofSome);
        for (LineLogger logger : loggers.values()) {
            logger.level(levelOf(logger.getName()));
        }
    }

    LineLogger logger(String name) {
        LineLogger logger = loggers.get(name);
        if (logger == null) {
            LineLogger made = new LineLogger(name, this, levelOf(name));
            LineLogger before = loggers.putIfAbsent(name, made);
            logger = before == null ? made : before;
        }
        return logger;
    }

    /// The level said for the longest part of the name, at dots.
    private System.Logger.Level levelOf(String name) {
        Map<String, System.Logger.Level> some = levels;
        String part = name;
        while (!some.isEmpty()) {
            System.Logger.Level said = some.get(part);
            if (said != null) {
                return said;
            }
            int dot = part.lastIndexOf('.');
            if (dot < 0) {
                break;
            }
            part = part.substring(0, dot);
        }
        return level;
    }

    /// Whether lines of this level are written for a name. Keeps nothing of it: there may be any number of names.
    boolean holds(String name, System.Logger.Level at) {
        LineLogger known = loggers.get(name);
        return known == null ? at.compareTo(levelOf(name)) >= 0 && at != System.Logger.Level.OFF : known.isLoggable(at);
    }

    /// The least severe of the levels that were said, by its name in `java.util.logging`.
    String lowestLevel() {
        System.Logger.Level lowest = level;
        for (System.Logger.Level said : levels.values()) {
            if (said.compareTo(lowest) < 0) {
                lowest = said;
            }
        }
        return switch (lowest) {
            case ALL, TRACE -> "ALL";
            case DEBUG -> "FINE";
            case INFO -> "CONFIG";
            case WARNING -> "WARNING";
            case ERROR -> "SEVERE";
            case OFF -> "OFF";
        };
    }

    /// Names the request that the thread serves. Only threads for requests are looked at: the start of the server loads
    /// nothing for it.
    private static void request(StringBuilder line) {
        Thread thread = Thread.currentThread();
        if (!thread.isVirtual() && !thread.getName().startsWith("lanner-request-")) {
            return;
        }
        RequestIds request = CurrentRequest.ids();
        if (request != null) {
            line.append(" [c:").append(request.connectionId()).append(" r:");
            LogFormat.escape(request.id(), false, line);
            line.append(']');
        }
    }

    void write(System.Logger.Level at, String logger, @Nullable String message, @Nullable Throwable thrown) {
        StringBuilder line = new StringBuilder(160);
        LogFormat.time(System.currentTimeMillis(), line);
        String word = at.getName();
        line.append(' ').append(word).append("        ", 0, Math.max(1, 8 - word.length()));
        LogFormat.escape(logger, false, line);
        request(line);
        line.append(": ");
        LogFormat.escape(String.valueOf(message), false, line);
        line.append('\n');
        if (thrown != null) {
            LogFormat.trace(thrown, line);
        }
        try {
            out.write(line.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // standard error is gone: there is no other place to say so
            return;
        }
    }
}
