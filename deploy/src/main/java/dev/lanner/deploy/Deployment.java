package dev.lanner.deploy;

import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A web application as its owner sees it.
///
/// @param context where it is served
/// @param state what became of it
/// @param reason why it failed, in one or more sentences with an id; null else
/// @param source the WAR or the directory
/// @param since when the state began
/// @param newer what was to replace it and could not; null where there is nothing
public record Deployment(ContextName context, State state, @Nullable String reason, Path source, Instant since,
        @Nullable Newer newer) {

    /// What became of a web application.
    public enum State {
        /// It is being unpacked, read and started.
        STARTING,
        /// It serves.
        RUNNING,
        /// It was taken offline: requests get 503 with its owner's page.
        OFFLINE,
        /// It could not be started; the reason says why.
        FAILED
    }

    /// A newer version that could not take over.
    ///
    /// @param source its file
    /// @param reason why, with an id
    /// @param at when it was tried
    public record Newer(Path source, String reason, Instant at) {
    }

    /// Without a newer version.
    public Deployment(ContextName context, State state, @Nullable String reason, Path source, Instant since) {
        this(context, state, reason, source, since, null);
    }

    Deployment with(@Nullable Newer failed) {
        return new Deployment(context, state, reason, source, since, failed);
    }

    Deployment from(Path moved) {
        return new Deployment(context, state, reason, moved, since, newer);
    }
}
