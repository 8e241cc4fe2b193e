package dev.lanner.deploy;

import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A web application as the owner of the server sees it.
///
/// @param context where it is served
/// @param state what became of it
/// @param reason why it failed, in one or more sentences with an id; null else
/// @param source the WAR or the directory
/// @param since when the state began
public record Deployment(ContextName context, State state, @Nullable String reason, Path source, Instant since) {

    /// What became of a web application.
    public enum State {
        /// It is being unpacked, read and started.
        STARTING,
        /// It serves.
        RUNNING,
        /// It could not be started; the reason says why.
        FAILED
    }
}
