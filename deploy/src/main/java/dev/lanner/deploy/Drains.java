package dev.lanner.deploy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// Old versions of applications that end: the new one serves already, and their last requests may take as long as they
/// are given. Each has a thread of its own, so that the next replacement need not wait. Safe for use by any thread.
final class Drains {
    /// Most have ended by then, and whoever replaced them may say so.
    private static final Duration SHORT = Duration.ofSeconds(1);
    private final List<Drain> running = new CopyOnWriteArrayList<>();

    private record Drain(ContextName context, @Nullable Serving old, Thread thread) {
    }

    /// Ends an old version; waits a moment for it.
    ///
    /// @param old keeps its files until it has ended; null where there are none
    /// @param end ends it
    /// @param after run when it has ended
    void begin(ContextName context, @Nullable Serving old, Runnable end, Runnable after) {
        Thread thread = Thread.ofPlatform().name("lanner-drain " + context).unstarted(() -> {
            try {
                end.run();
            } finally {
                running.removeIf(drain -> drain.thread == Thread.currentThread());
                after.run();
            }
        });
        running.add(new Drain(context, old, thread));
        thread.start();
        try {
            thread.join(SHORT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// What still runs of a context.
    List<Serving> of(ContextName context) {
        List<Serving> versions = new ArrayList<>();
        for (Drain drain : running) {
            Serving old = drain.old;
            if (drain.context.equals(context) && old != null) {
                versions.add(old);
            }
        }
        return versions;
    }

    /// Waits for the end of those of a context.
    void await(ContextName context) {
        await(running.stream().filter(drain -> drain.context.equals(context)).map(Drain::thread).toList());
    }

    /// Waits for the end of all.
    void awaitAll() {
        await(running.stream().map(Drain::thread).toList());
    }

    /// Waits for the end of threads; an interrupt ends the wait, and stays set.
    static void await(List<Thread> threads) {
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
