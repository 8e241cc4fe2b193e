package dev.lanner.container.definition;

/// A listener (Servlet 6.1, 11).
///
/// @param component the listener, of one or more listener interfaces
/// @param restricted whether it came from a library that ordering left out, or a tag library: then it must not register
///   components
public record ListenerDefinition(ComponentRef component, boolean restricted) {

    /// An ordinary listener.
    public static ListenerDefinition of(ComponentRef component) {
        return new ListenerDefinition(component, false);
    }
}
