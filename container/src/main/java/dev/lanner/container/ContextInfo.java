package dev.lanner.container;

import org.jspecify.annotations.Nullable;

/// A context as the owner of the server sees it.
///
/// @param contextPath empty for the root context
/// @param displayName the name for people
/// @param state what it does
/// @param activeRequests requests that are being served
/// @param failure why it failed, in state FAILED, else null
public record ContextInfo(String contextPath, String displayName, State state, int activeRequests,
        @Nullable String failure) {

    /// What a context does.
    public enum State {
        /// Its initializers, listeners and servlets are being started; 503.
        STARTING,
        /// It serves.
        RUNNING,
        /// It ends its last requests; 503 for new ones.
        STOPPING,
        /// It could not be started; 503.
        FAILED
    }
}
