package dev.lanner.container.context;

import dev.lanner.container.definition.ComponentRef;
import dev.lanner.container.definition.MultipartDefinition;
import dev.lanner.container.definition.ServletDefinition;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.ServletSecurityElement;
import jakarta.servlet.annotation.MultipartConfig;
import jakarta.servlet.annotation.ServletSecurity;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A servlet while its context is being configured; afterwards only read.
final class ServletSetup extends ComponentSetup implements ServletRegistration.Dynamic {
    private @Nullable ComponentRef component;
    private int loadOnStartup = -1;
    private boolean enabled = true;
    private @Nullable MultipartDefinition multipart;
    private @Nullable String runAs;
    private Map<String, String> roleRefs = Map.of();
    private @Nullable String jspFile;

    ServletSetup(Registry registry, String name, @Nullable ComponentRef component, @Nullable String jspFile) {
        super(registry, name);
        this.component = component;
        this.jspFile = jspFile;
    }

    ServletSetup(Registry registry, ServletDefinition definition) {
        this(registry, definition.name(), definition.component(), definition.jspFile());
        parameters.putAll(definition.initParameters());
        loadOnStartup = definition.loadOnStartup();
        asyncSupported = definition.asyncSupported();
        enabled = definition.enabled();
        multipart = definition.multipart();
        runAs = definition.runAs();
        roleRefs = definition.roleRefs();
    }

    @Nullable
    ComponentRef component() {
        return component;
    }

    void component(ComponentRef ref) {
        component = ref;
    }

    /// What a name that stood without a class stands for now.
    void runs(@Nullable ComponentRef ref, @Nullable String page) {
        component = ref;
        jspFile = page;
    }

    @Nullable
    String jspFile() {
        return jspFile;
    }

    int loadOnStartup() {
        return loadOnStartup;
    }

    boolean enabled() {
        return enabled;
    }

    @Nullable
    MultipartDefinition multipart() {
        return multipart;
    }

    Map<String, String> roleRefs() {
        return roleRefs;
    }

    @Override
    public @Nullable String getClassName() {
        return component == null || jspFile != null ? null : component.className();
    }

    @Override
    public Set<String> addMapping(String... urlPatterns) {
        registry.requireConfigurable();
        if (urlPatterns == null || urlPatterns.length == 0) {
            throw new IllegalArgumentException("no URL pattern for servlet " + getName());
        }
        return registry.mapServlet(this, urlPatterns);
    }

    @Override
    public Collection<String> getMappings() {
        return registry.patternsOf(this);
    }

    @Override
    public @Nullable String getRunAsRole() {
        return runAs;
    }

    @Override
    public void setLoadOnStartup(int order) {
        registry.requireConfigurable();
        loadOnStartup = order;
    }

    @Override
    public Set<String> setServletSecurity(ServletSecurityElement element) {
        registry.requireConfigurable();
        if (element == null) {
            throw new IllegalArgumentException("no security element for servlet " + getName());
        }
        Set<String> conflicts = new LinkedHashSet<>();
        for (String pattern : getMappings()) {
            if (registry.isConstrainedByDescriptor(pattern)) {
                conflicts.add(pattern);
            }
        }
        registry.secure(this, element);
        return conflicts;
    }

    @Override
    public void setMultipartConfig(MultipartConfigElement element) {
        registry.requireConfigurable();
        if (element == null) {
            throw new IllegalArgumentException("no multipart configuration for servlet " + getName());
        }
        multipart = new MultipartDefinition(element.getLocation(), element.getMaxFileSize(),
                element.getMaxRequestSize(), element.getFileSizeThreshold());
    }

    @Override
    public void setRunAsRole(String roleName) {
        registry.requireConfigurable();
        if (roleName == null) {
            throw new IllegalArgumentException("no role for servlet " + getName());
        }
        registry.declareRoles(Set.of(roleName));
        runAs = roleName;
    }

    /// Takes what the class of the servlet says of itself (Servlet 6.1, 4.4.1).
    void annotated(Class<?> type) {
        MultipartConfig parts = type.getAnnotation(MultipartConfig.class);
        if (parts != null && multipart == null) {
            setMultipartConfig(new MultipartConfigElement(parts));
        }
        ServletSecurity security = type.getAnnotation(ServletSecurity.class);
        if (security != null) {
            registry.secure(this, new ServletSecurityElement(security));
        }
    }

    Map<String, String> parameters() {
        return new LinkedHashMap<>(parameters);
    }
}
