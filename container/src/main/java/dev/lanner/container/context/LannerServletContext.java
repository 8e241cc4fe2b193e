package dev.lanner.container.context;

import dev.lanner.container.binding.ContextId;
import dev.lanner.container.definition.ComponentRef;
import dev.lanner.container.dispatch.Dispatcher;
import dev.lanner.container.mapping.PathEncoding;
import dev.lanner.container.resource.Resource;
import dev.lanner.container.resource.ResourcePath;
import dev.lanner.container.resource.ResourceTree;
import dev.lanner.spi.config.Settings;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.SessionCookieConfig;
import jakarta.servlet.SessionTrackingMode;
import jakarta.servlet.descriptor.JspConfigDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Enumeration;
import java.util.EventListener;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The context as its application sees it (Servlet 6.1, 4). May be used from any thread; what configures it, only while
/// it starts.
public final class LannerServletContext implements ServletContext {
    private final WebContext context;
    private final Registry registry;
    private final ContextAttributes attributes;
    private final Map<String, String> parameters;
    private final Logger log;

    LannerServletContext(WebContext context) {
        this.context = context;
        registry = context.registry();
        parameters = new ConcurrentHashMap<>(context.definition().initParameters());
        attributes = new ContextAttributes(context);
        log = System.getLogger("dev.lanner.context." + logName(context));
    }

    /// `ROOT`, `a/b`, `shop.example.com/a`, `a##2`.
    private static String logName(WebContext context) {
        ContextId id = context.id();
        String host = id.host().isEmpty() ? "" : id.host() + "/";
        String path = id.path().isEmpty() ? "ROOT" : id.path().substring(1);
        return host + (id.version().isEmpty() ? path : path + "##" + id.version());
    }

    WebContext webContext() {
        return context;
    }

    // ---- identity

    @Override
    public String getContextPath() {
        return PathEncoding.encode(context.binding().shownPath());
    }

    @Override
    public @Nullable ServletContext getContext(String uriPath) {
        if (uriPath == null || !uriPath.startsWith("/")) {
            return null;
        }
        WebContext other = context.host().contextOf(context, uriPath);
        if (other == null || other == context) {
            return other == null ? null : this;
        }
        return context.settings().get(Settings.CROSS_CONTEXT) ? other.facade() : null;
    }

    @Override
    public int getMajorVersion() {
        return 6;
    }

    @Override
    public int getMinorVersion() {
        return 1;
    }

    @Override
    public int getEffectiveMajorVersion() {
        return context.definition().majorVersion();
    }

    @Override
    public int getEffectiveMinorVersion() {
        return context.definition().minorVersion();
    }

    @Override
    public String getServerInfo() {
        return context.host().serverInfo();
    }

    @Override
    public String getServletContextName() {
        return context.definition().displayName();
    }

    @Override
    public String getVirtualServerName() {
        String name = context.id().host();
        return name.isEmpty() ? "lanner/localhost" : "lanner/" + name;
    }

    @Override
    public ClassLoader getClassLoader() {
        return context.classLoader();
    }

    @Override
    public void log(String message) {
        log.log(Level.INFO, message);
    }

    @Override
    public void log(String message, Throwable failure) {
        log.log(Level.ERROR, message, failure);
    }

    // ---- files

    private ResourceTree resources() {
        return context.definition().resources();
    }

    @Override
    public @Nullable String getMimeType(String file) {
        return file == null ? null : context.mimeTypes().of(file);
    }

    @Override
    public @Nullable Set<String> getResourcePaths(String path) {
        String directory = ResourcePath.canonical(path);
        if (directory == null) {
            return null;
        }
        Set<String> paths = resources().list(directory);
        return paths.isEmpty() ? null : new LinkedHashSet<>(paths);
    }

    @Override
    public @Nullable URL getResource(String path) throws MalformedURLException {
        if (path == null || !path.startsWith("/")) {
            throw new MalformedURLException("the path of a resource begins with a slash");
        }
        String place = ResourcePath.canonical(path);
        return place == null ? null : resources().url(place);
    }

