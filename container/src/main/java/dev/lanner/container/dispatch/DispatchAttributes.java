package dev.lanner.container.dispatch;

import dev.lanner.container.request.LannerRequest;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletMapping;
import org.jspecify.annotations.Nullable;

/// The request attributes that a dispatch sets (Servlet 6.1, 9.3.1, 9.4.2, 9.7.2), and what was there before. Listeners
/// are not told of them.
final class DispatchAttributes {
    /// Nothing set.
    static final DispatchAttributes NONE = new DispatchAttributes();

    private static final String[] FORWARD = {RequestDispatcher.FORWARD_REQUEST_URI,
        RequestDispatcher.FORWARD_CONTEXT_PATH, RequestDispatcher.FORWARD_SERVLET_PATH,
        RequestDispatcher.FORWARD_PATH_INFO, RequestDispatcher.FORWARD_QUERY_STRING,
        RequestDispatcher.FORWARD_MAPPING};
    private static final String[] INCLUDE = {RequestDispatcher.INCLUDE_REQUEST_URI,
        RequestDispatcher.INCLUDE_CONTEXT_PATH, RequestDispatcher.INCLUDE_SERVLET_PATH,
        RequestDispatcher.INCLUDE_PATH_INFO, RequestDispatcher.INCLUDE_QUERY_STRING,
        RequestDispatcher.INCLUDE_MAPPING};
    private static final String[] ASYNC = {AsyncContext.ASYNC_REQUEST_URI, AsyncContext.ASYNC_CONTEXT_PATH,
        AsyncContext.ASYNC_SERVLET_PATH, AsyncContext.ASYNC_PATH_INFO, AsyncContext.ASYNC_QUERY_STRING,
        AsyncContext.ASYNC_MAPPING};

    private final String[] names;
    private final @Nullable Object[] before;

    private DispatchAttributes() {
        names = new String[0];
        before = new @Nullable Object[0];
    }

    private DispatchAttributes(LannerRequest request, String[] names, @Nullable Object... values) {
        this.names = names;
        before = new @Nullable Object[names.length];
        for (int i = 0; i < names.length; i++) {
            before[i] = request.putAttribute(names[i], values[i]);
        }
    }

    /// What the request was when the client sent it; set by the first forward only.
    static DispatchAttributes forward(LannerRequest request) {
        if (request.getAttribute(RequestDispatcher.FORWARD_REQUEST_URI) != null) {
            return NONE;
        }
        return original(request, FORWARD);
    }

    /// As [#forward], for an async dispatch; stays until the end.
    static void async(LannerRequest request) {
        if (request.getAttribute(AsyncContext.ASYNC_REQUEST_URI) == null) {
            original(request, ASYNC);
        }
    }

    private static DispatchAttributes original(LannerRequest request, String[] names) {
        HttpServletMapping mapping = request.getHttpServletMapping();
        return new DispatchAttributes(request, names, request.getRequestURI(), request.getContextPath(),
                request.getServletPath(), request.getPathInfo(), request.getQueryString(), mapping);
    }

    /// What is included.
    static DispatchAttributes include(LannerRequest request, Target target) {
        return new DispatchAttributes(request, INCLUDE, target.uri(), target.context().path(),
                target.mapped().servletPath(), target.mapped().pathInfo(), target.query(), target.mapped());
    }

    void undo(LannerRequest request) {
        for (int i = 0; i < names.length; i++) {
            request.putAttribute(names[i], before[i]);
        }
    }
}
