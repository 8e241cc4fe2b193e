package dev.lanner.worker.supervisor;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A time that goes on when the test says so, and not before all tasks have ended or wait for the test.
final class FakeTime implements WorkerTime {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final PriorityQueue<Event> events = new PriorityQueue<>(Comparator.comparingLong(Event::at));
    private long now;
    private int busy;
    private Duration early = Duration.ZERO;

    private record Event(long at, Runnable task) {
    }

    @Override
    public long nanos() {
        lock.lock();
        try {
            return now;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Instant instant() {
        return BEGIN.plusNanos(nanos());
    }

    @Override
    public void run(Runnable task) {
        busy(1);
        Thread.ofVirtual().start(() -> {
            try {
                task.run();
            } finally {
                busy(-1);
            }
        });
    }

    @Override
    public void after(Duration delay, Runnable task) {
        lock.lock();
        try {
            events.add(new Event(now + delay.minus(early).toNanos(), task));
        } finally {
            lock.unlock();
        }
    }

    /// Tasks are due a little early from now on.
    void early(Duration span) {
        early = span;
    }

    /// A task waits for the test, or goes on.
    void busy(int more) {
        lock.lock();
        try {
            busy += more;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits until all tasks have ended or wait for the test.
    void quiet() {
        lock.lock();
        try {
            long left = TimeUnit.SECONDS.toNanos(10);
            while (busy > 0) {
                if (left <= 0) {
                    throw new AssertionError(busy + " tasks go on");
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            lock.unlock();
        }
    }

    /// Lets time pass, and all happen that is due meanwhile.
    void advance(Duration span) {
        quiet();
        long until = nanos() + span.toNanos();
        for (Event event = next(until); event != null; event = next(until)) {
            run(event.task());
            quiet();
        }
    }

    void advance(long millis) {
        advance(Duration.ofMillis(millis));
    }

    /// How many tasks are due some time.
    int due() {
        lock.lock();
        try {
            return events.size();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Event next(long until) {
        lock.lock();
        try {
            Event event = events.peek();
            if (event == null || event.at() > until) {
                now = until;
                return null;
            }
            now = event.at();
            return events.poll();
        } finally {
            lock.unlock();
        }
    }
}
