package dev.lanner.spi.message;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/// RFC 9110, 5.6.7.
class HttpDatesTest {
    private static final long EXAMPLE = 784_111_777_000L;

    @ParameterizedTest
    @ValueSource(strings = {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994", "Sun Nov 06 08:49:37 1994"})
    void readsAllThreeForms(String text) {
        assertEquals(EXAMPLE, HttpDates.parse(text));
    }

    @ParameterizedTest
    @CsvSource({"76, 2076", "77, 1977", "99, 1999", "26, 2026", "00, 2000"})
    void takesAYearOfTwoDigitsAsAtMostFiftyYearsAhead(String digits, int year) {
        long expected = ZonedDateTime.of(year, 3, 1, 0, 0, 0, 0, ZoneOffset.UTC).toInstant().toEpochMilli();
        assertEquals(expected, HttpDates.parse("Monday, 01-Mar-" + digits + " 00:00:00 GMT", 2026));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GMT", "0", "784111777", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 08:49:37 gmt", "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:60:37 GMT",
        "Sun, 06 Nov 1994 08:49:61 GMT", "Sun, 31 Nov 1994 08:49:37 GMT", "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 29 Feb 2023 08:49:37 GMT", "Sun, 06 Xxx 1994 08:49:37 GMT", "Sun, 06 anF 1994 08:49:37 GMT",
        "Sun, 06 Nov 94 08:49:37 GMT", "Sun, 6 Nov 1994 08:49:37 GMT", " Sun, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT ", "Sun, 06 Nov 1994  8:49:37 GMT", "Sun,\t06 Nov 1994 08:49:37 GMT",
        "Sun, 06-Nov-94 08:49:37 GMT", "Sunday, 06-Nov-1994 08:49:37 GMT", "S1nday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov 6 08:49:37 1994", "Sun Nov    08:49:37 1994", "Sun, 06 Nov 1994 08:49:37 GMT; length=5",
        "Sun, \u0660\u0666 Nov 1994 08:49:37 GMT"})
    void knowsWhatIsNoDate(String text) {
        assertEquals(HttpDates.INVALID, HttpDates.parse(text));
    }

    @Test
    void acceptsLeapDaysAndLeapSeconds() {
        assertEquals(1_709_164_800_000L, HttpDates.parse("Thu, 29 Feb 2024 00:00:00 GMT"));
        assertEquals(1_483_228_800_000L, HttpDates.parse("Sat, 31 Dec 2016 23:59:60 GMT"));
    }

    @Test
    void writesWhatTheLibraryWritesAndReadsItAgain() {
        DateTimeFormatter reference = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
                .withLocale(Locale.ENGLISH);
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            long seconds = random.nextLong(-60_000_000_000L, 250_000_000_000L);
            String expected = reference
                    .format(Instant.ofEpochSecond(seconds).atOffset(ZoneOffset.UTC));
            assertEquals(expected, HttpDates.format(seconds * 1000 + 999));
            assertEquals(seconds * 1000, HttpDates.parse(expected), expected);
        }
    }

    @Test
    void writesOnlyYearsOfFourDigits() {
        assertEquals("Fri, 31 Dec 9999 23:59:59 GMT", HttpDates.format(253_402_300_799_000L));
        assertThrows(IllegalArgumentException.class, () -> HttpDates.format(253_402_300_800_000L));
        assertThrows(IllegalArgumentException.class, () -> HttpDates.format(Long.MIN_VALUE));
    }
}
