package dev.lanner.container.definition;

import dev.lanner.container.binding.ContextId;
import dev.lanner.container.binding.UrlPrefix;
import dev.lanner.container.resource.ResourceTree;
import dev.lanner.spi.Application;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.log.RequestLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Gathers a [ContextDefinition]. Names of servlets and filters are checked when the context is deployed, as are URL
/// patterns.
public final class ContextDefinitionBuilder {
    final ContextId id;
    List<UrlPrefix> prefixes = List.of();
    String displayName;
    int majorVersion = 6;
    int minorVersion = 1;
    ClassLoader classLoader = ContextDefinitionBuilder.class.getClassLoader();
    ComponentFactory components = ComponentFactory.plain();
    ResourceTree resources = ResourceTree.empty();
    @Nullable Path tempDirectory;
    SettingValues settings = SettingValues.DEFAULTS;
    Map<String, String> responseHeaders = Map.of();
    @Nullable RequestLog requestLog;
    Map<String, String> initParameters = new LinkedHashMap<>();
    Map<String, Object> attributes = new LinkedHashMap<>();
    List<ServletDefinition> servlets = new ArrayList<>();
    Map<String, String> servletMappings = new LinkedHashMap<>();
    List<FilterDefinition> filters = new ArrayList<>();
    List<FilterMappingDefinition> filterMappings = new ArrayList<>();
    List<ListenerDefinition> listeners = new ArrayList<>();
    List<InitializerDefinition> initializers = new ArrayList<>();
    @Nullable List<String> welcomeFiles;
    List<ErrorPageDefinition> errorPages = new ArrayList<>();
    Map<String, String> mimeMappings = new LinkedHashMap<>();
    Map<String, String> localeEncodings = new LinkedHashMap<>();
    SessionDefinition session = SessionDefinition.DEFAULT;
    SecurityDefinition security = SecurityDefinition.NONE;
    JspDefinition jsp = JspDefinition.NONE;
    @Nullable PageEngine pages;
    @Nullable Application application;
    @Nullable String requestEncoding;
    @Nullable String responseEncoding;
    @Nullable String defaultContextPath;
    @Nullable List<String> orderedLibs;
    boolean distributable;
    List<UnavailableComponent> unavailable = new ArrayList<>();
    List<String> warnings = new ArrayList<>();

    ContextDefinitionBuilder(ContextId id) {
        this.id = checkPath(id);
        this.displayName = id.path();
    }

    ContextDefinitionBuilder(ContextDefinitionBuilder from, ContextId id) {
        this.id = checkPath(id);
        displayName = from.displayName.equals(from.id.path()) ? id.path() : from.displayName;
        prefixes = from.prefixes;
        majorVersion = from.majorVersion;
        minorVersion = from.minorVersion;
        classLoader = from.classLoader;
        components = from.components;
        resources = from.resources;
        tempDirectory = from.tempDirectory;
        settings = from.settings;
        responseHeaders = from.responseHeaders;
        requestLog = from.requestLog;
        initParameters.putAll(from.initParameters);
        attributes.putAll(from.attributes);
        servlets.addAll(from.servlets);
        servletMappings.putAll(from.servletMappings);
        filters.addAll(from.filters);
        filterMappings.addAll(from.filterMappings);
        listeners.addAll(from.listeners);
        initializers.addAll(from.initializers);
        welcomeFiles = from.welcomeFiles == null ? null : new ArrayList<>(from.welcomeFiles);
        errorPages.addAll(from.errorPages);
        mimeMappings.putAll(from.mimeMappings);
        localeEncodings.putAll(from.localeEncodings);
        session = from.session;
        security = from.security;
        jsp = from.jsp;
        pages = from.pages;
        application = from.application;
        requestEncoding = from.requestEncoding;
        responseEncoding = from.responseEncoding;
        defaultContextPath = from.defaultContextPath;
        orderedLibs = from.orderedLibs == null ? null : new ArrayList<>(from.orderedLibs);
        distributable = from.distributable;
        unavailable.addAll(from.unavailable);
        warnings.addAll(from.warnings);
    }

    private static ContextId checkPath(ContextId id) {
        String path = id.path();
        boolean good = path.isEmpty() || path.charAt(0) == '/' && path.length() > 1 && !path.endsWith("/")
                && !path.contains("//") && !path.contains("/./") && !path.contains("/../") && !path.endsWith("/.")
                && !path.endsWith("/..");
        if (!good) {
            throw new IllegalArgumentException("LNR-3001: \"" + path + "\" is no context path: it is empty for the "
                    + "root, else a slash and a name, without a slash at the end");
        }
        return id;
    }

    /// The URLs that it serves; none for its path at its host, at all schemes and ports.
    public ContextDefinitionBuilder prefixes(List<UrlPrefix> urls) {
        prefixes = List.copyOf(urls);
        return this;
    }

    /// The name for people.
    public ContextDefinitionBuilder displayName(String name) {
        displayName = name;
        return this;
    }

    /// The version of the specification that the descriptor names; 6.1 at first.
    public ContextDefinitionBuilder version(int major, int minor) {
        majorVersion = major;
        minorVersion = minor;
        return this;
    }

    /// Loads the application's classes; at first the container's own loader.
    public ContextDefinitionBuilder classLoader(ClassLoader loader) {
        classLoader = loader;
        return this;
    }

    /// Makes the application's objects.
    public ContextDefinitionBuilder components(ComponentFactory factory) {
        components = factory;
        return this;
    }

