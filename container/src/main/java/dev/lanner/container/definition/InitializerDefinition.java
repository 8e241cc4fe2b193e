package dev.lanner.container.definition;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A `ServletContainerInitializer` (Servlet 6.1, 8.2.4).
///
/// @param component the initializer
/// @param handledClasses the names of the classes that its `@HandlesTypes` matched; null when there are none or it has
///   no such annotation. A class that can't be loaded is left out
public record InitializerDefinition(ComponentRef component, @Nullable Set<String> handledClasses) {
}