    @Override
    public @Nullable InputStream getResourceAsStream(String path) {
        String place = ResourcePath.canonical(path);
        Resource found = place == null ? null : resources().find(place);
        if (found == null || found.isDirectory()) {
            return null;
        }
        try {
            return found.open();
        } catch (IOException e) {
            log.log(Level.DEBUG, () -> "resource " + path + " can't be opened: " + e);
            return null;
        }
    }

    @Override
    public @Nullable String getRealPath(String path) {
        if (path == null) {
            return null;
        }
        String place = ResourcePath.canonical(path.startsWith("/") ? path : "/" + path);
        Path real = place == null ? null : resources().realPath(place);
        return real == null ? null : real.toString();
    }

    // ---- dispatchers

    @Override
    public @Nullable RequestDispatcher getRequestDispatcher(String path) {
        return path == null || !path.startsWith("/") ? null : Dispatcher.byPath(context, path);
    }

    @Override
    public @Nullable RequestDispatcher getNamedDispatcher(String name) {
        boolean known = name != null && (context.servlet(name) != null || registry.hasServlet(name));
        return known ? Dispatcher.byName(context, name) : null;
    }

    // ---- parameters and attributes

    @Override
    public @Nullable String getInitParameter(String name) {
        return parameters.get(Objects.requireNonNull(name, "a name is needed"));
    }

    @Override
    public Enumeration<String> getInitParameterNames() {
        return Collections.enumeration(parameters.keySet());
    }

    @Override
    public boolean setInitParameter(String name, String value) {
        Objects.requireNonNull(name, "a name is needed");
        registry.requireConfigurable();
        return value != null && parameters.putIfAbsent(name, value) == null;
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        return attributes.get(Objects.requireNonNull(name, "a name is needed"));
    }

    @Override
    public Enumeration<String> getAttributeNames() {
        return Collections.enumeration(attributes.names());
    }

    @Override
    public void setAttribute(String name, @Nullable Object value) {
        attributes.set(Objects.requireNonNull(name, "a name is needed"), value);
    }

    @Override
    public void removeAttribute(String name) {
        attributes.set(name, null);
    }

    // ---- servlets and filters

    @Override
    public ServletRegistration.@Nullable Dynamic addServlet(String name, String className) {
        return addServlet(name, ComponentRef.named(className), typeOf(className));
    }

    @Override
    public ServletRegistration.@Nullable Dynamic addServlet(String name, Servlet servlet) {
        return addServlet(name, ComponentRef.given(servlet), servlet.getClass());
    }

    @Override
    public ServletRegistration.@Nullable Dynamic addServlet(String name, Class<? extends Servlet> type) {
        return addServlet(name, ComponentRef.typed(type), type);
    }

    private ServletRegistration.@Nullable Dynamic addServlet(String name, ComponentRef component,
            @Nullable Class<?> type) {
        ServletSetup setup = registry.addServlet(name, component, null);
        if (setup != null && type != null) {
            setup.annotated(type);
        }
        return setup;
    }

