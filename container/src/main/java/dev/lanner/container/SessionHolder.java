package dev.lanner.container;

import dev.lanner.spi.features.FeatureCollection;

/// What an application that serves a context in place of servlets may implement when it has sessions: asked where several
/// versions of the context stand side by side, so that clients with a session stay where it is. Without it there are none.
/// Safe for use by several threads.
public interface SessionHolder {

    /// Whether it has the session that a request names. May ask another process for it, on the request's thread.
    boolean hasSessionOf(FeatureCollection exchange);

    /// Whether it has any session; when it can't tell it has.
    boolean hasSessions();
}
