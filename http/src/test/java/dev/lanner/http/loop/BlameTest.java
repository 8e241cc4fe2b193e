package dev.lanner.http.loop;

import dev.lanner.spi.Route;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

class BlameTest {
    private final Blame blame = new Blame();
    private final Hold hold = Hold.of(new Route("/shop:socket"), Thread.currentThread());

    @Test
    void a_hold_of_the_run_is_told_at_its_end_once() {
        blame.put(blame.run(), hold);

        assertSame(hold, blame.endOfRun());
        assertNull(blame.endOfRun());
    }

    @Test
    void a_hold_that_comes_when_the_run_is_over_blames_nobody() {
        long run = blame.run();
        assertNull(blame.endOfRun());
        blame.put(run, hold);

        assertNull(blame.endOfRun());
        assertNull(blame.endOfRun());
    }

    @Test
    void a_late_hold_does_not_hide_that_of_the_next_run() {
        long run = blame.run();
        blame.endOfRun();
        blame.put(run, hold);
        Hold next = Hold.of(new Route("/shop:pay"), Thread.currentThread());
        blame.put(blame.run(), next);

        assertSame(next, blame.endOfRun());
    }
}