    /// The class, where it can be loaded; where not, the servlet will say so.
    private @Nullable Class<?> typeOf(String className) {
        try {
            return Class.forName(className, false, context.classLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            return null;
        }
    }

    @Override
    public ServletRegistration.@Nullable Dynamic addJspFile(String name, String jspFile) {
        return registry.addServlet(name, null, jspFile);
    }

    @Override
    public <T extends Servlet> T createServlet(Class<T> type) throws ServletException {
        registry.requireReadable();
        return context.create(type);
    }

    @Override
    public @Nullable ServletRegistration getServletRegistration(String name) {
        return registry.servlets().get(name);
    }

    @Override
    public Map<String, ? extends ServletRegistration> getServletRegistrations() {
        return registry.servlets();
    }

    @Override
    public FilterRegistration.@Nullable Dynamic addFilter(String name, String className) {
        return registry.addFilter(name, ComponentRef.named(className));
    }

    @Override
    public FilterRegistration.@Nullable Dynamic addFilter(String name, Filter filter) {
        return registry.addFilter(name, ComponentRef.given(filter));
    }

    @Override
    public FilterRegistration.@Nullable Dynamic addFilter(String name, Class<? extends Filter> type) {
        return registry.addFilter(name, ComponentRef.typed(type));
    }

    @Override
    public <T extends Filter> T createFilter(Class<T> type) throws ServletException {
        registry.requireReadable();
        return context.create(type);
    }

    @Override
    public @Nullable FilterRegistration getFilterRegistration(String name) {
        return registry.filters().get(name);
    }

    @Override
    public Map<String, ? extends FilterRegistration> getFilterRegistrations() {
        return registry.filters();
    }

    // ---- listeners

    @Override
    public void addListener(String className) {
        registry.requireConfigurable();
        try {
            addListener(context.components().load(className, EventListener.class));
        } catch (ServletException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    @Override
    public void addListener(Class<? extends EventListener> type) {
        registry.requireConfigurable();
        requireListener(type);
        try {
            addListener(context.create(type));
        } catch (ServletException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    @Override
    public <T extends EventListener> void addListener(T listener) {
        registry.requireConfigurable();
        requireListener(listener.getClass());
        context.listeners().add(listener);
    }

    private void requireListener(Class<?> type) {
        if (!Listeners.isListener(type)) {
            throw new IllegalArgumentException(
                    "LNR-3029: " + type.getName() + " implements none of the listener interfaces (Servlet 6.1, 11.2)");
        }
        if (ServletContextListener.class.isAssignableFrom(type) && registry.phase() != Registry.Phase.INITIALIZERS) {
            throw new IllegalArgumentException("LNR-3029: " + type.getName() + " is a ServletContextListener: only a "
                    + "ServletContainerInitializer may add one (Servlet 6.1, 4.4.3)");
        }
    }

    @Override
    public <T extends EventListener> T createListener(Class<T> type) throws ServletException {
        registry.requireReadable();
        if (!Listeners.isListener(type)) {
            throw new IllegalArgumentException(
                    "LNR-3029: " + type.getName() + " implements none of the listener interfaces (Servlet 6.1, 11.2)");
        }
        return context.create(type);
    }

    // ---- sessions

    @Override
    public SessionCookieConfig getSessionCookieConfig() {
        registry.requireReadable();
        return context.values().sessionConfig().cookie();
    }

    @Override
    public void setSessionTrackingModes(Set<SessionTrackingMode> modes) {
        registry.requireConfigurable();
        context.values().sessionConfig().trackingModes(modes);
    }

    @Override
    public Set<SessionTrackingMode> getDefaultSessionTrackingModes() {
        return EnumSet.of(SessionTrackingMode.COOKIE);
    }

    @Override
    public Set<SessionTrackingMode> getEffectiveSessionTrackingModes() {
        Set<SessionTrackingMode> modes = EnumSet.noneOf(SessionTrackingMode.class);
        modes.addAll(context.values().sessionConfig().trackingModes());
        return modes;
    }

    @Override
    public int getSessionTimeout() {
        // up, as 0 would mean that sessions never end
        return Math.ceilDiv(context.values().sessionConfig().timeoutSeconds(), 60);
    }

    @Override
    public void setSessionTimeout(int minutes) {
        registry.requireConfigurable();
        context.values().sessionConfig().timeoutSeconds(Math.clamp(minutes * 60L, 0, Integer.MAX_VALUE));
    }

    // ---- the rest

    @Override
    public void declareRoles(String... names) {
        registry.requireConfigurable();
        for (String name : names) {
            if (name == null || name.isEmpty()) {
                throw new IllegalArgumentException("a role needs a name");
            }
        }
        registry.declareRoles(List.of(names));
    }

    @Override
    public @Nullable JspConfigDescriptor getJspConfigDescriptor() {
        return context.definition().jsp().isEmpty() ? null : new JspConfig(context.definition().jsp());
    }

    @Override
    public @Nullable String getRequestCharacterEncoding() {
        return context.values().requestEncoding();
    }

    @Override
    public void setRequestCharacterEncoding(@Nullable String encoding) {
        registry.requireConfigurable();
        context.values().requestEncoding(encoding);
    }

    @Override
    public @Nullable String getResponseCharacterEncoding() {
        return context.values().responseEncoding();
    }

    @Override
    public void setResponseCharacterEncoding(@Nullable String encoding) {
        registry.requireConfigurable();
        context.values().responseEncoding(encoding);
    }

    @Override
    public String toString() {
        return context.toString();
    }
}
