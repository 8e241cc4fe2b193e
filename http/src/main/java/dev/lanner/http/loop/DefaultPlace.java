package dev.lanner.http.loop;

import dev.lanner.spi.Route;
import dev.lanner.spi.log.RequestIds;
import org.jspecify.annotations.Nullable;

/// A virtual thread of the JDK's own scheduler.
final class DefaultPlace implements RequestPlace {
    @Override
    public void start(Runnable task) {
        Thread.ofVirtual().inheritInheritableThreadLocals(false).start(RunningRequest.marked(task));
    }

    @Override
    public void route(Route route) {
        // the JDK's scheduler slices nothing; there is no better place
    }

    @Override
    public void serving(@Nullable RequestIds request) {
        RunningRequest.serving(request);
    }

    @Override
    public boolean returnsToLoop() {
        return false;
    }
}
