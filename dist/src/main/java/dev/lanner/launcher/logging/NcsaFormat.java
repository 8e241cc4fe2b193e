package dev.lanner.launcher.logging;

import dev.lanner.spi.log.RequestLogEntry;
import dev.lanner.spi.message.Fields;
import org.jspecify.annotations.Nullable;

/// The common log format, or the combined one, which is followed by the reason of a rejection (or `-`), the request's
/// id and the microseconds that it took.
final class NcsaFormat implements AccessLogFormat {
    private static final String[] MONTHS = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct",
        "Nov", "Dec"};

    private final boolean combined;
    private final boolean query;
    private volatile Second last = new Second(-1, "");

    /// The text of one second.
    private record Second(long second, String text) {
    }

    NcsaFormat(boolean combined, boolean query) {
        this.combined = combined;
        this.query = query;
    }

    @Override
    public String line(RequestLogEntry entry) {
        StringBuilder line = new StringBuilder(256);
        word(entry.remote(), line);
        line.append(" - ");
        word(entry.user(), line);
        line.append(" [").append(time(entry.timeMillis())).append("] \"");
        String method = entry.method();
        if (method == null) {
            line.append('-');
        } else {
            LogFormat.escape(method, true, line);
            line.append(' ');
            LogFormat.escape(AccessLogFormat.target(String.valueOf(entry.target()), query), true, line);
            line.append(' ');
            LogFormat.escape(String.valueOf(entry.protocol()), true, line);
        }
        line.append("\" ").append(entry.status()).append(' ').append(entry.bodyBytes());
        if (combined) {
            quoted(entry.headers(), "referer", line);
            quoted(entry.headers(), "user-agent", line);
            line.append(' ');
            word(entry.reason(), line);
            line.append(' ');
            word(entry.requestId().isEmpty() ? entry.connectionId() : entry.requestId(), line);
            line.append(' ').append(entry.durationNanos() / 1000);
        }
        return line.append('\n').toString();
    }

    private static void word(@Nullable String text, StringBuilder line) {
        if (text == null || text.isEmpty()) {
            line.append('-');
            return;
        }
        int start = line.length();
        LogFormat.escape(text, true, line);
        for (int i = start; i < line.length(); i++) {
            if (line.charAt(i) == ' ') {
                line.setCharAt(i, '_');
            }
        }
    }

    private static void quoted(Fields headers, String name, StringBuilder line) {
        String value = headers.first(name);
        line.append(" \"");
        if (value == null) {
            line.append('-');
        } else {
            LogFormat.escape(value, true, line);
        }
        line.append('"');
    }

    /// `20/Nov/2026:10:15:30 +0000`
    private String time(long epochMillis) {
        long second = Math.floorDiv(epochMillis, 1000L);
        Second cached = last;
        if (cached.second == second) {
            return cached.text;
        }
        StringBuilder text = new StringBuilder(26);
        long[] date = LogFormat.civil(Math.floorDiv(second, 86_400L));
        LogFormat.digits((int) date[2], 2, text);
        text.append('/').append(MONTHS[(int) date[1] - 1]).append('/');
        LogFormat.digits((int) date[0], 4, text);
        text.append(':');
        LogFormat.clock((int) Math.floorMod(second, 86_400L), text);
        String made = text.append(" +0000").toString();
        last = new Second(second, made);
        return made;
    }
}
