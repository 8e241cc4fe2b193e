package dev.lanner.container.definition;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A servlet (Servlet 6.1, 14.4, `servletType`).
public final class ServletDefinition {
    private final String name;
    private final @Nullable ComponentRef component;
    private final @Nullable String jspFile;
    private final Map<String, String> initParameters;
    private final int loadOnStartup;
    private final boolean asyncSupported;
    private final boolean enabled;
    private final @Nullable MultipartDefinition multipart;
    private final @Nullable String runAs;
    private final Map<String, String> roleRefs;

    private ServletDefinition(Builder from) {
        name = from.name;
        component = from.component;
        jspFile = from.jspFile;
        initParameters = Collections.unmodifiableMap(new LinkedHashMap<>(from.initParameters));
        loadOnStartup = from.loadOnStartup;
        asyncSupported = from.asyncSupported;
        enabled = from.enabled;
        multipart = from.multipart;
        runAs = from.runAs;
        roleRefs = Map.copyOf(from.roleRefs);
    }

    /// A servlet with this name.
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /// The name, unique in its context.
    public String name() {
        return name;
    }

    /// How to come by the object; null for a JSP, or when no class was named (a servlet that was only begun).
    public @Nullable ComponentRef component() {
        return component;
    }

    /// The JSP that is the servlet, or null.
    public @Nullable String jspFile() {
        return jspFile;
    }

    /// The init parameters, in order.
    public Map<String, String> initParameters() {
        return initParameters;
    }

    /// 0 or more: it is loaded with the context, lower numbers first. Negative: at the first request.
    public int loadOnStartup() {
        return loadOnStartup;
    }

    /// Whether it may start async.
    public boolean asyncSupported() {
        return asyncSupported;
    }

    /// Whether it is served at all.
    public boolean enabled() {
        return enabled;
    }

    /// The multipart configuration, or null where it takes no parts.
    public @Nullable MultipartDefinition multipart() {
        return multipart;
    }

    /// The role that it runs as, or null.
    public @Nullable String runAs() {
        return runAs;
    }

    /// Names that its code uses for roles, to the roles.
    public Map<String, String> roleRefs() {
        return roleRefs;
    }

    /// Gathers a servlet.
    public static final class Builder {
        private final String name;
        private @Nullable ComponentRef component;
        private @Nullable String jspFile;
        private final Map<String, String> initParameters = new LinkedHashMap<>();
        private int loadOnStartup = -1;
        private boolean asyncSupported;
        private boolean enabled = true;
        private @Nullable MultipartDefinition multipart;
        private @Nullable String runAs;
        private final Map<String, String> roleRefs = new LinkedHashMap<>();

        private Builder(String name) {
            this.name = name;
        }

        /// The object.
        public Builder component(ComponentRef ref) {
            component = ref;
            return this;
        }

        /// The class by its name.
        public Builder className(String className) {
            return component(ComponentRef.named(className));
        }

        /// The object itself.
        public Builder instance(Object servlet) {
            return component(ComponentRef.given(servlet));
        }

        /// A JSP instead of a class.
        public Builder jspFile(String path) {
            jspFile = path;
            return this;
        }

        /// An init parameter.
        public Builder initParameter(String key, String value) {
            initParameters.put(key, value);
            return this;
        }

        /// See [ServletDefinition#loadOnStartup()]; -1 at first.
        public Builder loadOnStartup(int order) {
            loadOnStartup = order;
            return this;
        }

        /// Whether it may start async; false at first.
        public Builder asyncSupported(boolean supported) {
            asyncSupported = supported;
            return this;
        }

        /// Whether it is served; true at first.
        public Builder enabled(boolean on) {
            enabled = on;
            return this;
        }

        /// The multipart configuration.
        public Builder multipart(@Nullable MultipartDefinition definition) {
            multipart = definition;
            return this;
        }

        /// The role that it runs as.
        public Builder runAs(@Nullable String role) {
            runAs = role;
            return this;
        }

        /// A name that the servlet's code uses for a role.
        public Builder roleRef(String usedName, String role) {
            roleRefs.put(usedName, role);
            return this;
        }

        /// The servlet.
        public ServletDefinition build() {
            return new ServletDefinition(this);
        }
    }
}
