package dev.lanner.container.context;

import dev.lanner.container.ContextInfo;
import dev.lanner.container.DeploymentException;
import dev.lanner.container.OfflinePage;
import dev.lanner.container.binding.ContextBinding;
import dev.lanner.container.binding.ContextId;
import dev.lanner.container.definition.ComponentFactory;
import dev.lanner.container.definition.ContextDefinition;
import dev.lanner.container.delivery.DeliveryPlan;
import dev.lanner.container.dispatch.Place;
import dev.lanner.container.dispatch.RequestDispatch;
import dev.lanner.container.error.ErrorBody;
import dev.lanner.container.error.ErrorPages;
import dev.lanner.container.mapping.MappedServlet;
import dev.lanner.container.mapping.ServletMapper;
import dev.lanner.container.parameter.ParameterLimits;
import dev.lanner.container.security.SecurityPlan;
import dev.lanner.container.session.Sessions;
import dev.lanner.container.text.LocaleEncodings;
import dev.lanner.container.text.MimeTypes;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.ExecutionFeature;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.RequestFeature;
import dev.lanner.spi.log.LazyLogger;
import dev.lanner.spi.message.RequestTarget;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A web application that runs, or is being started or stopped. Requests come in on any thread.
public final class WebContext {
    private static final Logger LOG = LazyLogger.of(WebContext.class);

    private final ContextDefinition definition;
    private final ContextHost host;
    private final ContextBinding binding;
    private final String path;
    private final ContextPaths paths;
    private final Components components;
    private final Registry registry;
    private final LannerServletContext facade;
    private final Listeners listeners;
    private final ContextLifecycle life;
    private final ContextSettings values;
    private final ErrorPages errorPages;
    private final MimeTypes mimeTypes;
    private final @Nullable RequestQueue queue;
    private final @Nullable ContextThreads threads;
    private final @Nullable DeliveryPlan delivery;
    private final UpgradeRouting upgradeRouting = new UpgradeRouting(this);
    private final Upgrades upgrades;
    private final @Nullable ExchangeMarks marks;
    private final @Nullable Substitute substitute;
    private final RunningRequests requests = new RunningRequests();
    private volatile ContextInfo.State state = ContextInfo.State.STARTING;
    private volatile @Nullable Running running;
    private volatile @Nullable OfflinePage offline;

    /// What is built when the context starts, and then never changes.
    ///
    /// @param mapper servlets by path
    /// @param servlets servlets by name
    /// @param welcome the welcome files
    /// @param security constraints and logins
    /// @param sessions the sessions
    record Running(ServletMapper<ServletEntry> mapper, Map<String, ServletEntry> servlets, WelcomeFiles welcome,
            SecurityPlan security, Sessions sessions) {
    }

    /// A piece of the application's code.
    @FunctionalInterface
    public interface Inside {

        /// Runs it.
        void run() throws ServletException, IOException;
    }

    /// @param definition what to run
    /// @param host the container
    public WebContext(ContextDefinition definition, ContextHost host) {
        this.definition = definition;
        this.host = host;
        binding = definition.binding();
        path = binding.contextPath();
        paths = new ContextPaths(path);
        components = new Components(definition.classLoader(), definition.components());
        registry = new Registry(definition);
        values = new ContextSettings(definition, host.settings());
        queue = RequestQueue.of(definition.settings());
        substitute = Substitute.of(this);
        threads = substitute == null ? ContextThreads.of(definition) : null;
        upgrades = new Upgrades(definition.settings(), host.settings());
        marks = ExchangeMarks.of(definition);
        delivery = substitute == null ? DeliveryPlan.of(definition.settings()) : null;
        facade = new LannerServletContext(this);
        listeners = new Listeners(facade);
        life = new ContextLifecycle(this);
        errorPages = new ErrorPages(definition.errorPages());
        mimeTypes = new MimeTypes(definition.mimeMappings());
    }

    /// The context behind a `ServletContext` of this container.
    ///
    /// @throws IllegalArgumentException when it is another's
    public static WebContext of(ServletContext context) {
        if (context instanceof LannerServletContext own) {
            return own.webContext();
        }
        throw new IllegalArgumentException("LNR-3027: this ServletContext is not of this container");
    }