    /// The application's files.
    public ContextDefinitionBuilder resources(ResourceTree tree) {
        resources = tree;
        return this;
    }

    /// The private temporary directory; must exist.
    public ContextDefinitionBuilder tempDirectory(@Nullable Path directory) {
        tempDirectory = directory;
        return this;
    }

    /// The settings that hold for this context.
    public ContextDefinitionBuilder settings(SettingValues values) {
        settings = values;
        return this;
    }

    /// Fields of each response, unless the application sets them; names without regard to case.
    public ContextDefinitionBuilder responseHeaders(Map<String, String> fields) {
        responseHeaders = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        return this;
    }

    /// Where requests of this context are logged; null for the server's log.
    public ContextDefinitionBuilder requestLog(@Nullable RequestLog log) {
        requestLog = log;
        return this;
    }

    /// An init parameter of the context.
    public ContextDefinitionBuilder initParameter(String name, String value) {
        initParameters.put(name, value);
        return this;
    }

    /// An attribute that the context has from the beginning.
    public ContextDefinitionBuilder attribute(String name, Object value) {
        attributes.put(name, value);
        return this;
    }

    /// Adds a servlet.
    public ContextDefinitionBuilder servlet(ServletDefinition servlet) {
        servlets.add(servlet);
        return this;
    }

    /// Adds a servlet with its URL patterns.
    public ContextDefinitionBuilder servlet(ServletDefinition servlet, String... patterns) {
        servlets.add(servlet);
        for (String pattern : patterns) {
            servletMappings.put(pattern, servlet.name());
        }
        return this;
    }

    /// Maps a URL pattern to a servlet. A later call for the pattern wins.
    public ContextDefinitionBuilder servletMapping(String pattern, String servletName) {
        servletMappings.put(pattern, servletName);
        return this;
    }

    /// Adds a filter.
    public ContextDefinitionBuilder filter(FilterDefinition filter) {
        filters.add(filter);
        return this;
    }

    /// Adds a filter mapping behind those that are there.
    public ContextDefinitionBuilder filterMapping(FilterMappingDefinition mapping) {
        filterMappings.add(mapping);
        return this;
    }

    /// Adds a listener behind those that are there.
    public ContextDefinitionBuilder listener(ListenerDefinition listener) {
        listeners.add(listener);
        return this;
    }

    /// Adds an initializer behind those that are there.
    public ContextDefinitionBuilder initializer(InitializerDefinition initializer) {
        initializers.add(initializer);
        return this;
    }

    /// The welcome files; null for the default list.
    public ContextDefinitionBuilder welcomeFiles(@Nullable List<String> files) {
        welcomeFiles = files == null ? null : new ArrayList<>(files);
        return this;
    }

    /// Adds an error page.
    public ContextDefinitionBuilder errorPage(ErrorPageDefinition page) {
        errorPages.add(page);
        return this;
    }

    /// Adds a media type.
    public ContextDefinitionBuilder mimeMapping(String extension, String mediaType) {
        mimeMappings.put(extension, mediaType);
        return this;
    }

    /// Adds the encoding of a locale.
    public ContextDefinitionBuilder localeEncoding(String locale, String encoding) {
        localeEncodings.put(locale, encoding);
        return this;
    }

    /// How sessions are kept.
    public ContextDefinitionBuilder session(SessionDefinition definition) {
        session = definition;
        return this;
    }

    /// The declarative security.
    public ContextDefinitionBuilder security(SecurityDefinition definition) {
        security = definition;
        return this;
    }

    /// The `jsp-config`.
    public ContextDefinitionBuilder jsp(JspDefinition definition) {
        jsp = definition;
        return this;
    }

    /// What runs pages (JSP); null for nothing.
    public ContextDefinitionBuilder pages(@Nullable PageEngine engine) {
        pages = engine;
        return this;
    }

    /// What serves the context's requests in place of servlets; null for servlets. See [ContextDefinition#application].
    public ContextDefinitionBuilder application(@Nullable Application instead) {
        application = instead;
        return this;
    }

    /// The request encoding.
    public ContextDefinitionBuilder requestEncoding(@Nullable String encoding) {
        requestEncoding = encoding;
        return this;
    }

    /// The response encoding.
    public ContextDefinitionBuilder responseEncoding(@Nullable String encoding) {
        responseEncoding = encoding;
        return this;
    }

    /// The descriptor's `default-context-path`.
    public ContextDefinitionBuilder defaultContextPath(@Nullable String path) {
        defaultContextPath = path;
        return this;
    }

    /// The libraries in their order.
    public ContextDefinitionBuilder orderedLibs(@Nullable List<String> libs) {
        orderedLibs = libs == null ? null : new ArrayList<>(libs);
        return this;
    }

    /// Whether the application is marked distributable.
    public ContextDefinitionBuilder distributable(boolean marked) {
        distributable = marked;
        return this;
    }

    /// Adds something that can't be used.
    public ContextDefinitionBuilder unavailable(UnavailableComponent component) {
        unavailable.add(component);
        return this;
    }

    /// Adds a sentence for the log.
    public ContextDefinitionBuilder warning(String sentence) {
        warnings.add(sentence);
        return this;
    }

    /// The definition. The builder may be used on without changing it.
    public ContextDefinition build() {
        return new ContextDefinition(new ContextDefinitionBuilder(this, id));
    }
}
