package dev.lanner.container.context;

import dev.lanner.container.DeploymentException;
import dev.lanner.container.definition.ComponentRef;
import dev.lanner.container.definition.ContextDefinition;
import dev.lanner.container.definition.FilterMappingDefinition;
import dev.lanner.container.definition.InitializerDefinition;
import dev.lanner.container.definition.ListenerDefinition;
import dev.lanner.container.definition.MultipartDefinition;
import dev.lanner.container.definition.PageEngine;
import dev.lanner.container.definition.UnavailableComponent;
import dev.lanner.container.dispatch.ChainPlans;
import dev.lanner.container.dispatch.FilterRule;
import dev.lanner.container.mapping.ServletMapper;
import dev.lanner.container.mapping.UrlPattern;
import dev.lanner.container.parameter.MultipartDirectory;
import dev.lanner.container.parameter.MultipartRules;
import dev.lanner.container.resource.DefaultServlet;
import dev.lanner.container.security.SecurityPlan;
import dev.lanner.container.session.Sessions;
import dev.lanner.spi.log.LazyLogger;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.UnavailableException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EventListener;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Starts and stops the parts of a context in the order of the specification (Servlet 6.1, 8.2.4, 11.3.2):
/// initializers, context listeners, filters, servlets; and backwards. Used by one thread, with the context's class
/// loader.
final class ContextLifecycle {
    private static final Logger LOG = LazyLogger.of(ContextLifecycle.class);
    private static final List<String> WELCOME = List.of("index.html", "index.htm", "index.jsp");

    private final WebContext context;
    private final ContextDefinition definition;
    private final Registry registry;
    private final Components components;
    private final Map<String, ServletEntry> servlets = new LinkedHashMap<>();
    private final List<FilterEntry> filters = new ArrayList<>();
    private final List<ServletContextListener> initialized = new ArrayList<>();

    ContextLifecycle(WebContext context) {
        this.context = context;
        definition = context.definition();
        registry = context.registry();
        components = context.components();
    }

    // ---- start

    WebContext.Running start() throws DeploymentException {
        for (String warning : definition.warnings()) {
            LOG.log(Level.WARNING, "context {0}: {1}", context.shownPath(), warning);
        }
        for (UnavailableComponent part : definition.unavailable()) {
            LOG.log(Level.WARNING, "LNR-3023: context {0}: {1} {2} can''t be used: {3}", context.shownPath(),
                    part.kind(), part.name(), part.reason());
        }
        runInitializers();
        registry.phase(Registry.Phase.LISTENERS);
        tellListeners(makeListeners());
        addBuiltIns();
        registry.phase(Registry.Phase.CLOSED);
        context.values().sessionConfig().freeze();
        return build();
    }

    private record Made(EventListener listener, boolean restricted) {
    }

    private void runInitializers() throws DeploymentException {
        for (InitializerDefinition each : definition.initializers()) {
            String name = each.component().className();
            if (isUnavailable(UnavailableComponent.Kind.INITIALIZER, name)) {
                continue;
            }
            try {
                ServletContainerInitializer initializer = components.make(each.component(),
                        ServletContainerInitializer.class);
                initializer.onStartup(handled(each), context.facade());
            } catch (ServletException | RuntimeException | LinkageError e) {
                throw new DeploymentException("LNR-3011: context " + context.shownPath() + ": initializer " + name
                        + " failed: " + e.getMessage(), e);
            }
        }
    }

    private @Nullable Set<Class<?>> handled(InitializerDefinition initializer) {
        Set<String> names = initializer.handledClasses();
        if (names == null) {
            return null;
        }
        Set<Class<?>> classes = new LinkedHashSet<>();
        for (String name : names) {
            try {
                classes.add(Class.forName(name, false, definition.classLoader()));
            } catch (ClassNotFoundException | LinkageError e) {
                LOG.log(Level.DEBUG, () -> "class " + name + " is not handed to "
                        + initializer.component().className() + ": " + e);
            }
        }
        return classes.isEmpty() ? null : classes;
    }

    /// The declared listeners come before those that initializers added.
    private List<Made> makeListeners() throws DeploymentException {
        List<EventListener> added = context.listeners().takeAll();
        List<Made> all = new ArrayList<>();
        for (ListenerDefinition each : definition.listeners()) {
            if (isUnavailable(UnavailableComponent.Kind.LISTENER, each.component().className())) {
                continue;
            }
            try {
                all.add(new Made(components.make(each.component(), EventListener.class), each.restricted()));
            } catch (ServletException e) {
                throw new DeploymentException("LNR-3012: context " + context.shownPath() + ": listener "
                        + each.component().className() + " can't be made: " + e.getMessage(), e);
            }
        }
        // those that code added may not configure the context (Servlet 6.1, 4.4)
        added.forEach(listener -> all.add(new Made(listener, true)));
        all.forEach(made -> context.listeners().add(made.listener));
        return all;
    }

