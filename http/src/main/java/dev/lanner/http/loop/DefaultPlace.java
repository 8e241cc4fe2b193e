package dev.lanner.http.loop;

import dev.lanner.spi.Route;

/// A virtual thread of the JDK's own scheduler.
final class DefaultPlace implements RequestPlace {
    @Override
    public void start(Runnable task) {
        Thread.ofVirtual().inheritInheritableThreadLocals(false).start(task);
    }

    @Override
    public void route(Route route) {
        // the JDK's scheduler slices nothing; there is no better place
    }

    @Override
    public boolean returnsToLoop() {
        return false;
    }
}
