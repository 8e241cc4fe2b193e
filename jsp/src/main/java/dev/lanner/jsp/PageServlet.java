package dev.lanner.jsp;

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The servlet `jsp` of an application, or one that is a page of its own (`jsp-file`). Starts the engine when it is
/// initialized, by the first request for a page.
final class PageServlet implements Servlet {
    private final Engine engine;
    private final @Nullable String page;
    private volatile @Nullable Servlet jasper;

    /// @param page the one page; null for that of each request's path
    PageServlet(Engine engine, @Nullable String page) {
        this.engine = engine;
        this.page = page;
    }

    @Override
    public void init(ServletConfig config) throws ServletException {
        jasper = engine.servlet(config, page);
    }

    private Servlet jasper() {
        Servlet running = jasper;
        if (running == null) {
            throw new IllegalStateException("the servlet for pages is not initialized");
        }
        return running;
    }

    @Override
    public ServletConfig getServletConfig() {
        return jasper().getServletConfig();
    }

    @Override
    public void service(ServletRequest request, ServletResponse response) throws ServletException, IOException {
        jasper().service(request, response);
    }

    @Override
    public String getServletInfo() {
        return "JSP";
    }

    @Override
    public void destroy() {
        Servlet running = jasper;
        jasper = null;
        if (running != null) {
            running.destroy();
            engine.ended();
        }
    }
}
