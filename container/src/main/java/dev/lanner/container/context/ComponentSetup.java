package dev.lanner.container.context;

import jakarta.servlet.Registration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What servlets and filters have in common while a context is configured.
abstract class ComponentSetup implements Registration.Dynamic {
    final Registry registry;
    final Map<String, String> parameters = new LinkedHashMap<>();
    boolean asyncSupported;
    private final String name;

    ComponentSetup(Registry registry, String name) {
        this.registry = registry;
        this.name = name;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public boolean setInitParameter(String key, String value) {
        registry.requireConfigurable();
        if (key == null || value == null) {
            throw new IllegalArgumentException("an init parameter of " + name + " has no name or no value");
        }
        return parameters.putIfAbsent(key, value) == null;
    }

    @Override
    public @Nullable String getInitParameter(String key) {
        return parameters.get(key);
    }

    @Override
    public Set<String> setInitParameters(Map<String, String> all) {
        registry.requireConfigurable();
        Set<String> conflicts = new LinkedHashSet<>();
        all.forEach((key, value) -> {
            if (key == null || value == null) {
                throw new IllegalArgumentException("an init parameter of " + name + " has no name or no value");
            }
            if (parameters.containsKey(key)) {
                conflicts.add(key);
            }
        });
        if (conflicts.isEmpty()) {
            parameters.putAll(all);
        }
        return conflicts;
    }

    @Override
    public Map<String, String> getInitParameters() {
        return Collections.unmodifiableMap(parameters);
    }

    @Override
    public void setAsyncSupported(boolean supported) {
        registry.requireConfigurable();
        asyncSupported = supported;
    }
}
