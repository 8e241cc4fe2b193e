package dev.lanner.container.context;

import dev.lanner.container.definition.ComponentRef;
import dev.lanner.container.definition.MultipartDefinition;
import dev.lanner.container.dispatch.ChainPlans;
import dev.lanner.spi.Route;
import dev.lanner.spi.log.LazyLogger;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.UnavailableException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A servlet of a running context and its life cycle (Servlet 6.1, 2.3): made and initialized at the start or by the
/// first request, destroyed with the context. Safe for use by several threads.
public final class ServletEntry {
    private static final Logger LOG = LazyLogger.of(ServletEntry.class);

    private final String name;
    private final @Nullable ComponentRef component;
    private final Components components;
    private final ComponentConfig config;
    private final boolean asyncSupported;
    private final @Nullable MultipartDefinition multipart;
    private final Map<String, String> roleRefs;
    private final Route route;
    private final int loadOnStartup;
    private final ReentrantLock lifecycle = new ReentrantLock();
    private @Nullable ChainPlans plans;
    private volatile @Nullable Servlet running;
    private @Nullable Servlet made;
    private volatile @Nullable Refusal refusal;

    /// Why requests are not served.
    ///
    /// @param message for the log
    /// @param until when it may be tried again, in milliseconds since 1970; `Long.MAX_VALUE` for never
    /// @param status 404 or 503
    record Refusal(String message, long until, int status) {
    }

    ServletEntry(ServletSetup setup, WebContext context) {
        name = setup.getName();
        component = setup.component();
        components = context.components();
        config = new ComponentConfig(name, context.facade(), setup.parameters());
        asyncSupported = setup.asyncSupported;
        multipart = setup.multipart();
        roleRefs = setup.roleRefs();
        loadOnStartup = setup.loadOnStartup();
        route = new Route(context.path() + ":" + name);
    }

    /// The name.
    public String name() {
        return name;
    }

    /// For the connector: where a request goes.
    public Route route() {
        return route;
    }

    /// Whether it may start async.
    public boolean asyncSupported() {
        return asyncSupported;
    }

    /// The multipart configuration, or null.
    public @Nullable MultipartDefinition multipart() {
        return multipart;
    }

    /// Names that its code uses for roles, to the roles.
    public Map<String, String> roleRefs() {
        return roleRefs;
    }

    /// The filters in front of it.
    public ChainPlans plans() {
        ChainPlans own = plans;
        if (own == null) {
            throw new IllegalStateException("servlet " + name + " is asked before its context is started");
        }
        return own;
    }

    void plans(ChainPlans chainPlans) {
        plans = chainPlans;
    }

    int loadOnStartup() {
        return loadOnStartup;
    }

    void refuse(String message) {
        refusal = new Refusal(message, Long.MAX_VALUE, 503);
    }

    /// The servlet, initialized.
    ///
    /// @throws UnavailableException while it is not available
    /// @throws ServletException when it can't be made or initialized
    public Servlet servlet() throws ServletException {
        Servlet servlet = running;
        return servlet != null ? servlet : initialize();
    }

    /// Serves a request.
    ///
    /// @throws UnavailableException while it is not available
    /// @throws ServletException what the servlet throws, or when it can't be initialized
    /// @throws IOException what the servlet throws
    public void service(ServletRequest request, ServletResponse response) throws ServletException, IOException {
        Servlet servlet = servlet();
        try {
            servlet.service(request, response);
        } catch (NotAvailableException e) {
            // of another servlet that this one dispatched to
            throw e;
        } catch (UnavailableException e) {
            becomeUnavailable(e);
            throw e;
        }
    }

    private Servlet initialize() throws ServletException {
        lifecycle.lock();
        try {
            Servlet servlet = running;
            if (servlet != null) {
                return servlet;
            }
            checkAvailable();
            if (component == null) {
                throw new ServletException("LNR-3034: servlet " + name + " has no class");
            }
            servlet = made;
            if (servlet == null) {
                servlet = make(component);
                init(servlet);
                made = servlet;
            }
            running = servlet;
            return servlet;
        } finally {
            lifecycle.unlock();
        }
    }

    private Servlet make(ComponentRef ref) throws ServletException {
        try {
            return components.make(ref, Servlet.class);
        } catch (UnavailableException e) {
            becomeUnavailable(e);
            throw e;
        }
    }

    private void init(Servlet servlet) throws ServletException {
        try {
            servlet.init(config);
        } catch (UnavailableException e) {
            drop(servlet);
            becomeUnavailable(e);
            throw e;
        } catch (ServletException | RuntimeException | Error e) {
            drop(servlet);
            throw e;
        }
    }

    private void drop(Servlet servlet) {
        if (!(component instanceof ComponentRef.Given)) {
            components.destroy(servlet);
        }
    }

    private void checkAvailable() throws UnavailableException {
        Refusal reason = refusal;
        if (reason == null) {
            return;
        }
        long left = reason.until - System.currentTimeMillis();
        if (left <= 0) {
            refusal = null;
            return;
        }
        if (reason.until == Long.MAX_VALUE) {
            throw new NotAvailableException(reason.message);
        }
        throw new NotAvailableException(reason.message, (int) (left / 1000) + 1);
    }

    /// The status that a request gets while the servlet is not available: 404 where it said so for ever, else 503.
    public int statusWhileUnavailable() {
        Refusal reason = refusal;
        return reason == null ? 503 : reason.status;
    }

    /// Takes the servlet out of service, as it asked for by throwing.
    public void becomeUnavailable(UnavailableException cause) {
        long until = Long.MAX_VALUE;
        if (!cause.isPermanent()) {
            int seconds = cause.getUnavailableSeconds();
            until = System.currentTimeMillis() + 1000L * (seconds > 0 ? seconds : 60);
        }
        LOG.log(Level.WARNING, "LNR-3035: servlet {0} is {1}unavailable: {2}", name,
                cause.isPermanent() ? "permanently " : "", cause.getMessage());
        lifecycle.lock();
        try {
            refusal = new Refusal(String.valueOf(cause.getMessage()), until, cause.isPermanent() ? 404 : 503);
            running = null;
            if (cause.isPermanent() && made != null) {
                destroyMade();
            }
        } finally {
            lifecycle.unlock();
        }
    }

    /// Destroys the servlet where it was initialized.
    void destroy() {
        lifecycle.lock();
        try {
            refusal = new Refusal("the context is stopped", Long.MAX_VALUE, 503);
            running = null;
            destroyMade();
        } finally {
            lifecycle.unlock();
        }
    }

    private void destroyMade() {
        Servlet servlet = made;
        made = null;
        if (servlet == null) {
            return;
        }
        try {
            servlet.destroy();
            drop(servlet);
        } catch (Exception | LinkageError e) {
            LOG.log(Level.WARNING, "LNR-3036: servlet " + name + " failed in destroy()", e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
