package dev.lanner.worker.supervisor;

import dev.lanner.worker.process.WorkerProcess;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One attempt to start a process. Safe for use by several threads.
final class Launch {
    private final Slot slot;
    private final long begun;
    private final CompletableFuture<@Nullable Refusal> done = new CompletableFuture<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final AtomicReference<@Nullable WorkerProcess> process = new AtomicReference<>();
    private volatile boolean abandoned;

    /// @param begun in nanoseconds
    Launch(Slot slot, long begun) {
        this.slot = slot;
        this.begun = begun;
    }

    Slot slot() {
        return slot;
    }

    long begun() {
        return begun;
    }

    /// Completes with null when it serves, else with what is answered.
    CompletableFuture<@Nullable Refusal> done() {
        return done;
    }

    /// Completes when nobody works on it any more: it serves, or nothing of it runs.
    CompletableFuture<Void> over() {
        return over;
    }

    /// Nobody wants it any more.
    void abandon() {
        abandoned = true;
    }

    boolean isAbandoned() {
        return abandoned;
    }

    void process(WorkerProcess started) {
        process.set(started);
    }

    @Nullable
    WorkerProcess process() {
        return process.get();
    }
}
