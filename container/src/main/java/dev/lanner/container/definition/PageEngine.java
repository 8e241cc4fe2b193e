package dev.lanner.container.definition;

import jakarta.servlet.Servlet;
import org.jspecify.annotations.Nullable;

/// Makes the servlets that run the pages (JSP) of one context. Brought by an optional module; without it pages answer 501.
@FunctionalInterface
public interface PageEngine {

    /// A servlet that is not initialized yet. Called while the context starts: what is expensive is left to
    /// `Servlet.init`, which the first request for a page calls.
    ///
    /// @param page the path of the one page that the servlet runs (`jsp-file`); null for the servlet that runs the page
    ///   of each request's own path
    Servlet servlet(@Nullable String page);
}
