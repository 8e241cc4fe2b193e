package dev.lanner.container;

import dev.lanner.container.binding.UrlPrefix;
import java.util.List;

/// A context and where it is bound, as the owner of the server sees it.
///
/// @param info the context
/// @param prefixes none for its host and path
public record BoundContext(ContextInfo info, List<UrlPrefix> prefixes) {

    /// Copies the prefixes.
    public BoundContext {
        prefixes = List.copyOf(prefixes);
    }
}
