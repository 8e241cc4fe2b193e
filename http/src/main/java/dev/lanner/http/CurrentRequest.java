package dev.lanner.http;

import dev.lanner.http.loop.RunningRequest;
import dev.lanner.spi.log.RequestIds;
import org.jspecify.annotations.Nullable;

/// What the calling thread is at.
public final class CurrentRequest {
    private CurrentRequest() {
    }

    /// The request that the calling thread serves, for a line of the log; null where it serves none. Nothing is kept for
    /// this while nobody asks.
    public static @Nullable RequestIds ids() {
        return RunningRequest.current();
    }
}
