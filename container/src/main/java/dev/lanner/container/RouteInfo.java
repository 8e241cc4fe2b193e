package dev.lanner.container;

import java.util.List;

/// Where requests for a URL go.
///
/// @param contexts the context, or its versions, the newest first; empty when there is none
/// @param bound the prefix, or host and path, by which it is found; empty when there is none
/// @param status the answer where there is no context, else 0
public record RouteInfo(List<ContextInfo> contexts, String bound, int status) {

    /// Copies the contexts.
    public RouteInfo {
        contexts = List.copyOf(contexts);
    }
}
