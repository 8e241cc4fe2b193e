package dev.lanner.worker.supervisor;

import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.testkit.Eventually;
import dev.lanner.worker.hop.HopPool;
import dev.lanner.worker.hop.WorkerUnavailableException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

/// A request that asks for a worker, on a thread of its own.
final class Asking {
    private final CompletableFuture<HopPool> answer = new CompletableFuture<>();
    private final Thread thread;

    Asking(Supervisor supervisor) {
        thread = Thread.ofVirtual().start(() -> {
            try {
                answer.complete(supervisor.ready(new FeatureCollection()));
            } catch (Exception e) {
                answer.completeExceptionally(e);
            }
        });
    }

    /// It waits for a worker.
    Asking waits() {
        Eventually.until("it waits", () -> answer.isDone() || thread.getState() == Thread.State.WAITING);
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
        Throwable failure = outcome();
        WorkerUnavailableException refused = assertInstanceOf(WorkerUnavailableException.class, failure);
        assertEquals(status + " " + reason, refused.status() + " " + refused.reason());
        return refused;
    }

    /// It is not wanted any more.
    ///
    /// @return what it got
    @Nullable
    Throwable interrupt() {
        thread.interrupt();
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
