package dev.lanner.container.async;

import dev.lanner.container.context.WebContext;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One asynchronous cycle: from `startAsync` to its dispatch or completion. May be used from any thread.
public final class LannerAsyncContext implements AsyncContext {
    private static final long DEFAULT_TIMEOUT = 30_000;

    private final AsyncExchange exchange;
    private final WebContext context;
    private final ServletRequest request;
    private final ServletResponse response;
    private final boolean original;
    private final String defaultPath;
    private volatile Dispatch target;
    private volatile long timeout = DEFAULT_TIMEOUT;
    private volatile boolean returned;

    /// Where a dispatch goes.
    ///
    /// @param context the context
    /// @param path below it, encoded, perhaps with a query
    public record Dispatch(WebContext context, String path) {
    }

    /// @param exchange the exchange
    /// @param context the request's context
    /// @param request as the application gave it
    /// @param response as the application gave it
    /// @param original whether both are the container's own
    /// @param defaultPath where a dispatch without a path goes, below the context
    public LannerAsyncContext(AsyncExchange exchange, WebContext context, ServletRequest request,
            ServletResponse response, boolean original, String defaultPath) {
        this.exchange = exchange;
        this.context = context;
        this.request = request;
        this.response = response;
        this.original = original;
        this.defaultPath = defaultPath;
        target = new Dispatch(context, defaultPath);
    }

    /// Where the dispatch goes that was asked for.
    public Dispatch target() {
        return target;
    }

    /// From now on the time runs; the answer is whether there is none.
    boolean beginWaiting() {
        returned = true;
        return timeout <= 0;
    }

    boolean waiting() {
        return returned && timeout > 0;
    }

    @Override
    public ServletRequest getRequest() {
        exchange.requireUndecided(this, "getRequest");
        return request;
    }

    @Override
    public ServletResponse getResponse() {
        exchange.requireUndecided(this, "getResponse");
        return response;
    }

    /// The request for the container's own use.
    public ServletRequest suppliedRequest() {
        return request;
    }

    /// The response for the container's own use.
    public ServletResponse suppliedResponse() {
        return response;
    }

    @Override
    public boolean hasOriginalRequestAndResponse() {
        return original;
    }

    @Override
    public void dispatch() {
        dispatchTo(context, defaultPath);
    }

    @Override
    public void dispatch(String path) {
        dispatchTo(context, path);
    }

    @Override
    public void dispatch(ServletContext other, String path) {
        dispatchTo(WebContext.of(other), path);
    }

    private void dispatchTo(WebContext where, String path) {
        if (path == null || !path.startsWith("/")) {
            throw new IllegalArgumentException("LNR-3076: the path of a dispatch begins with a slash");
        }
        exchange.requireCurrent(this, "dispatch");
        Dispatch before = target;
        target = new Dispatch(where, path);
        try {
            exchange.dispatch(this);
        } catch (IllegalStateException e) {
            target = before;
            throw e;
        }
    }

    @Override
    public void complete() {
        exchange.complete(this);
    }

    @Override
    public void start(Runnable work) {
        Objects.requireNonNull(work, "something to run is needed");
        exchange.requireCurrent(this, "start");
        exchange.run(work, context.classLoader());
    }

    @Override
    public void addListener(AsyncListener listener) {
        Objects.requireNonNull(listener, "a listener is needed");
        requireInside("addListener");
        exchange.addListener(this, listener, null, null);
    }

    @Override
    public void addListener(AsyncListener listener, @Nullable ServletRequest suppliedRequest,
            @Nullable ServletResponse suppliedResponse) {
        Objects.requireNonNull(listener, "a listener is needed");
        requireInside("addListener");
        exchange.addListener(this, listener, suppliedRequest, suppliedResponse);
    }

    @Override
    public <T extends AsyncListener> T createListener(Class<T> type) throws ServletException {
        return context.create(type);
    }

    @Override
    public void setTimeout(long millis) {
        requireInside("setTimeout");
        timeout = millis;
    }

    /// Before the call returns in which the cycle was begun: from then on the time runs, and listeners may be told.
    private void requireInside(String call) {
        exchange.requireCurrent(this, call);
        if (returned) {
            throw new IllegalStateException("LNR-3077: " + call + " comes before the call to the servlet returns "
                    + "(Servlet 6.1, 2.3.3.3)");
        }
    }

    @Override
    public long getTimeout() {
        return timeout;
    }
}
