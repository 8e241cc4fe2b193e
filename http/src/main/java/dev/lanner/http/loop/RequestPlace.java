package dev.lanner.http.loop;

import dev.lanner.spi.Route;
import dev.lanner.spi.log.RequestIds;
import org.jspecify.annotations.Nullable;

/// Where a request's thread runs. One for each thread; may be shared where nothing is particular to it.
public sealed interface RequestPlace permits RequestHome, DefaultPlace, PlatformPlace {

    /// Starts the request's thread with this task.
    void start(Runnable task);

    /// Says where the request goes; called on the request's thread, which may be moved, or before its start.
    void route(Route route);

    /// Says which request the thread serves from now on, for the log; null when it serves none any more. Called on the
    /// request's thread; the end may come on another one.
    void serving(@Nullable RequestIds request);

    /// Whether the place's loop regains control when the request waits, so that answers may be held back until then.
    boolean returnsToLoop();
}
