package dev.lanner.container.session;

/// Where a session is in its life: LIVE, then ENDING, then ENDED.
enum SessionState {
    /// It can be found and used.
    LIVE,
    /// It is found no more; its listeners are told and still see what it holds.
    ENDING,
    /// It is empty; nearly every call throws [IllegalStateException].
    ENDED
}
