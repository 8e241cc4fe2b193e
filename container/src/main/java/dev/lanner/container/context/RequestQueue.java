package dev.lanner.container.context;

import dev.lanner.container.ContextInfo;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.config.Settings.Overload;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.ResponseEvent;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// How many requests of a context run at a time. Further ones wait for their turn, in order, in a queue that has an end;
/// those for which there is no place, or that have waited too long, are refused.
///
/// Virtual threads cost nothing while they wait, so that without a limit each client's request would reach whatever stands
/// behind the application, such as a database, at once. A request holds its place until its exchange has ended, an
/// asynchronous one too; a connection that was upgraded holds none.
final class RequestQueue {
    private final Semaphore places;
    private final long room;
    private final long millis;
    private final Overload answer;
    private final AtomicInteger waiting = new AtomicInteger();
    private final LongAdder waited = new LongAdder();
    private final LongAdder full = new LongAdder();
    private final LongAdder late = new LongAdder();

    private RequestQueue(int places, long room, long millis, Overload answer) {
        this.places = new Semaphore(places, true);
        this.room = room;
        this.millis = millis;
        this.answer = answer;
    }

    /// The queue that a context's settings ask for; null where there is no limit.
    static @Nullable RequestQueue of(SettingValues settings) {
        long most = settings.get(Settings.MAX_CONCURRENT_REQUESTS);
        return most == Long.MAX_VALUE
                ? null
                : new RequestQueue(Math.toIntExact(most), settings.get(Settings.REQUEST_QUEUE_SIZE),
                        settings.get(Settings.REQUEST_QUEUE_TIMEOUT).toMillis(),
                        settings.get(Settings.OVERLOAD_ANSWER));
    }

    /// Takes a place for the request, waiting for it where need be, and gives it back at the request's end.
    ///
    /// @return false when the request was refused, and answered
    boolean enter(FeatureCollection exchange) throws IOException {
        if (!places.tryAcquire() && !await(exchange)) {
            return false;
        }
        try {
            exchange.require(Features.RESPONSE).on(ResponseEvent.COMPLETED, places::release);
        } catch (RuntimeException | Error e) {
            places.release();
            throw e;
        }
        return true;
    }

    private boolean await(FeatureCollection exchange) throws IOException {
        if (waiting.incrementAndGet() > room) {
            waiting.decrementAndGet();
            full.increment();
            refuse(exchange, "request-queue-full");
            return false;
        }
        try {
            if (places.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
                waited.increment();
                return true;
            }
            late.increment();
            refuse(exchange, "request-queue-timeout");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            refuse(exchange, "request-queue-interrupted");
        } finally {
            waiting.decrementAndGet();
        }
        return false;
    }

    /// What was counted until now.
    ContextInfo.Queue counted() {
        return new ContextInfo.Queue(waiting.get(), waited.sum(), full.sum(), late.sum());
    }

    private void refuse(FeatureCollection exchange, String reason) throws IOException {
        Refusal.answer(exchange, answer, reason);
    }
}
