package dev.lanner.spi;

import java.util.concurrent.atomic.AtomicInteger;

/// A place that requests go to, such as a servlet. Connectors learn from it which requests hold their thread.
///
/// One object for each place, for as long as the place exists.
public final class Route {
    private final String name;
    private final AtomicInteger holds = new AtomicInteger();
    private volatile boolean slow;

    /// @param name how the place is named in logs
    public Route(String name) {
        this.name = name;
    }

    /// How the place is named in logs.
    public String name() {
        return name;
    }

    /// Whether its requests are started away from the event loops.
    public boolean slow() {
        return slow;
    }

    /// Moves its requests away from the event loops, or back.
    public void slow(boolean now) {
        slow = now;
    }

    /// How often its requests held an event loop for too long, less what has been forgiven.
    public AtomicInteger holds() {
        return holds;
    }

    @Override
    public String toString() {
        return name;
    }
}
