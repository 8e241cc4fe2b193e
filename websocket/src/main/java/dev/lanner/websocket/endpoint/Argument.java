package dev.lanner.websocket.endpoint;

import org.jspecify.annotations.Nullable;

/// What a parameter of a callback method is given.
///
/// @param kind what it is
/// @param type the parameter's type
/// @param name of a path parameter, else null
record Argument(Kind kind, Class<?> type, @Nullable String name) {

    enum Kind {
        /// The session.
        SESSION,
        /// The endpoint's configuration.
        CONFIG,
        /// Why the session ends.
        CLOSE_REASON,
        /// What went wrong.
        ERROR,
        /// A variable of the endpoint's path.
        PATH,
        /// The message, or a part of it.
        MESSAGE,
        /// Whether the part is the last.
        LAST
    }
}
