package dev.lanner.container;

import dev.lanner.container.binding.ContextId;
import org.jspecify.annotations.Nullable;

/// A context as the owner of the server sees it.
///
/// @param id its host, path and version
/// @param displayName the name for people
/// @param state what it does
/// @param activeRequests requests that are being served
/// @param sessions sessions that it holds
/// @param failure why it failed, in state FAILED, else null
/// @param queue requests that wait for their turn
public record ContextInfo(ContextId id, String displayName, State state, int activeRequests,
        long sessions, @Nullable String failure, Queue queue) {

    /// Requests that wait where a context has a limit of running ones (`max-concurrent-requests`).
    ///
    /// @param waiting those that wait now
    /// @param waited those that have waited and were served, since the start
    /// @param full those that were refused as the queue was full
    /// @param late those that were refused as they had waited too long
    public record Queue(int waiting, long waited, long full, long late) {
        /// There is no limit, or nothing has waited.
        public static final Queue NONE = new Queue(0, 0, 0, 0);
    }

    /// A context without sessions, whose requests never wait.
    public ContextInfo(ContextId id, String displayName, State state, int activeRequests,
            @Nullable String failure) {
        this(id, displayName, state, activeRequests, 0, failure, Queue.NONE);
    }

    /// Empty for a root context.
    public String contextPath() {
        return id.path();
    }

    /// What a context does.
    public enum State {
        /// Its initializers, listeners and servlets are being started; 503.
        STARTING,
        /// It serves.
        RUNNING,
        /// It ends its last requests; 503 for new ones.
        STOPPING,
        /// Its owner has taken it offline: 503 with the owner's page.
        OFFLINE,
        /// It could not be started; 503.
        FAILED
    }
}
