package dev.lanner.container.context;

import dev.lanner.container.definition.ComponentRef;
import dev.lanner.container.definition.ContextDefinition;
import dev.lanner.container.definition.FilterDefinition;
import dev.lanner.container.definition.FilterMappingDefinition;
import dev.lanner.container.definition.JspDefinition;
import dev.lanner.container.definition.PageEngine;
import dev.lanner.container.definition.SecurityDefinition;
import dev.lanner.container.definition.ServletDefinition;
import dev.lanner.container.mapping.UrlPattern;
import jakarta.servlet.ServletSecurityElement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The servlets, filters and mappings of a context while it is configured by its definition, its initializers and its
/// context listeners (Servlet 6.1, 4.4). Then it is closed.
final class Registry {
    /// The name of the servlet that serves files.
    static final String DEFAULT_SERVLET = "default";
    /// The name of the servlet that serves JSPs.
    static final String JSP_SERVLET = "jsp";

    private final Map<String, ServletSetup> servlets = new LinkedHashMap<>();
    private final Map<String, FilterSetup> filters = new LinkedHashMap<>();
    private final Map<String, ServletSetup> patterns = new LinkedHashMap<>();
    private final List<FilterMappingDefinition> before = new ArrayList<>();
    private final List<FilterMappingDefinition> declared = new ArrayList<>();
    private final List<FilterMappingDefinition> after = new ArrayList<>();
    private final Map<ServletSetup, ServletSecurityElement> secured = new LinkedHashMap<>();
    private final SecurityDefinition security;
    private final Set<String> roles;
    private volatile Phase phase = Phase.INITIALIZERS;

    /// Who may configure now.
    enum Phase {
        /// `ServletContainerInitializer`s: everything.
        INITIALIZERS,
        /// `ServletContextListener`s: everything but listeners of that kind.
        LISTENERS,
        /// A listener that may not configure anything.
        RESTRICTED,
        /// Too late.
        CLOSED
    }

    Registry(ContextDefinition definition) {
        security = definition.security();
        roles = new LinkedHashSet<>(security.roles());
        for (ServletDefinition servlet : definition.servlets()) {
            if (servlet.enabled()) {
                servlets.put(servlet.name(), new ServletSetup(this, servlet));
            }
        }
        // there from the beginning, so that the application can map them
        servlets.computeIfAbsent(DEFAULT_SERVLET, name -> new ServletSetup(this, name, null, null));
        servlets.computeIfAbsent(JSP_SERVLET, name -> new ServletSetup(this, name, null, null));
        for (FilterDefinition filter : definition.filters()) {
            FilterSetup setup = new FilterSetup(this, filter.name(), filter.component());
            setup.parameters.putAll(filter.initParameters());
            setup.asyncSupported = filter.asyncSupported();
            filters.put(filter.name(), setup);
        }
        definition.servletMappings().forEach((pattern, name) -> {
            ServletSetup setup = servlets.get(name);
            if (setup != null) {
                patterns.put(pattern, setup);
            }
        });
        declared.addAll(definition.filterMappings());
    }

    Phase phase() {
        return phase;
    }

    void phase(Phase now) {
        phase = now;
    }

    void requireConfigurable() {
        switch (phase) {
            case CLOSED -> throw new IllegalStateException(
                    "LNR-3020: the context is started already: it is configured by ServletContainerInitializers and "
                            + "ServletContextListeners only (Servlet 6.1, 4.4)");
            case RESTRICTED -> throw new UnsupportedOperationException(
                    "LNR-3021: a listener of a tag library or of a library left out by the ordering must not "
                            + "configure the context (Servlet 6.1, 4.4)");
            case INITIALIZERS, LISTENERS -> {
                // allowed
            }
        }
    }

    void requireReadable() {
        if (phase == Phase.RESTRICTED) {
            requireConfigurable();
        }
    }

    /// Registers a servlet, or gives a class to one that the descriptor only named; null when it is there already.
    @Nullable
    ServletSetup addServlet(String name, @Nullable ComponentRef component, @Nullable String jspFile) {
        requireConfigurable();
        requireName(name);
        if (isGivenTwice(component, servlets.values().stream().map(ServletSetup::component))) {
            return null;
        }
        ServletSetup existing = servlets.get(name);
        if (existing != null) {
            if (existing.component() != null || existing.jspFile() != null) {
                return null;
            }
            existing.runs(component, jspFile);
            return existing;
        }
        ServletSetup setup = new ServletSetup(this, name, component, jspFile);
        servlets.put(name, setup);
        return setup;
    }

    @Nullable
    FilterSetup addFilter(String name, ComponentRef component) {
        requireConfigurable();
        requireName(name);
        if (filters.containsKey(name)
                || isGivenTwice(component, filters.values().stream().map(FilterSetup::component))) {
            return null;
        }
        FilterSetup setup = new FilterSetup(this, name, component);
        filters.put(name, setup);
        return setup;
    }

