package dev.lanner.launcher.logging;

import java.text.MessageFormat;
import org.jspecify.annotations.Nullable;

/// Text of log lines. No line break or other control character from a message reaches the log unescaped.
final class LogFormat {
    private static final int DEEPEST_CAUSE = 16;
    private static final int LONGEST_TRACE = 256;
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private LogFormat() {
    }

    /// `2026-11-20T10:15:30.123Z`, without the costly formatters of `java.time`.
    static void time(long epochMillis, StringBuilder line) {
        date(epochMillis, line);
        int ofDay = (int) Math.floorMod(epochMillis, 86_400_000L);
        line.append('T');
        clock(ofDay / 1000, line);
        line.append('.');
        digits(ofDay % 1000, 3, line);
        line.append('Z');
    }

    private static void date(long epochMillis, StringBuilder line) {
        long[] date = civil(Math.floorDiv(epochMillis, 86_400_000L));
        digits((int) date[0], 4, line);
        line.append('-');
        digits((int) date[1], 2, line);
        line.append('-');
        digits((int) date[2], 2, line);
    }

    /// Year, month and day of a day counted from 1970, after the era-based computation for the proleptic Gregorian
    /// calendar.
    static long[] civil(long epochDay) {
        long shifted = epochDay + 719_468;
        long era = Math.floorDiv(shifted, 146_097);
        long ofEra = shifted - era * 146_097;
        long yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365;
        long ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        long month = (5 * ofYear + 2) / 153;
        long day = ofYear - (153 * month + 2) / 5 + 1;
        long realMonth = month < 10 ? month + 3 : month - 9;
        return new long[]{yearOfEra + era * 400 + (realMonth <= 2 ? 1 : 0), realMonth, day};
    }

    static void clock(int secondOfDay, StringBuilder line) {
        digits(secondOfDay / 3600, 2, line);
        line.append(':');
        digits(secondOfDay / 60 % 60, 2, line);
        line.append(':');
        digits(secondOfDay % 60, 2, line);
    }

    static void digits(int value, int count, StringBuilder line) {
        String text = Integer.toString(value);
        for (int i = text.length(); i < count; i++) {
            line.append('0');
        }
        line.append(text);
    }

    /// Appends text with control characters, quotes and backslashes escaped so that it can't break out of its line or
    /// its quotes.
    static void escape(CharSequence text, boolean quoted, StringBuilder line) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && (c == '"' || c == '\\')) {
                line.append('\\').append(c);
            } else if (c >= ' ' && c < 127 || c > 0x9f && c != '\u2028' && c != '\u2029' && !bidi(c)
                    && !Character.isSurrogate(c)) {
                line.append(c);
            } else if (Character.isHighSurrogate(c) && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                line.append(c).append(text.charAt(++i));
            } else {
                switch (c) {
                    case '\n' -> line.append("\\n");
                    case '\r' -> line.append("\\r");
                    case '\t' -> line.append("\\t");
                    default -> line.append("\\u").append(HEX[c >> 12]).append(HEX[c >> 8 & 15])
                            .append(HEX[c >> 4 & 15]).append(HEX[c & 15]);
                }
            }
        }
    }

    /// Characters that make following text appear elsewhere in its line.
    private static boolean bidi(char c) {
        return c >= '\u202a' && c <= '\u202e' || c >= '\u2066' && c <= '\u2069';
    }

    /// Puts parameters into a message. Plain `{0}` is handled here; [MessageFormat], which costs 30 ms at its first
    /// use, only sees what needs it.
    static String message(@Nullable String pattern, @Nullable Object @Nullable [] params) {
        if (pattern == null || params == null || params.length == 0 || pattern.indexOf('{') < 0) {
            return String.valueOf(pattern);
        }
        StringBuilder text = new StringBuilder(pattern.length() + 32);
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\'') {
                return general(pattern, params);
            }
            if (c != '{') {
                text.append(c);
                continue;
            }
            int index = i + 1 < pattern.length() ? pattern.charAt(i + 1) - '0' : -1;
            if (index < 0 || index > 9 || i + 2 >= pattern.length() || pattern.charAt(i + 2) != '}') {
                return general(pattern, params);
            }
            if (index < params.length) {
                text.append(params[index]);
            } else {
                text.append('{').append(index).append('}');
            }
            i += 2;
        }
        return text.toString();
    }

    private static String general(String pattern, @Nullable Object[] params) {
        try {
            return MessageFormat.format(pattern, params);
        } catch (IllegalArgumentException e) {
            return pattern;
        }
    }

    /// Appends a throwable with its trace, causes and suppressed ones.
    static void trace(Throwable thrown, StringBuilder text) {
        trace(thrown, "", 0, text);
    }

    private static void trace(Throwable thrown, String label, int depth, StringBuilder text) {
        text.append(label);
        escape(String.valueOf(thrown), false, text);
        text.append('\n');
        StackTraceElement[] frames = thrown.getStackTrace();
        for (int i = 0; i < frames.length && i < LONGEST_TRACE; i++) {
            text.append("\tat ").append(frames[i]).append('\n');
        }
        if (depth == DEEPEST_CAUSE) {
            return;
        }
        for (Throwable suppressed : thrown.getSuppressed()) {
            trace(suppressed, "\tSuppressed: ", DEEPEST_CAUSE, text);
        }
        Throwable cause = thrown.getCause();
        if (cause != null && cause != thrown) {
            trace(cause, "Caused by: ", depth + 1, text);
        }
    }
}