    private void tellListeners(List<Made> made) throws DeploymentException {
        ServletContextEvent event = new ServletContextEvent(context.facade());
        for (Made each : made) {
            if (each.listener instanceof ServletContextListener listener) {
                registry.phase(each.restricted ? Registry.Phase.RESTRICTED : Registry.Phase.LISTENERS);
                initialized.add(listener);
                try {
                    listener.contextInitialized(event);
                } catch (RuntimeException | LinkageError e) {
                    throw new DeploymentException("LNR-3013: context " + context.shownPath() + ": listener "
                            + listener.getClass().getName() + " failed in contextInitialized: " + e, e);
                }
            }
        }
    }

    private boolean isUnavailable(UnavailableComponent.Kind kind, String name) {
        return definition.unavailable().stream().anyMatch(u -> u.kind() == kind && u.name().equals(name));
    }

    private void addBuiltIns() {
        registry.addBuiltIn(Registry.DEFAULT_SERVLET,
                ComponentRef.given(new DefaultServlet(definition.resources(), context.mimeTypes(), context.path())),
                "/");
        PageEngine engine = definition.pages() == null ? page -> new NoJspServlet() : definition.pages();
        registry.addBuiltIn(Registry.JSP_SERVLET, ComponentRef.given(engine.servlet(null)), "*.jsp", "*.jspx");
        registry.addPages(engine, definition.jsp());
    }

    // ---- tables

    private WebContext.Running build() throws DeploymentException {
        for (ServletSetup setup : registry.servlets().values()) {
            ServletEntry entry = new ServletEntry(setup, context);
            servlets.put(setup.getName(), entry);
            definition.unavailable().stream()
                    .filter(u -> u.kind() == UnavailableComponent.Kind.SERVLET && u.name().equals(setup.getName()))
                    .findFirst().ifPresent(u -> entry.refuse(u.reason()));
            makeMultipartDirectory(setup);
        }
        Map<String, FilterEntry> byName = startFilters();
        List<FilterRule> rules = rules(byName);
        servlets.values().forEach(servlet -> servlet.plans(new ChainPlans(servlet, rules)));
        ServletEntry upgrades = context.upgrades().build();
        if (upgrades != null) {
            upgrades.plans(new ChainPlans(upgrades, rules));
        }
        try {
            Map<String, ServletEntry> patterns = new LinkedHashMap<>();
            registry.patterns().forEach((pattern, setup) -> put(patterns, pattern, setup));
            ServletMapper<ServletEntry> mapper = new ServletMapper<>(context.path(), patterns, ServletEntry::name);
            List<String> declared = definition.welcomeFiles();
            WelcomeFiles welcome = new WelcomeFiles(declared == null ? WELCOME : declared, definition.resources(),
                    context.path());
            SecurityPlan security = new SecuritySetup(context).plan(mapper);
            Sessions sessions = new SessionSetup(context).sessions(this::runInContext);
            context.host().sweeper().add(sessions);
            return new WebContext.Running(mapper, Map.copyOf(servlets), welcome, security, sessions);
        } catch (IllegalArgumentException e) {
            throw new DeploymentException("LNR-3014: context " + context.shownPath() + ": " + e.getMessage(), e);
        }
    }

    private void makeMultipartDirectory(ServletSetup setup) {
        MultipartDefinition multipart = setup.multipart();
        if (multipart == null || multipart.location().isEmpty()) {
            return;
        }
        try {
            MultipartDirectory.make(MultipartRules.location(multipart.location(), context.tempDirectory()));
        } catch (IOException e) {
            LOG.log(Level.WARNING,
                    "LNR-3087: context {0}: the multipart location of servlet {1} can''t be made, so that "
                            + "its uploads will fail: {2}",
                    context.shownPath(), setup.getName(), e);
        }
    }

    private void put(Map<String, ServletEntry> patterns, String pattern, ServletSetup setup) {
        ServletEntry entry = servlets.get(setup.getName());
        if (entry != null) {
            patterns.put(pattern, entry);
        }
    }

