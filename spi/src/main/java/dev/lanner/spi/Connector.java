package dev.lanner.spi;

import dev.lanner.spi.metrics.ConnectorStatistics;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A server for one endpoint: accepts connections and hands their requests to the application.
///
/// Life cycle: created (nothing is open), started once, stopped; a stopped connector can't be started again.
public interface Connector {

    /// Binds and begins to accept.
    ///
    /// @return the addresses bound, with the real port where port 0 was asked for
    /// @throws IOException naming the address and what to do; nothing stays open
    /// @throws IllegalStateException when it was started before
    List<BoundEndpoint> start() throws IOException;

    /// Begins in the place of a running connector of the same address: new connections are this one's from now on,
    /// without a moment in which nobody accepts. The other one keeps its open connections, and has to be stopped
    /// afterwards.
    ///
    /// @return the addresses; null when this can't be, and nothing has changed
    /// @throws IOException as [#start()]
    /// @throws IllegalStateException when it was started before
    default @Nullable List<BoundEndpoint> startInPlaceOf(Connector other) throws IOException {
        return null;
    }

    /// Stops accepting at once and tells clients to end their connections; running requests go on. Idempotent.
    void pause();

    /// Stops: no new connections, running requests may end until `grace` is over, then they are aborted.
    ///
    /// Idempotent; also cleans up after a failed start. Blocks for at most a little longer than `grace`.
    StopResult stop(Duration grace);

    /// What is counted of the endpoint's connections; null where nothing is. From any thread.
    default @Nullable ConnectorStatistics statistics() {
        return null;
    }
}
