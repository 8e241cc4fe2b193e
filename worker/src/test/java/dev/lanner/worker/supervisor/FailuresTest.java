package dev.lanner.worker.supervisor;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FailuresTest {

    @ParameterizedTest(name = "after {0} failures: {1} ms")
    @CsvSource({"0, 0", "1, 0", "2, 250", "3, 500", "4, 1000", "5, 2000", "6, 4000", "7, 8000", "8, 10000", "9, 10000",
        "90, 10000"})
    void the_rest_grows_with_the_row(int failures, long millis) {
        Failures some = new Failures(100);
        for (int i = 0; i < failures; i++) {
            some.add(0, 0);
        }

        assertEquals(millis, Duration.ofNanos(some.rest(0)).toMillis());
        assertEquals(Math.max(0, millis - 100), Duration.ofNanos(some.rest(ms(100))).toMillis());
        assertEquals(0, some.rest(ms(millis)));
    }

    @Test
    void a_process_that_served_for_ten_seconds_ends_the_row() {
        Failures some = new Failures(100);
        for (int i = 0; i < 5; i++) {
            some.add(0, 0);
        }
        some.add(ms(70_000), ms(10_000));

        assertEquals(0, some.rest(ms(70_000)));
        some.add(ms(70_000), ms(9_999));
        assertEquals(ms(250), some.rest(ms(70_000)));
    }

    @Test
    void too_many_within_a_minute_are_over_when_the_first_is_a_minute_old() {
        Failures three = new Failures(3);
        three.add(ms(0), 0);
        three.add(ms(30_000), 0);
        assertFalse(three.tooMany(ms(30_000)));
        three.add(ms(59_999), 0);

        assertTrue(three.tooMany(ms(59_999)));
        assertEquals(ms(500), three.rest(ms(59_999)), "the longer one of both rests");
        assertFalse(three.tooMany(ms(60_000)));
        three.add(ms(61_000), 0);
        assertEquals(ms(29_000), three.rest(ms(61_000)));
    }

    @Test
    void old_ones_are_forgotten() {
        Failures some = new Failures(3);
        some.add(ms(0), 0);

        assertTrue(some.any(ms(59_999)));
        assertFalse(some.any(ms(60_000)));
    }

    private static long ms(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }
}
