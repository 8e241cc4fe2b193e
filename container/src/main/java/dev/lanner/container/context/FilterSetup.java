package dev.lanner.container.context;

import dev.lanner.container.definition.ComponentRef;
import dev.lanner.container.definition.FilterMappingDefinition;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A filter while its context is being configured; afterwards only read.
final class FilterSetup extends ComponentSetup implements FilterRegistration.Dynamic {
    private final ComponentRef component;

    FilterSetup(Registry registry, String name, ComponentRef component) {
        super(registry, name);
        this.component = component;
    }

    ComponentRef component() {
        return component;
    }

    @Override
    public String getClassName() {
        return component.className();
    }

    @Override
    public void addMappingForServletNames(@Nullable EnumSet<DispatcherType> types, boolean isMatchAfter,
            String... servletNames) {
        registry.requireConfigurable();
        requireSome(servletNames, "servlet name");
        registry.mapFilter(new FilterMappingDefinition(getName(), List.of(), List.of(servletNames), orNone(types)),
                isMatchAfter);
    }

    @Override
    public void addMappingForUrlPatterns(@Nullable EnumSet<DispatcherType> types, boolean isMatchAfter,
            String... urlPatterns) {
        registry.requireConfigurable();
        requireSome(urlPatterns, "URL pattern");
        registry.mapFilter(new FilterMappingDefinition(getName(), List.of(urlPatterns), List.of(), orNone(types)),
                isMatchAfter);
    }

    private void requireSome(String @Nullable [] values, String what) {
        if (values == null || values.length == 0) {
            throw new IllegalArgumentException("no " + what + " for filter " + getName());
        }
    }

    private static Set<DispatcherType> orNone(@Nullable EnumSet<DispatcherType> types) {
        return types == null ? Set.of() : types;
    }

    @Override
    public Collection<String> getServletNameMappings() {
        return registry.filterMappings().stream().filter(m -> m.filterName().equals(getName()))
                .flatMap(m -> m.servletNames().stream()).distinct().toList();
    }

    @Override
    public Collection<String> getUrlPatternMappings() {
        return registry.filterMappings().stream().filter(m -> m.filterName().equals(getName()))
                .flatMap(m -> m.urlPatterns().stream()).distinct().toList();
    }
}
