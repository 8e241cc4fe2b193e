package dev.lanner.deploy.resource;

import java.util.Map;

/// What the owner of the server gives to a context. Immutable.
///
/// @param environment entries by name; they win over those of descriptors
/// @param resources by name, such as `jdbc/shop`; they win over those of descriptors and annotations
public record ContextResources(Map<String, EnvironmentValue> environment,
        Map<String, ResourceDefinition> resources) {
    /// Nothing.
    public static final ContextResources NONE = new ContextResources(Map.of(), Map.of());

    /// Copies the maps.
    public ContextResources {
        environment = Map.copyOf(environment);
        resources = Map.copyOf(resources);
    }
}