    private Map<String, FilterEntry> startFilters() throws DeploymentException {
        Map<String, FilterEntry> byName = new HashMap<>();
        for (FilterSetup setup : registry.filters().values()) {
            FilterEntry filter = new FilterEntry(setup, components);
            byName.put(setup.getName(), filter);
            if (isUnavailable(UnavailableComponent.Kind.FILTER, setup.getName())) {
                continue;
            }
            Filter made;
            try {
                made = filter.make(setup);
            } catch (ServletException e) {
                LOG.log(Level.ERROR, "LNR-3086: context " + context.shownPath() + ": filter " + setup.getName()
                        + " can't be used: requests that would pass it are answered with 503", e);
                continue;
            }
            try {
                filter.start(made, new ComponentConfig(setup.getName(), context.facade(),
                        new LinkedHashMap<>(setup.parameters)));
                filters.add(filter);
            } catch (ServletException | RuntimeException | LinkageError e) {
                throw new DeploymentException("LNR-3015: context " + context.shownPath() + ": filter "
                        + setup.getName() + " failed to start: " + e.getMessage(), e);
            }
        }
        return byName;
    }

    /// URL patterns before servlet names, each in their order (Servlet 6.1, 6.2.4).
    private List<FilterRule> rules(Map<String, FilterEntry> byName) throws DeploymentException {
        List<FilterRule> byUrl = new ArrayList<>();
        List<FilterRule> byServlet = new ArrayList<>();
        for (FilterMappingDefinition mapping : registry.filterMappings()) {
            FilterEntry filter = byName.get(mapping.filterName());
            if (filter == null) {
                throw new DeploymentException("LNR-3016: context " + context.shownPath() + ": a filter mapping names "
                        + mapping.filterName() + ", and there is no such filter");
            }
            try {
                for (String pattern : mapping.urlPatterns()) {
                    byUrl.add(new FilterRule(filter, UrlPattern.parse(pattern), null, mapping.dispatcherTypes()));
                }
            } catch (IllegalArgumentException e) {
                throw new DeploymentException("LNR-3014: context " + context.shownPath() + ": " + e.getMessage(), e);
            }
            for (String servlet : mapping.servletNames()) {
                byServlet.add(new FilterRule(filter, null, servlet, mapping.dispatcherTypes()));
            }
        }
        byUrl.addAll(byServlet);
        return byUrl;
    }

    // ---- servlets

    /// Loads the servlets that want it, lower numbers first. One that fails is tried again by its first request.
    void startServlets() {
        List<ServletEntry> early = new ArrayList<>(
                servlets.values().stream().filter(servlet -> servlet.loadOnStartup() >= 0).toList());
        early.sort(Comparator.comparingInt(ServletEntry::loadOnStartup));
        for (ServletEntry servlet : early) {
            try {
                servlet.servlet();
            } catch (UnavailableException e) {
                LOG.log(Level.DEBUG, () -> "servlet " + servlet.name() + " is not available at the start");
            } catch (ServletException | RuntimeException | LinkageError e) {
                LOG.log(Level.ERROR, "LNR-3025: context " + context.shownPath() + ": servlet " + servlet.name()
                        + " failed to start", e);
            }
        }
    }

    // ---- stop

    /// Stops what was started, in reverse order, on a thread of its own. Never throws. What does not come to an end is left
    /// behind after the host's drain timeout.
    void stop() {
        registry.phase(Registry.Phase.CLOSED);
        Closing closing = new Closing(context.shownPath(), definition.classLoader(), context.host().drainTimeout());
        for (ServletEntry servlet : servlets.values()) {
            closing.add("servlet " + servlet.name() + ", in destroy()", servlet::destroy);
        }
        closing.add("the end of connections that left HTTP", context.upgrades()::stop);
        for (FilterEntry filter : filters.reversed()) {
            closing.add("filter " + filter.name() + ", in destroy()", filter::destroy);
        }
        WebContext.Running running = context.running();
        if (running != null) {
            closing.addPatient("the end of its sessions", () -> {
                context.host().sweeper().remove(running.sessions());
                running.sessions().close();
            });
        }
        ServletContextEvent event = new ServletContextEvent(context.facade());
        for (ServletContextListener listener : initialized.reversed()) {
            closing.add("listener " + listener.getClass().getName() + ", in contextDestroyed",
                    () -> tellDestroyed(listener, event));
        }
        for (EventListener listener : context.listeners().takeAll()) {
            closing.add("listener " + listener.getClass().getName() + ", in its end",
                    () -> components.destroy(listener));
        }
        initialized.clear();
        filters.clear();
        closing.run();
    }

    private static void tellDestroyed(ServletContextListener listener, ServletContextEvent event) {
        try {
            listener.contextDestroyed(event);
        } catch (Exception | LinkageError e) {
            LOG.log(Level.WARNING, "LNR-3026: listener " + listener.getClass().getName()
                    + " failed in contextDestroyed", e);
        }
    }

    private void runInContext(Runnable work) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(definition.classLoader());
        try {
            work.run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
