package dev.lanner.launcher.logging;

import dev.lanner.spi.log.RequestLogEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The W3C extended log file format. A blank in a value becomes `+`, a missing value `-`.
final class W3cFormat implements AccessLogFormat {
    private static final String FIELDS = "date time c-ip cs-username cs-method cs-uri-stem cs-uri-query cs-version "
            + "cs-host sc-status sc-bytes time-taken cs(User-Agent) cs(Referer) x-reason x-request-id";

    private final List<String> headers;
    private final boolean query;

    W3cFormat(List<String> headers, boolean query) {
        this.headers = headers;
        this.query = query;
    }

    @Override
    public String head() {
        StringBuilder head = new StringBuilder("#Version: 1.0\n#Software: Lanner\n#Fields: ").append(FIELDS);
        for (String name : headers) {
            head.append(" cs(").append(name).append(')');
        }
        return head.append('\n').toString();
    }

    @Override
    public String line(RequestLogEntry entry) {
        StringBuilder line = new StringBuilder(256);
        LogFormat.time(entry.timeMillis(), line);
        // from 2026-11-20T10:15:30.123Z to date and time of their own
        line.setCharAt(10, ' ');
        line.setLength(line.length() - 1);
        word(entry.remote(), line);
        word(entry.user(), line);
        word(entry.method(), line);
        String target = entry.target();
        int mark = target == null ? -1 : target.indexOf('?');
        word(target == null || mark < 0 ? target : target.substring(0, mark), line);
        word(target == null || mark < 0 || !query ? null : target.substring(mark + 1), line);
        word(entry.protocol(), line);
        word(entry.headers().first("host"), line);
        line.append(' ').append(entry.status()).append(' ').append(entry.bodyBytes()).append(' ');
        seconds(entry.durationNanos() / 1000, line);
        word(entry.headers().first("user-agent"), line);
        word(entry.headers().first("referer"), line);
        word(entry.reason(), line);
        word(entry.requestId().isEmpty() ? entry.connectionId() : entry.requestId(), line);
        for (String name : headers) {
            word(entry.headers().first(name), line);
        }
        return line.append('\n').toString();
    }

    /// `0.001234`: the format's time-taken is in seconds.
    private static void seconds(long micros, StringBuilder line) {
        line.append(micros / 1_000_000).append('.');
        LogFormat.digits((int) (micros % 1_000_000), 6, line);
    }

    private static void word(@Nullable String text, StringBuilder line) {
        line.append(' ');
        if (text == null || text.isEmpty()) {
            line.append('-');
            return;
        }
        int start = line.length();
        LogFormat.escape(text, false, line);
        for (int i = start; i < line.length(); i++) {
            if (line.charAt(i) == ' ') {
                line.setCharAt(i, '+');
            }
        }
    }
}
