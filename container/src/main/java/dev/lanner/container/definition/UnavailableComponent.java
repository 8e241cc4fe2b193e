package dev.lanner.container.definition;

/// A servlet, filter or listener that can't be used, although the application as a whole can.
///
/// @param kind what it is
/// @param name the servlet's or filter's name; a listener's class name
/// @param reason why, in one sentence for the log, such as `class a.B not found`
public record UnavailableComponent(Kind kind, String name, String reason) {

    /// What it is.
    public enum Kind {
        /// Requests for it get 503.
        SERVLET,
        /// Requests that pass it get 503: a filter may be there for safety.
        FILTER,
        /// It is left out.
        LISTENER,
        /// It is left out.
        INITIALIZER
    }
}