    // ---- life

    /// Starts the application: initializers, listeners, filters, servlets.
    ///
    /// @throws DeploymentException when it can't be started; nothing of it runs then
    public void start() throws DeploymentException {
        if (substitute != null) {
            state = ContextInfo.State.RUNNING;
            return;
        }
        ClassLoader before = enter();
        try {
            running = life.start();
            life.startServlets();
            state = ContextInfo.State.RUNNING;
        } finally {
            if (state != ContextInfo.State.RUNNING) {
                state = ContextInfo.State.FAILED;
                life.stop();
                closeThreads();
            }
            leave(before);
        }
    }

    /// Sends new requests on to what serves the path now, else answers them with 503; ends upgraded connections, waits
    /// for running requests as long as the host allows, and stops the application. Idempotent.
    public void stop() {
        end(ContextInfo.State.STOPPING);
    }

    /// The same, but new requests get the page, at once.
    public void offline(OfflinePage page) {
        offline = page;
        end(ContextInfo.State.OFFLINE);
    }

    private void end(ContextInfo.State to) {
        ContextInfo.State before = state;
        if (before == ContextInfo.State.STOPPING) {
            return;
        }
        state = to;
        if (before == ContextInfo.State.OFFLINE) {
            return;
        }
        goAway();
        drain();
        ClassLoader outside = enter();
        try {
            life.stop();
        } finally {
            leave(outside);
            closeThreads();
        }
    }

    private void closeThreads() {
        ContextThreads own = threads;
        if (own != null) {
            own.close();
        }
        if (delivery != null) {
            delivery.close();
        }
    }

    private void drain() {
        if (!requests.awaitNone(host.drainTimeout())) {
            LOG.log(Level.WARNING,
                    "LNR-4150: context {0} ends while {1} of its requests still run, after the {2} s "
                            + "that shutdown-timeout gives them",
                    shownPath(), requests.count(), host.drainTimeout().toSeconds());
        }
    }

    /// From now on sessions of the context that this one replaces are taken over from it.
    public void follow(WebContext replaced) {
        Running old = replaced.running;
        Running now = running;
        if (old != null && now != null) {
            now.sessions.follow(old.sessions);
        }
    }

