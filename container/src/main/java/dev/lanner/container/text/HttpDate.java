package dev.lanner.container.text;

import dev.lanner.spi.message.HttpDates;

/// Dates of header fields (RFC 9110, 5.6.7), as [HttpDates] reads and writes them. The last date written is kept, as
/// one second has many responses.
public final class HttpDate {
    /// What [#parse] answers for a text that is no date.
    public static final long NONE = HttpDates.INVALID;

    private static volatile Formatted last = new Formatted(0, HttpDates.format(0));

    private record Formatted(long second, String text) {
    }

    private HttpDate() {
    }

    /// The preferred format, such as `Sun, 06 Nov 1994 08:49:37 GMT`.
    ///
    /// @param millis milliseconds since 1970, in the years 0 to 9999
    /// @throws IllegalArgumentException for other years
    public static String format(long millis) {
        long second = Math.floorDiv(millis, 1000L);
        Formatted known = last;
        if (known.second == second) {
            return known.text;
        }
        String text = HttpDates.format(millis);
        last = new Formatted(second, text);
        return text;
    }

    /// Reads each of the three formats; the day of the week is not compared.
    ///
    /// @return milliseconds since 1970, or [#NONE]
    public static long parse(String text) {
        return HttpDates.parse(text);
    }
}
