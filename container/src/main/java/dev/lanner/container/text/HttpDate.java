package dev.lanner.container.text;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.StringTokenizer;

/// Dates of header fields (RFC 9110, 5.6.7).
public final class HttpDate {
    /// What [#parse] answers for a text that is no date.
    public static final long NONE = -1;

    private static final DateTimeFormatter IMF = DateTimeFormatter
            .ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
    private static final int LONGEST = 40;
    private static volatile Formatted last = new Formatted(0, IMF.format(Instant.EPOCH));

    private record Formatted(long second, String text) {
    }

    private HttpDate() {
    }

    /// The preferred format, such as `Sun, 06 Nov 1994 08:49:37 GMT`.
    ///
    /// @param millis
    ///            milliseconds since 1970
    public static String format(long millis) {
        long second = Math.floorDiv(millis, 1000L);
        Formatted known = last;
        if (known.second == second) {
            return known.text;
        }
        String text = IMF.format(Instant.ofEpochSecond(second));
        last = new Formatted(second, text);
        return text;
    }

    /// Reads each of the three formats; the day of the week is not compared.
    ///
    /// @return milliseconds since 1970, or [#NONE]
    public static long parse(String text) {
        if (text.length() > LONGEST) {
            return NONE;
        }
        int comma = text.indexOf(',');
        StringTokenizer parts = new StringTokenizer(text.substring(comma + 1), " -:");
        try {
            long millis = comma < 0 ? asctime(parts) : dayFirst(parts);
            return parts.hasMoreTokens() ? NONE : millis;
        } catch (DateTimeException | NumberFormatException | NoSuchElementException _) {
            return NONE;
        }
    }

    private static long dayFirst(StringTokenizer parts) {
        int day = number(parts.nextToken(), 2);
        int month = month(parts.nextToken());
        String yearText = parts.nextToken();
        int year = yearText.length() == 2 ? century(number(yearText, 2)) : number(yearText, 4);
        LocalDateTime time = LocalDateTime.of(year, month, day, number(parts.nextToken(), 2),
                number(parts.nextToken(), 2), number(parts.nextToken(), 2));
        return parts.nextToken().equals("GMT") ? millis(time) : NONE;
    }

    private static long asctime(StringTokenizer parts) {
        parts.nextToken();
        int month = month(parts.nextToken());
        int day = number(parts.nextToken(), 2);
        int hour = number(parts.nextToken(), 2);
        int minute = number(parts.nextToken(), 2);
        int second = number(parts.nextToken(), 2);
        return millis(LocalDateTime.of(number(parts.nextToken(), 4), month, day, hour, minute, second));
    }

    private static long millis(LocalDateTime time) {
        return time.toEpochSecond(ZoneOffset.UTC) * 1000L;
    }

    /// A year of two digits lies at most 50 years ahead.
    private static int century(int year) {
        int now = LocalDateTime.now(ZoneOffset.UTC).getYear();
        int full = now / 100 * 100 + year;
        return full > now + 50 ? full - 100 : full;
    }

    private static int number(String text, int longest) {
        if (text.length() > longest || !Character.isDigit(text.charAt(0))) {
            throw new NumberFormatException();
        }
        return Integer.parseInt(text);
    }

    private static int month(String text) {
        int index = text.length() == 3 ? MONTHS.indexOf(text) : -1;
        if (index < 0 || index % 3 != 0) {
            throw new NumberFormatException();
        }
        return index / 3 + 1;
    }
}
