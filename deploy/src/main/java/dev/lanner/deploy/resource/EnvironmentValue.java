package dev.lanner.deploy.resource;

import org.jspecify.annotations.Nullable;

/// An environment entry as its owner writes it.
///
/// @param text the value
/// @param type such as `java.lang.Integer`; null for that of the descriptor, or a text
/// @param origin where it is written
public record EnvironmentValue(String text, @Nullable String type, String origin) {
}
