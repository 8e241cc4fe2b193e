package dev.lanner.http.h2;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class WindowsTest {
    @Test
    void aSendWindowMayBecomeNegativeButNotTooLarge() {
        SendWindow window = new SendWindow(65_535);
        window.consume(65_535);

        assertTrue(window.add(-10));
        assertEquals(-10, window.available());
        assertTrue(window.add(Integer.MAX_VALUE));
        assertTrue(window.add(10));
        assertEquals(Integer.MAX_VALUE, window.available());
        assertFalse(window.add(1));
    }

    @Test
    void roomIsGivenBackWhenHalfOfTheWindowIsConsumed() {
        ReceiveWindow window = new ReceiveWindow(100);

        assertTrue(window.receive(100));
        assertFalse(window.receive(1));
        assertEquals(0, window.consume(49));
        assertEquals(50, window.consume(1));
        assertEquals(50, window.available());
        assertEquals(50, window.consume(50));
        assertEquals(100, window.available());
    }

    @Test
    void aWindowGrows() {
        ReceiveWindow window = new ReceiveWindow(100);
        assertTrue(window.receive(60));
        assertEquals(0, window.consume(20));

        assertEquals(320, window.grow(400));
        assertEquals(360, window.available());
        assertEquals(0, window.grow(50));
        assertEquals(400, window.size());
    }

    @Test
    void aWindowShrinksAsRoomIsNoLongerGivenBack() {
        ReceiveWindow window = new ReceiveWindow(1000);
        assertTrue(window.receive(900));
        assertEquals(0, window.consume(100));

        window.shrink(400);

        assertEquals(400, window.size());
        assertEquals(100, window.available());
        assertEquals(0, window.consume(500));
        assertEquals(300, window.consume(300));
        assertEquals(400, window.available());
    }

    @Test
    void whatAShrunkWindowStillGrantsIsNotGrantedAgain() {
        ReceiveWindow window = new ReceiveWindow(1000);
        window.shrink(400);

        assertEquals(0, window.grow(700));
        assertEquals(1000, window.available());
        assertEquals(200, window.grow(1200));
        assertEquals(1200, window.available());
        assertEquals(1200, window.size());
    }

    @Test
    void aLargeWindowIsGivenBackInParts() {
        ReceiveWindow window = new ReceiveWindow(64 << 20);
        assertTrue(window.receive(2 << 20));

        assertEquals(0, window.consume((1 << 20) - 1));
        assertEquals(1 << 20, window.consume(1));
    }

    @Test
    void aPeerThatHasLittleLeftGetsItsRoomBackEarlier() {
        ReceiveWindow window = new ReceiveWindow(64 << 20);
        assertTrue(window.receive((64 << 20) - 100_000));

        assertEquals(0, window.consume(99_999));
        assertEquals(100_000, window.consume(1));
        assertTrue(window.receive(200_000));
        assertEquals(0, window.consume(32_767));
        assertEquals(32_768, window.consume(1));
    }

    @Test
    void anHonestClientStaysWithinItsBudgetAndAFloodDoesNot() throws ConnectionException {
        AbuseBudget budget = new AbuseBudget(0);
        for (int download = 0; download < 10_000; download++) {
            // two of three downloads are cancelled
            budget.charge(AbuseBudget.Kind.RESETS, 0);
            budget.charge(AbuseBudget.Kind.RESETS, 0);
            budget.responded();
        }
        AbuseBudget flooded = new AbuseBudget(0);
        ConnectionException e = assertThrows(ConnectionException.class, () -> {
            for (int i = 0; i <= 400; i++) {
                flooded.charge(AbuseBudget.Kind.RESETS, 0);
            }
        });

        assertEquals(Fault.RESET_FLOOD, e.fault());
        assertEquals(0, flooded.left(AbuseBudget.Kind.RESETS));
        assertEquals(2000, flooded.left(AbuseBudget.Kind.CONTROL));
    }

    @Test
    void aBudgetFillsWithTimeAndWithBytes() throws ConnectionException {
        AbuseBudget budget = new AbuseBudget(0);
        for (int i = 0; i < 200; i++) {
            budget.charge(AbuseBudget.Kind.EMPTY, 0);
        }
        budget.moved(3 * 16 * 1024);
        assertEquals(6, budget.left(AbuseBudget.Kind.EMPTY));
        for (int i = 0; i < 6 + 20; i++) {
            budget.charge(AbuseBudget.Kind.EMPTY, 1999);
        }

        assertThrows(ConnectionException.class, () -> budget.charge(AbuseBudget.Kind.EMPTY, 1999));
    }
}
