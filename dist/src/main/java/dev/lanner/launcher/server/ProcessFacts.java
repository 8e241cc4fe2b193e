package dev.lanner.launcher.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/// What is known of this process. Linux says it in `/proc` at once; the JDK's own way costs several milliseconds.
final class ProcessFacts {
    private static final long TICKS_PER_SECOND = 100;

    private ProcessFacts() {
    }

    /// The process id.
    static long pid() {
        try {
            return Long.parseLong(Files.readSymbolicLink(Path.of("/proc/self")).toString());
        } catch (IOException | NumberFormatException | UnsupportedOperationException e) {
            return ProcessHandle.current().pid();
        }
    }

    /// Milliseconds since the JVM was started, known to 10 ms. To be called by the main thread: the JVM makes it first.
    /// The process may be older, as start scripts turn into the JVM.
    static long millisSinceStart() {
        try {
            // proc(5): the 22nd field, counted from behind the name, which may hold spaces
            String stat = Files.readString(Path.of("/proc/thread-self/stat"), StandardCharsets.ISO_8859_1);
            int at = stat.lastIndexOf(')') + 2;
            for (int field = 3; field < 22; field++) {
                at = stat.indexOf(' ', at) + 1;
            }
            long started = Long.parseLong(stat.substring(at, stat.indexOf(' ', at))) * 1000 / TICKS_PER_SECOND;
            // proc_uptime(5): seconds with two decimals
            String uptime = Files.readString(Path.of("/proc/uptime"), StandardCharsets.ISO_8859_1);
            int dot = uptime.indexOf('.');
            long now = Long.parseLong(uptime.substring(0, dot)) * 1000
                    + Long.parseLong(uptime.substring(dot + 1, dot + 3)) * 10;
            return Math.max(0, now - started);
        } catch (IOException | RuntimeException e) {
            Instant now = Instant.now();
            return Duration.between(ProcessHandle.current().info().startInstant().orElse(now), now).toMillis();
        }
    }
}
