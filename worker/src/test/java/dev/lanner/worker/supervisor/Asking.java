package dev.lanner.worker.supervisor;

import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.InMemoryConnector;
import dev.lanner.testkit.InMemoryExchange;
import dev.lanner.worker.hop.HopPool;
import dev.lanner.worker.hop.WorkerUnavailableException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

/// A request that asks for a worker, on a thread of its own.
final class Asking {
    private final CompletableFuture<HopPool> answer = new CompletableFuture<>();
    private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
    private final InMemoryExchange exchange;

    Asking(Supervisor supervisor) {
        exchange = new InMemoryConnector(features -> {
            thread.set(Thread.currentThread());
            try {
                answer.complete(supervisor.ready(features));
            } catch (WorkerUnavailableException | InterruptedException | RuntimeException e) {
                answer.completeExceptionally(e);
            }
        }).get("/shop/").start();
    }

    /// It waits for a worker.
    Asking waits() {
        Eventually.until("it waits", () -> {
            Thread at = thread.get();
            return answer.isDone() || at != null && at.getState() == Thread.State.WAITING;
        });
        assertFalse(answer.isDone(), "it does not wait");
        return this;
    }

    HopPool pool() {
        try {
            return answer.get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /// It got none.
    WorkerUnavailableException refused(int status, String reason) {
        WorkerUnavailableException refused = assertInstanceOf(WorkerUnavailableException.class, outcome());
        assertEquals(status + " " + reason, refused.status() + " " + refused.reason());
        return refused;
    }

    /// Its client vanishes.
    void disconnect() {
        exchange.disconnect();
    }

    /// It is not wanted any more.
    ///
    /// @return what it got
    @Nullable
    Throwable interrupt() {
        Thread at = thread.get();
        if (at != null) {
            at.interrupt();
        }
        return outcome();
    }

    /// Waits until it is answered, in whatever way.
    void settled() {
        outcome();
    }

    private @Nullable Throwable outcome() {
        return answer.handle((pool, thrown) -> thrown).orTimeout(10, TimeUnit.SECONDS).join();
    }
}
