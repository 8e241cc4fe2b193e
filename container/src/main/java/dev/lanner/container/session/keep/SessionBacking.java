package dev.lanner.container.session.keep;

import dev.lanner.container.session.store.SessionStore;

/// Where sessions are kept besides memory.
///
/// @param store keeps them
/// @param seal seals them
public record SessionBacking(SessionStore store, SessionSeal seal) {
}