    /// One object can't stand for two servlets or filters: it has one configuration.
    private static boolean isGivenTwice(@Nullable ComponentRef component, Stream<@Nullable ComponentRef> known) {
        return component instanceof ComponentRef.Given given && known
                .anyMatch(each -> each instanceof ComponentRef.Given other && other.instance() == given.instance());
    }

    private static void requireName(@Nullable String name) {
        if (name == null || name.isEmpty()) {
            throw new IllegalArgumentException("a servlet or filter needs a name");
        }
    }

    /// A servlet of the container itself, unless the application has one of that name; mapped where the application
    /// maps nothing.
    void addBuiltIn(String name, ComponentRef component, String... urlPatterns) {
        ServletSetup setup = servlets.computeIfAbsent(name, key -> new ServletSetup(this, key, null, null));
        if (setup.component() == null && setup.jspFile() == null) {
            setup.component(component);
            setup.asyncSupported = true;
        }
        for (String pattern : urlPatterns) {
            patterns.putIfAbsent(pattern, setup);
        }
    }

    /// Gives servlets that are a page their object, and maps what the property groups say is a page (JSP 4.0, 3.3)
    /// where the application maps nothing. A group for everything says how pages are, not that each file is one.
    void addPages(PageEngine engine, JspDefinition jsp) {
        for (ServletSetup setup : servlets.values()) {
            String page = setup.jspFile();
            if (page != null && setup.component() == null) {
                setup.component(ComponentRef.given(engine.servlet(page)));
            }
        }
        ServletSetup pages = servlets.get(JSP_SERVLET);
        for (JspDefinition.PropertyGroup group : jsp.propertyGroups()) {
            for (String pattern : group.urlPatterns()) {
                if (pages != null && !pattern.equals("/*") && !pattern.equals("/")) {
                    patterns.putIfAbsent(pattern, pages);
                }
            }
        }
    }

    Set<String> mapServlet(ServletSetup servlet, String... urlPatterns) {
        Set<String> conflicts = new LinkedHashSet<>();
        for (String pattern : urlPatterns) {
            UrlPattern.parse(pattern);
            ServletSetup owner = patterns.get(pattern);
            if (owner != null && owner != servlet) {
                conflicts.add(pattern);
            }
        }
        if (conflicts.isEmpty()) {
            for (String pattern : urlPatterns) {
                patterns.put(pattern, servlet);
            }
        }
        return conflicts;
    }

    void mapFilter(FilterMappingDefinition mapping, boolean isMatchAfter) {
        mapping.urlPatterns().forEach(UrlPattern::parse);
        (isMatchAfter ? after : before).add(mapping);
    }

    List<String> patternsOf(ServletSetup servlet) {
        List<String> own = new ArrayList<>();
        patterns.forEach((pattern, owner) -> {
            if (owner == servlet) {
                own.add(pattern);
            }
        });
        return own;
    }

    Map<String, ServletSetup> patterns() {
        return Collections.unmodifiableMap(patterns);
    }

    List<FilterMappingDefinition> filterMappings() {
        List<FilterMappingDefinition> all = new ArrayList<>(before);
        all.addAll(declared);
        all.addAll(after);
        return all;
    }

    Map<String, ServletSetup> servlets() {
        requireReadable();
        return Collections.unmodifiableMap(servlets);
    }

    boolean hasServlet(String name) {
        return servlets.containsKey(name);
    }

    Map<String, FilterSetup> filters() {
        requireReadable();
        return Collections.unmodifiableMap(filters);
    }

    void secure(ServletSetup servlet, ServletSecurityElement element) {
        secured.put(servlet, element);
    }

    boolean isConstrainedByDescriptor(String pattern) {
        return security.constraints().stream().flatMap(c -> c.collections().stream())
                .anyMatch(c -> c.urlPatterns().contains(pattern));
    }

    void declareRoles(Collection<String> names) {
        roles.addAll(names);
    }

    /// The constraints of descriptor and annotations, and those set by code.
    SecurityDefinition security() {
        List<SecurityDefinition.Constraint> all = new ArrayList<>(security.constraints());
        secured.forEach((servlet, element) -> {
            List<String> free = patternsOf(servlet).stream().filter(p -> !isConstrainedByDescriptor(p)).toList();
            if (!free.isEmpty()) {
                all.addAll(SecurityElements.constraints(free, element));
            }
        });
        Set<String> declaredRoles = new LinkedHashSet<>(roles);
        for (SecurityDefinition.Constraint constraint : all) {
            // roles of annotations and of code are declared by their use (Servlet 6.1, 4.4.5)
            if (constraint.name().equals(SecurityDefinition.ANNOTATION) && constraint.roles() != null) {
                declaredRoles.addAll(constraint.roles());
            }
        }
        declaredRoles.remove("*");
        return new SecurityDefinition(all, security.login(), declaredRoles, security.denyUncoveredMethods());
    }
}
