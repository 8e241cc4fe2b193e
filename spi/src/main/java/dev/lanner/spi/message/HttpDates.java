package dev.lanner.spi.message;

import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;

/// Dates in fields (RFC 9110, 5.6.7). Static and pure; without regular expressions and formatters, because the first
/// response needs a date.
public final class HttpDates {

    /// What [#parse] returns for a text that is no date.
    public static final long INVALID = Long.MIN_VALUE;

    // in the templates 9 is a digit, x a letter, _ a digit or a space
    private static final String FIXDATE = "xxx, 99 xxx 9999 99:99:99 GMT";
    private static final String ASCTIME = "xxx xxx _9 99:99:99 9999";
    private static final String RFC_850 = ", 99-xxx-99 99:99:99 GMT";
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
    private static final String DAYS = "MonTueWedThuFriSatSun";
    private static final long FIRST = -62_167_219_200L;
    private static final long LAST = 253_402_300_799L;

    private HttpDates() {
    }

    /// An IMF-fixdate such as `Sun, 06 Nov 1994 08:49:37 GMT`.
    ///
    /// @param epochMillis milliseconds since 1970, in the years 0 to 9999; parts of a second are dropped
    /// @throws IllegalArgumentException for other years
    public static String format(long epochMillis) {
        long seconds = Math.floorDiv(epochMillis, 1000L);
        if (seconds < FIRST || seconds > LAST) {
            throw new IllegalArgumentException(epochMillis + " ms is not in the years 0 to 9999");
        }
        long days = Math.floorDiv(seconds, 86_400L);
        LocalDate date = LocalDate.ofEpochDay(days);
        int second = Math.floorMod(seconds, 86_400);
        // 1 January 1970 was a Thursday
        int day = Math.floorMod(days + 3, 7) * 3;
        int month = date.getMonthValue() * 3;
        StringBuilder text = new StringBuilder(FIXDATE.length()).append(DAYS, day, day + 3).append(", ");
        two(text, date.getDayOfMonth()).append(' ').append(MONTHS, month - 3, month).append(' ');
        two(two(text, date.getYear() / 100), date.getYear() % 100).append(' ');
        two(text, second / 3600).append(':');
        two(text, second / 60 % 60).append(':');
        return two(text, second % 60).append(" GMT").toString();
    }

    /// Reads a date in any of the three forms: IMF-fixdate, RFC 850, asctime. The name of the day is not compared with
    /// the date. A year of two digits is the one that is at most 50 years ahead.
    ///
    /// @return milliseconds since 1970, or [#INVALID]
    public static long parse(String text) {
        return parse(text, 0);
    }

    /// The same, with the year that two digits are seen from; 0 is the current one.
    static long parse(String text, int thisYear) {
        if (matches(text, 0, FIXDATE)) {
            return millis(number(text, 12, 16), text.substring(8, 11), number(text, 5, 7), text, 17);
        }
        if (matches(text, 0, ASCTIME)) {
            return millis(number(text, 20, 24), text.substring(4, 7), number(text, 8, 10), text, 11);
        }
        int comma = text.indexOf(',');
        if (comma < 6 || comma > 9 || !matches(text, comma, RFC_850)) {
            return INVALID;
        }
        for (int i = 0; i < comma; i++) {
            if (!isLetter(text.charAt(i))) {
                return INVALID;
            }
        }
        int year = century(number(text, comma + 9, comma + 11), thisYear);
        return millis(year, text.substring(comma + 5, comma + 8), number(text, comma + 2, comma + 4), text, comma + 12);
    }

    private static int century(int twoDigits, int thisYear) {
        int now = thisYear == 0 ? LocalDate.now(ZoneOffset.UTC).getYear() : thisYear;
        int year = now / 100 * 100 + twoDigits;
        return year > now + 50 ? year - 100 : year;
    }

    private static long millis(int year, String monthName, int day, String text, int timeAt) {
        int month = MONTHS.indexOf(monthName);
        int hour = number(text, timeAt, timeAt + 2);
        int minute = number(text, timeAt + 3, timeAt + 5);
        int second = number(text, timeAt + 6, timeAt + 8);
        // 60 is a leap second
        if (month % 3 != 0 || hour > 23 || minute > 59 || second > 60) {
            return INVALID;
        }
        int monthNumber = month / 3 + 1;
        if (day < 1 || day > YearMonth.of(year, monthNumber).lengthOfMonth()) {
            return INVALID;
        }
        long days = LocalDate.of(year, monthNumber, day).toEpochDay();
        return (days * 86_400L + hour * 3600L + minute * 60L + second) * 1000L;
    }

    private static boolean matches(String text, int from, String template) {
        if (text.length() - from != template.length()) {
            return false;
        }
        for (int i = 0; i < template.length(); i++) {
            char c = text.charAt(from + i);
            char expected = template.charAt(i);
            boolean fits = switch (expected) {
                case '9' -> isDigit(c);
                case '_' -> isDigit(c) || c == ' ';
                case 'x' -> isLetter(c);
                default -> c == expected;
            };
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + (text.charAt(i) == ' ' ? 0 : text.charAt(i) - '0');
        }
        return number;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    private static StringBuilder two(StringBuilder text, int number) {
        return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }
}
