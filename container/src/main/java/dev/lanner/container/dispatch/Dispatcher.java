package dev.lanner.container.dispatch;

import dev.lanner.container.context.NotAvailableException;
import dev.lanner.container.context.ServletEntry;
import dev.lanner.container.context.WebContext;
import dev.lanner.container.request.LannerRequest;
import dev.lanner.container.response.LannerResponse;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.UnavailableException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Hands a request on inside the server: forward and include, by path or by servlet name (Servlet 6.1, 9). Immutable,
/// usable by several requests.
public final class Dispatcher implements RequestDispatcher {
    private final WebContext context;
    private final @Nullable String path;
    private final @Nullable String name;

    private Dispatcher(WebContext context, @Nullable String path, @Nullable String name) {
        this.context = context;
        this.path = path;
        this.name = name;
    }

    /// By path, with a slash at its front; null when the path is refused.
    public static @Nullable Dispatcher byPath(WebContext context, String path) {
        boolean known = context.started() ? Target.of(context, path) != null : path.startsWith("/");
        return known ? new Dispatcher(context, path, null) : null;
    }

    /// By a servlet's name, which exists.
    public static Dispatcher byName(WebContext context, String name) {
        return new Dispatcher(context, null, name);
    }

    @Override
    public void forward(ServletRequest request, ServletResponse response) throws ServletException, IOException {
        LannerRequest inner = LannerRequest.of(request);
        LannerResponse.of(response);
        if (response.isCommitted()) {
            throw new IllegalStateException("LNR-3080: the response is committed: it is too late to forward");
        }
        response.resetBuffer();
        Target target = target();
        Place before = inner.place();
        ServletEntry servlet = servlet(target);
        ChainPlan plan = plan(servlet, target, DispatcherType.FORWARD);
        DispatchAttributes attributes = target == null
                ? DispatchAttributes.NONE
                : DispatchAttributes.forward(inner);
        Object parameters = inner.pushParameters(target == null ? null : target.query());
        inner.place(forwardPlace(before, target, servlet, before.asyncSupported() && plan.asyncSupported()));
        try {
            run(plan, request, response);
        } finally {
            inner.place(before);
            inner.restoreParameters(parameters);
            attributes.undo(inner);
        }
        closeAfterForward(inner, response);
    }

    private Place forwardPlace(Place before, @Nullable Target target, ServletEntry servlet, boolean async) {
        if (target == null) {
            return new Place(context, before.mapped().withTarget(servlet), DispatcherType.FORWARD, async,
                    before.seen());
        }
        Place.Seen old = before.seen();
        String method = old == null ? null : old.method();
        return new Place(context, target.mapped(), DispatcherType.FORWARD, async,
                new Place.Seen(target.uri(), target.query() == null ? query(before) : target.query(), method,
                        target.query() == null && old == null));
    }

    private static @Nullable String query(Place before) {
        Place.Seen old = before.seen();
        return old == null ? null : old.query();
    }

    /// The response is complete when forward returns (Servlet 6.1, 9.4), unless it goes on asynchronously.
    private static void closeAfterForward(LannerRequest request, ServletResponse response) throws IOException {
        if (request.dispatch().isAsyncStarted()) {
            return;
        }
        if (response instanceof LannerResponse own) {
            own.suspend();
            return;
        }
        try {
            response.getWriter().close();
        } catch (IllegalStateException e) {
            response.getOutputStream().close();
        }
    }

    @Override
    public void include(ServletRequest request, ServletResponse response) throws ServletException, IOException {
        LannerRequest inner = LannerRequest.of(request);
        LannerResponse out = LannerResponse.of(response);
        Target target = target();
        Place before = inner.place();
        ServletEntry servlet = servlet(target);
        ChainPlan plan = plan(servlet, target, DispatcherType.INCLUDE);
        DispatchAttributes attributes = target == null
                ? DispatchAttributes.NONE
                : DispatchAttributes.include(inner, target);
        Object parameters = inner.pushParameters(target == null ? null : target.query());
        inner.place(new Place(before.context(), before.mapped().withTarget(servlet), DispatcherType.INCLUDE,
                before.asyncSupported() && plan.asyncSupported(), before.seen()));
        out.beginInclude();
        try {
            run(plan, request, response);
        } finally {
            out.endInclude();
            inner.place(before);
            inner.restoreParameters(parameters);
            attributes.undo(inner);
        }
    }

    private void run(ChainPlan plan, ServletRequest request, ServletResponse response)
            throws ServletException, IOException {
        try {
            context.runInside(() -> Chain.run(plan, request, response));
        } catch (NotAvailableException e) {
            throw e;
        } catch (UnavailableException e) {
            throw NotAvailableException.passedOn(e);
        }
    }

    private @Nullable Target target() throws ServletException {
        if (path == null) {
            return null;
        }
        Target target = Target.of(context, path);
        if (target == null) {
            throw new ServletException("LNR-3081: there is no servlet for this dispatch any more");
        }
        return target;
    }

    private ServletEntry servlet(@Nullable Target target) throws ServletException {
        if (target != null) {
            return target.mapped().target();
        }
        ServletEntry servlet = name == null ? null : context.servlet(name);
        if (servlet == null) {
            throw new ServletException("LNR-3081: there is no servlet for this dispatch any more");
        }
        return servlet;
    }

    private ChainPlan plan(ServletEntry servlet, @Nullable Target target, DispatcherType type) {
        return servlet.plans().plan(type, target == null ? null : target.path(), context.path().length());
    }
}
