package dev.lanner.spi.message;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Dates in fields (RFC 9110, 5.6.7).
public final class HttpDates {

    /// What [#parse] returns for a text that is no date.
    public static final long INVALID = Long.MIN_VALUE;

    private static final List<String> MONTHS = List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep",
            "Oct", "Nov", "Dec");
    private static final List<String> DAYS = List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");
    private static final String TIME = "(?<h>[0-9]{2}):(?<m>[0-9]{2}):(?<s>[0-9]{2})";
    private static final String MONTH = "(?<month>[A-Z][a-z]{2})";
    private static final Pattern FIXDATE = Pattern
            .compile("[A-Z][a-z]{2}, (?<day>[0-9]{2}) " + MONTH + " (?<year>[0-9]{4}) " + TIME + " GMT");
    private static final Pattern RFC_850 = Pattern
            .compile("[A-Z][a-z]{5,8}, (?<day>[0-9]{2})-" + MONTH + "-(?<year>[0-9]{2}) " + TIME + " GMT");
    private static final Pattern ASCTIME = Pattern
            .compile("[A-Z][a-z]{2} " + MONTH + " (?<day>[0-9 ][0-9]) " + TIME + " (?<year>[0-9]{4})");
    private static final int LONGEST = 40;
    private static final long LAST = 253_402_300_799L;
    private static final long FIRST = -62_167_219_200L;

    private HttpDates() {
    }

    /// An IMF-fixdate such as `Sun, 06 Nov 1994 08:49:37 GMT`.
    ///
    /// @param epochMillis
    ///            milliseconds since 1970, in the years 0 to 9999; parts of a second
    ///            are dropped
    /// @throws IllegalArgumentException
    ///             for other years
    public static String format(long epochMillis) {
        long seconds = Math.floorDiv(epochMillis, 1000L);
        if (seconds < FIRST || seconds > LAST) {
            throw new IllegalArgumentException(epochMillis + " ms is not in the years 0 to 9999");
        }
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(seconds, 86_400L));
        int second = (int) Math.floorMod(seconds, 86_400L);
        StringBuilder text = new StringBuilder(29).append(DAYS.get(date.getDayOfWeek().getValue() - 1)).append(", ");
        two(text, date.getDayOfMonth()).append(' ').append(MONTHS.get(date.getMonthValue() - 1)).append(' ');
        two(two(text, date.getYear() / 100), date.getYear() % 100).append(' ');
        two(text, second / 3600).append(':');
        two(text, second / 60 % 60).append(':');
        return two(text, second % 60).append(" GMT").toString();
    }

    /// Reads a date in any of the three forms: IMF-fixdate, RFC 850, asctime. The
    /// name of the day is not compared with the date. A year of two digits is taken
    /// as the one that is less than 50 years ahead.
    ///
    /// @return milliseconds since 1970, or [#INVALID]
    public static long parse(String text) {
        return parse(text, LocalDate.now(ZoneOffset.UTC).getYear());
    }

    /// The same, with the year that two digits refer to.
    static long parse(String text, int thisYear) {
        if (text.length() > LONGEST) {
            return INVALID;
        }
        Matcher matcher = FIXDATE.matcher(text);
        if (matcher.matches()) {
            return millis(matcher, number(matcher, "year"));
        }
        matcher = RFC_850.matcher(text);
        if (matcher.matches()) {
            int year = thisYear / 100 * 100 + number(matcher, "year");
            return millis(matcher, year > thisYear + 50 ? year - 100 : year);
        }
        matcher = ASCTIME.matcher(text);
        return matcher.matches() ? millis(matcher, number(matcher, "year")) : INVALID;
    }

    private static long millis(Matcher matcher, int year) {
        int month = MONTHS.indexOf(matcher.group("month")) + 1;
        int hour = number(matcher, "h");
        int minute = number(matcher, "m");
        int second = number(matcher, "s");
        // 60 is a leap second
        if (month == 0 || hour > 23 || minute > 59 || second > 60) {
            return INVALID;
        }
        try {
            long day = LocalDate.of(year, month, number(matcher, "day")).toEpochDay();
            return (day * 86_400L + hour * 3600L + minute * 60L + second) * 1000L;
        } catch (DateTimeException e) {
            return INVALID;
        }
    }

    private static int number(Matcher matcher, String group) {
        return Integer.parseInt(matcher.group(group).trim());
    }

    private static StringBuilder two(StringBuilder text, int number) {
        return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }
}
