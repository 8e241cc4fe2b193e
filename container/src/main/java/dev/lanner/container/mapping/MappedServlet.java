package dev.lanner.container.mapping;

import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.MappingMatch;
import org.jspecify.annotations.Nullable;

/// The servlet that a path belongs to, and how the pattern cuts the path.
///
/// @param target the servlet
/// @param servletName its name
/// @param pattern the pattern that matched
/// @param match its form
/// @param servletPath the part that the pattern matched
/// @param pathInfo the rest, or null
/// @param <T> what stands for a servlet
public record MappedServlet<T>(T target, String servletName, String pattern, MappingMatch match, String servletPath,
        @Nullable String pathInfo) implements HttpServletMapping {

    /// Another servlet with the same paths: for dispatches that leave them unchanged.
    public MappedServlet<T> withTarget(T other) {
        return new MappedServlet<>(other, servletName, pattern, match, servletPath, pathInfo);
    }

    @Override
    public String getMatchValue() {
        return switch (match) {
            case CONTEXT_ROOT, DEFAULT -> "";
            case EXACT -> servletPath.substring(1);
            case PATH -> pathInfo == null ? "" : pathInfo.substring(1);
            case EXTENSION -> servletPath.substring(1, servletPath.length() - pattern.length() + 1);
        };
    }

    @Override
    public String getPattern() {
        return pattern;
    }

    @Override
    public String getServletName() {
        return servletName;
    }

    @Override
    public MappingMatch getMappingMatch() {
        return match;
    }

    @Override
    public String toString() {
        return pattern + " -> " + servletName;
    }
}
