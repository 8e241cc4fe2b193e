package dev.lanner.container.binding;

/// Something that is bound.
///
/// @param id its name
/// @param binding where
/// @param value what it is
public record Bound<T>(ContextId id, ContextBinding binding, T value) {
}
