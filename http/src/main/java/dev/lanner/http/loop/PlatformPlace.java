package dev.lanner.http.loop;

import dev.lanner.spi.Route;
import dev.lanner.spi.log.RequestIds;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// A thread of a pool of platform threads.
final class PlatformPlace implements RequestPlace {
    private final Executor pool;

    PlatformPlace(Executor pool) {
        this.pool = pool;
    }

    @Override
    public void start(Runnable task) {
        pool.execute(task);
    }

    @Override
    public void route(Route route) {
        // the operating system slices the time
    }

    @Override
    public void serving(@Nullable RequestIds request) {
        if (Thread.currentThread() instanceof RequestThread thread) {
            thread.serving(request);
        }
    }

    @Override
    public boolean returnsToLoop() {
        return false;
    }
}
