package dev.lanner.container.context;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(60)
class HandoverTest {
    private static final long LONG = TimeUnit.HOURS.toNanos(10);

    private final ClassLoader loader = new ClassLoader() {
    };

    @Test
    void an_interrupt_reaches_the_thread_that_works_and_stays_with_the_one_that_waits() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        AtomicReference<Boolean> left = new AtomicReference<>();
        Thread waiting = Thread.ofVirtual().start(() -> {
            Handover handover = new Handover(() -> {
                inside.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    interrupted.countDown();
                }
            }, loader);
            Thread.ofPlatform().start(handover);
            try {
                assertTrue(handover.await(LONG));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            left.set(Thread.currentThread().isInterrupted());
        });
        inside.await();
        waiting.interrupt();
        interrupted.await();
        waiting.join();

        assertTrue(left.get());
    }

    @Test
    void what_was_given_up_never_runs() throws Exception {
        AtomicReference<String> ran = new AtomicReference<>();
        Handover handover = new Handover(() -> ran.set("ran"), loader);

        assertFalse(handover.await(0));
        handover.run();
        assertEquals(null, ran.get());
    }

    @Test
    void failures_are_thrown_where_one_waits() {
        IOException checked = new IOException("x");
        AssertionError error = new AssertionError("x");
        for (Throwable each : new Throwable[]{checked, error}) {
            Handover handover = new Handover(() -> {
                switch (each) {
                    case Error e -> throw e;
                    default -> throw checked;
                }
            }, loader);
            handover.run();
            assertSame(each, assertThrows(each.getClass(), () -> handover.await(LONG)));
        }
    }

    @Test
    void the_thread_is_left_as_it_was() throws Exception {
        AtomicReference<ClassLoader> seen = new AtomicReference<>();
        Handover handover = new Handover(() -> {
            seen.set(Thread.currentThread().getContextClassLoader());
            Thread.currentThread().setContextClassLoader(null);
            Thread.currentThread().interrupt();
        }, loader);
        AtomicReference<String> after = new AtomicReference<>();
        Thread worker = Thread.ofPlatform().unstarted(() -> {
            handover.run();
            after.set(Thread.currentThread().isInterrupted() + " "
                    + (Thread.currentThread().getContextClassLoader() == loader));
        });
        worker.setContextClassLoader(getClass().getClassLoader());
        worker.start();
        assertTrue(handover.await(LONG));
        worker.join();

        assertSame(loader, seen.get());
        assertEquals("false false", after.get());
    }
}
