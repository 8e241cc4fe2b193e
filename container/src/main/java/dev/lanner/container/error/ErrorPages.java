package dev.lanner.container.error;

import dev.lanner.container.definition.ErrorPageDefinition;
import jakarta.servlet.ServletException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The error pages of a context (Servlet 6.1, 10.9.2). Immutable.
public final class ErrorPages {
    private final Map<Integer, String> byStatus = new HashMap<>();
    private final Map<String, String> byException = new HashMap<>();
    private @Nullable String fallback;

    /// @param pages the first for a status or class counts
    public ErrorPages(List<ErrorPageDefinition> pages) {
        for (ErrorPageDefinition page : pages) {
            String exception = page.exceptionClass();
            if (exception != null) {
                byException.putIfAbsent(exception, page.location());
            } else if (page.status() > 0) {
                byStatus.putIfAbsent(page.status(), page.location());
            } else if (fallback == null) {
                fallback = page.location();
            }
        }
    }

    /// The page for a status code, or null.
    public @Nullable String find(int status) {
        String page = byStatus.get(status);
        return page == null ? fallback : page;
    }

    /// The page for an exception: by its class or the nearest superclass; then, for a `ServletException`, by its root
    /// cause; then by the status; or null.
    public @Nullable String find(Throwable failure, int status) {
        String page = byClass(failure);
        for (Throwable at = failure; page == null && at instanceof ServletException wrapper; at = wrapper
                .getRootCause()) {
            Throwable cause = wrapper.getRootCause();
            page = cause == null ? null : byClass(cause);
        }
        return page == null ? find(status) : page;
    }

    private @Nullable String byClass(Throwable failure) {
        if (byException.isEmpty()) {
            return null;
        }
        for (Class<?> type = failure.getClass(); type != null; type = type.getSuperclass()) {
            String page = byException.get(type.getName());
            if (page != null) {
                return page;
            }
        }
        return null;
    }
}
