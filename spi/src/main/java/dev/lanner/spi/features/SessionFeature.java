package dev.lanner.spi.features;

import org.jspecify.annotations.Nullable;

/// The session of the request.
public interface SessionFeature {

    /// The session.
    ///
    /// @param create whether to make one where there is none
    @Nullable
    SessionData session(boolean create);
}
