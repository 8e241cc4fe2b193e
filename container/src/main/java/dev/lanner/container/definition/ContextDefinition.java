package dev.lanner.container.definition;

import dev.lanner.container.binding.ContextBinding;
import dev.lanner.container.binding.ContextId;
import dev.lanner.container.resource.ResourceTree;
import dev.lanner.spi.Application;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.log.RequestLog;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A web application, complete and immutable: what a container needs to run it.
public final class ContextDefinition {
    private final ContextDefinitionBuilder values;

    ContextDefinition(ContextDefinitionBuilder values) {
        this.values = values;
    }

    /// A context at this path.
    ///
    /// @param contextPath empty for the root context, else `/name`, perhaps with more segments
    /// @throws IllegalArgumentException when the path is no context path
    public static ContextDefinitionBuilder builder(String contextPath) {
        return new ContextDefinitionBuilder(new ContextId(contextPath));
    }

    /// A context of a host, or a version of one.
    ///
    /// @throws IllegalArgumentException when the path is no context path
    public static ContextDefinitionBuilder builder(ContextId id) {
        return new ContextDefinitionBuilder(id);
    }

    /// Where it is bound.
    public ContextBinding binding() {
        return ContextBinding.of(values.id, values.prefixes);
    }

    /// The path at which it runs: that of its id, unless it has prefixes that say otherwise. Empty for a root context,
    /// else with a slash at the front and none at the end; decoded.
    public String contextPath() {
        return values.prefixes.isEmpty() ? values.id.path() : binding().contextPath();
    }

    /// Its host, path and version.
    public ContextId id() {
        return values.id;
    }

    /// The name for people; the context path when nothing was said.
    public String displayName() {
        return values.displayName;
    }

    /// The version of the Servlet specification that the descriptor names.
    public int majorVersion() {
        return values.majorVersion;
    }

    /// The version of the Servlet specification that the descriptor names.
    public int minorVersion() {
        return values.minorVersion;
    }

    /// Loads the application's classes.
    public ClassLoader classLoader() {
        return values.classLoader;
    }

    /// Makes the application's objects.
    public ComponentFactory components() {
        return values.components;
    }

    /// The application's files.
    public ResourceTree resources() {
        return values.resources;
    }

    /// The private temporary directory, which exists; null when there is none, as in some tests.
    public @Nullable Path tempDirectory() {
        return values.tempDirectory;
    }

    /// The settings that hold for this context.
    public SettingValues settings() {
        return values.settings;
    }

    /// Fields of each response, unless the application sets them; names without regard to case.
    public Map<String, String> responseHeaders() {
        return values.responseHeaders;
    }

    /// Where requests of this context are logged; null for the server's log.
    public @Nullable RequestLog requestLog() {
        return values.requestLog;
    }

    /// The context's init parameters, in order.
    public Map<String, String> initParameters() {
        return Collections.unmodifiableMap(values.initParameters);
    }

    /// Attributes that the context has from the beginning.
    public Map<String, Object> attributes() {
        return Collections.unmodifiableMap(values.attributes);
    }

    /// The servlets, in order.
    public List<ServletDefinition> servlets() {
        return Collections.unmodifiableList(values.servlets);
    }

    /// URL pattern to the name of the servlet; conflicts are resolved.
    public Map<String, String> servletMappings() {
        return Collections.unmodifiableMap(values.servletMappings);
    }

    /// The filters.
    public List<FilterDefinition> filters() {
        return Collections.unmodifiableList(values.filters);
    }

    /// The filter mappings, in the order of the descriptors.
    public List<FilterMappingDefinition> filterMappings() {
        return Collections.unmodifiableList(values.filterMappings);
    }

    /// The listeners, in the order in which they are called.
    public List<ListenerDefinition> listeners() {
        return Collections.unmodifiableList(values.listeners);
    }

    /// The initializers, in the order in which they are called.
    public List<InitializerDefinition> initializers() {
        return Collections.unmodifiableList(values.initializers);
    }

    /// The welcome files; null when no descriptor says any, so that the default list holds.
    public @Nullable List<String> welcomeFiles() {
        List<String> files = values.welcomeFiles;
        return files == null ? null : Collections.unmodifiableList(files);
    }

    /// What runs pages (JSP); null where the server has nothing for it.
    public @Nullable PageEngine pages() {
        return values.pages;
    }

    /// What serves the context's requests in place of servlets; null for servlets. Of all else that is said here what
    /// concerns the way to it counts: where the context is bound, its settings of queue and limits, response headers,
    /// request log. There are no servlets, filters, listeners, sessions and logins then. It belongs to whoever deploys.
    public @Nullable Application application() {
        return values.application;
    }

    /// The error pages.
    public List<ErrorPageDefinition> errorPages() {
        return Collections.unmodifiableList(values.errorPages);
    }

    /// Extension (lower case, without the dot) to media type; those the application declares.
    public Map<String, String> mimeMappings() {
        return Collections.unmodifiableMap(values.mimeMappings);
    }

    /// Locale, such as `ja` or `zh_TW`, to encoding.
    public Map<String, String> localeEncodings() {
        return Collections.unmodifiableMap(values.localeEncodings);
    }

    /// How sessions are kept.
    public SessionDefinition session() {
        return values.session;
    }

    /// The declarative security.
    public SecurityDefinition security() {
        return values.security;
    }

    /// The `jsp-config`.
    public JspDefinition jsp() {
        return values.jsp;
    }

    /// The request encoding of the descriptor, or null.
    public @Nullable String requestEncoding() {
        return values.requestEncoding;
    }

    /// The response encoding of the descriptor, or null.
    public @Nullable String responseEncoding() {
        return values.responseEncoding;
    }

    /// The descriptor's `default-context-path`, or null.
    public @Nullable String defaultContextPath() {
        return values.defaultContextPath;
    }

    /// The names of the libraries in their order; null where no ordering was asked for. It becomes the attribute
    /// `jakarta.servlet.context.orderedLibs`.
    public @Nullable List<String> orderedLibs() {
        List<String> libs = values.orderedLibs;
        return libs == null ? null : Collections.unmodifiableList(libs);
    }

    /// Whether the application is marked distributable.
    public boolean distributable() {
        return values.distributable;
    }

    /// What can't be used although the rest can.
    public List<UnavailableComponent> unavailable() {
        return Collections.unmodifiableList(values.unavailable);
    }

    /// What the owner should know, in sentences for the log.
    public List<String> warnings() {
        return Collections.unmodifiableList(values.warnings);
    }

    /// A builder with all that is said here, to make a variant.
    public ContextDefinitionBuilder toBuilder() {
        return new ContextDefinitionBuilder(values, values.id);
    }

    /// The same application at another path.
    public ContextDefinition at(String contextPath) {
        return new ContextDefinitionBuilder(values, new ContextId(id().host(), contextPath, id().version())).build();
    }

    @Override
    public String toString() {
        return "context " + id();
    }
}