    private ClassLoader enter() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(definition.classLoader());
        return before;
    }

    private static void leave(ClassLoader before) {
        Thread.currentThread().setContextClassLoader(before);
    }

    /// Runs code of this application with its class loader.
    public void runInside(Inside code) throws ServletException, IOException {
        ClassLoader before = enter();
        try {
            code.run();
        } finally {
            leave(before);
        }
    }

    /// Whether it is of servlets, so that others may dispatch to it.
    public boolean hasServlets() {
        return substitute == null;
    }

    /// Whether servlets and mappings are fixed.
    public boolean started() {
        return running != null;
    }

    /// How the owner sees it.
    public ContextInfo info() {
        RequestQueue limited = queue;
        return new ContextInfo(definition.id(), definition.displayName(), state, (int) requests.count(),
                sessionCount(), null, limited == null ? ContextInfo.Queue.NONE : limited.counted());
    }

    private long sessionCount() {
        Running now = running;
        return now == null || state == ContextInfo.State.OFFLINE ? 0 : now.sessions.count();
    }

    /// Whether it takes requests.
    public boolean serves() {
        return state == ContextInfo.State.RUNNING;
    }

    /// Whether a request names a session that this context has.
    public boolean hasSessionOf(FeatureCollection exchange) {
        Running now = running;
        if (now == null) {
            return substitute != null && substitute.hasSessionOf(exchange);
        }
        RequestFeature request = exchange.require(Features.REQUEST);
        return now.sessions.isNamed(request.headers(), request.target().rawPath());
    }

    /// Whether nobody needs it: no request runs, no connection has left HTTP, there is no session.
    public boolean isIdle() {
        if (!serves() || requests.count() > 0 || !upgrades.isEmpty()) {
            return false;
        }
        Running now = running;
        return now == null ? substitute != null && !substitute.hasSessions() : now.sessions.isEmpty();
    }

    // ---- requests

    /// Serves a request of a client.
    ///
    /// @throws Exception a failure after which the connection can't be used
    public void serve(FeatureCollection exchange, RequestTarget target) throws Exception {
        requests.enter();
        if (running == null || state != ContextInfo.State.RUNNING) {
            serveOtherwise(exchange);
            return;
        }
        ExchangeMarks.put(marks, exchange);
        ClassLoader before = enter();
        try {
            RequestDispatch dispatch = routeOrLeave(exchange, target);
            if (dispatch != null) {
                run(exchange, dispatch, paths.isInside(target.path()) ? 404 : 0);
            }
        } finally {
            leave(before);
        }
    }

    private void serveOtherwise(FeatureCollection exchange) throws Exception {
        Substitute instead = substitute;
        if (instead != null && serves()) {
            ExchangeMarks.put(marks, exchange);
            instead.serve(exchange);
        } else {
            left();
            turnAway(exchange);
        }
    }

    /// Whatever happens before the dispatch has the request, it is not counted for ever.
    private @Nullable RequestDispatch routeOrLeave(FeatureCollection exchange, RequestTarget target)
            throws IOException {
        RequestDispatch dispatch = null;
        try {
            dispatch = route(exchange, target);
            return dispatch;
        } finally {
            if (dispatch == null) {
                left();
            }
        }
    }

    /// A request that was on its way here when another version took over goes there: nobody gets an error for it.
    private void turnAway(FeatureCollection exchange) throws Exception {
        OfflinePage page = offline;
        if (page != null && state == ContextInfo.State.OFFLINE) {
            ExchangeMarks.put(marks, exchange);
            page.send(exchange);
            return;
        }
        if (!host.handOn(exchange, this)) {
            ExchangeMarks.put(marks, exchange);
            ErrorBody.send(exchange, 503);
        }
    }

    /// @return what is to be run; null when the request has been answered
    private @Nullable RequestDispatch route(FeatureCollection exchange, RequestTarget target) throws IOException {
        if (target.path().length() == path.length()) {
            paths.redirectToRoot(exchange, target);
            return null;
        }
        MappedServlet<ServletEntry> mapped = upgradeRouting.map(exchange, target.path());
        if (mapped == null) {
            mapped = map(target.path());
        }
        if (mapped == null) {
            ErrorBody.send(exchange, 404);
            return null;
        }
        RequestQueue limited = queue;
        if (limited != null && !paths.isInside(target.path()) && !limited.enter(exchange)) {
            return null;
        }
        values.applyLimits(exchange.get(Features.MAX_REQUEST_BODY_SIZE));
        ExecutionFeature execution = exchange.get(Features.EXECUTION);
        if (execution != null) {
            execution.route(mapped.target().route());
        }
        boolean async = mapped.target().plans().asyncSupported(DispatcherType.REQUEST, target.path(), path.length());
        return new RequestDispatch(exchange, new Place(this, mapped, DispatcherType.REQUEST, async, null));
    }

    /// A dispatch that has begun says itself when the request has left.
    private void run(FeatureCollection exchange, RequestDispatch dispatch, int refusal) throws Exception {
        ContextThreads own = threads;
        if (own == null) {
            dispatch.serve(refusal);
            return;
        }
        String refused = own.run(exchange, definition.classLoader(), () -> dispatch.serve(refusal));
        if (refused != null) {
            left();
            own.refuse(exchange, refused);
        }
    }

    /// How the steps of an exchange are executed in this context.
    public ExecutionFeature executionOf(ExecutionFeature execution) {
        ContextThreads own = threads;
        return own == null ? execution : own.over(execution);
    }

    /// Upgraded connections shall end, those of now and those to come.
    public void goAway() {
        upgrades.goAway();
    }

    /// The connections that left HTTP.
    public Upgrades connections() {
        return upgrades;
    }

    /// A request has ended.
    public void left() {
        requests.leave();
    }

    // ---- mapping

    /// The servlet that serves a path, welcome files considered; null when there is none.
    ///
    /// @param fullPath normalised, with the context path
    public @Nullable MappedServlet<ServletEntry> map(String fullPath) {
        Running now = requireRunning();
        MappedServlet<ServletEntry> mapped = now.mapper.map(fullPath);
        if (mapped != null && mapped.pattern().equals("/") && fullPath.endsWith("/")
                && mapped.servletName().equals(Registry.DEFAULT_SERVLET)) {
            MappedServlet<ServletEntry> welcome = now.welcome.find(fullPath, now.mapper);
            return welcome == null ? mapped : welcome;
        }
        return mapped;
    }

    /// The servlet of this name, or null.
    public @Nullable ServletEntry servlet(String name) {
        Running now = running;
        return now == null ? null : now.servlets.get(name);
    }

    private Running requireRunning() {
        Running now = running;
        if (now == null) {
            throw new IllegalStateException("LNR-3028: the context is not started");
        }
        return now;
    }

    /// The part of a URI below this context, with a slash at its front.
    public String pathBelow(String uri) {
        return paths.below(uri);
    }

    // ---- parts

    /// The context path, decoded; empty for the root.
    public String path() {
        return path;
    }

    /// Where it is bound.
    public ContextBinding binding() {
        return binding;
    }

    /// Its host, path and version.
    public ContextId id() {
        return definition.id();
    }

    /// The context for people: its path, with host and version where it has them.
    public String shownPath() {
        return definition.id().toString();
    }

    /// What the application sees.
    public ServletContext facade() {
        return facade;
    }

    /// The listeners.
    public Listeners listeners() {
        return listeners;
    }

    /// The error pages.
    public ErrorPages errorPages() {
        return errorPages;
    }

    /// The sessions.
    public Sessions sessions() {
        return requireRunning().sessions;
    }

    /// Constraints and logins.
    public SecurityPlan security() {
        return requireRunning().security;
    }

    /// The settings.
    public SettingValues settings() {
        return definition.settings();
    }

    /// The limits of parameters.
    public ParameterLimits parameterLimits() {
        return values.parameterLimits();
    }

    /// How parameters are decoded where the request does not say.
    public Charset parameterCharset() {
        return values.parameterCharset();
    }

    /// The request encoding that the application chose, or null.
    public @Nullable String requestEncoding() {
        return values.requestEncoding();
    }

    /// The response encoding that the application chose, or null.
    public @Nullable String responseEncoding() {
        return values.responseEncoding();
    }

    /// Whether writes to a client that has gone are dropped without an exception.
    public boolean writesFailSilently() {
        return values.silentWrites();
    }

    /// Whether `sendRedirect` makes locations absolute.
    public boolean absoluteRedirects() {
        return settings().get(Settings.ABSOLUTE_REDIRECTS);
    }

    /// How responses are delivered; null where they go straight to the connector.
    public @Nullable DeliveryPlan delivery() {
        return delivery;
    }

    /// The encoding for a locale, or null.
    public @Nullable String encodingOf(Locale locale) {
        return LocaleEncodings.encodingOf(locale, definition.localeEncodings());
    }

    /// The private directory for temporary files.
    public Path tempDirectory() {
        Path own = definition.tempDirectory();
        return own == null ? Path.of(System.getProperty("java.io.tmpdir")) : own;
    }

    /// The application's class loader.
    public ClassLoader classLoader() {
        return definition.classLoader();
    }

    /// Whether the application declares the role.
    public boolean declaresRole(String role) {
        return registry.security().roles().contains(role);
    }

    /// Makes an object of the application.
    public <T> T create(Class<T> type) throws ServletException {
        return components.create(Objects.requireNonNull(type, "a class is needed"));
    }

    /// Who takes requests for upgrades.
    public UpgradeRouting upgrades() {
        return upgradeRouting;
    }

    /// Makes objects of the application and lets go of them.
    public ComponentFactory factory() {
        return definition.components();
    }

    ContextDefinition definition() {
        return definition;
    }

    ContextHost host() {
        return host;
    }

    Components components() {
        return components;
    }

    Registry registry() {
        return registry;
    }

    ContextSettings values() {
        return values;
    }

    MimeTypes mimeTypes() {
        return mimeTypes;
    }

    @Nullable
    RequestQueue queue() {
        return queue;
    }

    @Nullable
    Running running() {
        return running;
    }

    @Override
    public String toString() {
        return "context " + shownPath();
    }
}
