package dev.lanner.container.mapping;

import jakarta.servlet.http.MappingMatch;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The servlets of a context by URL pattern: exact, longest prefix, extension, default (Servlet 6.1, 12.1). Immutable.
///
/// Paths are asked for with the context path in front, so that nothing is cut out where an exact pattern matches.
///
/// @param <T> what stands for a servlet
public final class ServletMapper<T> {
    private final String contextPath;
    private final Map<String, MappedServlet<T>> exact = new HashMap<>();
    private final RegionTable<Entry<T>> prefixes;
    private final RegionTable<Entry<T>> extensions;
    private final @Nullable Entry<T> fallback;

    private record Entry<T>(T target, String name, String pattern, int length) {
    }

    /// @param contextPath empty for the root
    /// @param patterns URL pattern to servlet
    /// @param nameOf the servlet's name
    /// @throws IllegalArgumentException when a pattern is none
    public ServletMapper(String contextPath, Map<String, T> patterns, Function<T, String> nameOf) {
        this.contextPath = contextPath;
        Map<String, Entry<T>> prefixEntries = new HashMap<>();
        Map<String, Entry<T>> extensionEntries = new HashMap<>();
        Entry<T> last = null;
        for (Map.Entry<String, T> each : patterns.entrySet()) {
            UrlPattern pattern = UrlPattern.parse(each.getKey());
            T target = each.getValue();
            String name = nameOf.apply(target);
            Entry<T> entry = new Entry<>(target, name, pattern.text(), pattern.value().length());
            switch (pattern.kind()) {
                case EXACT -> exact.put(contextPath + pattern.value(), new MappedServlet<>(target, name, pattern.text(),
                        MappingMatch.EXACT, pattern.value(), null));
                case ROOT -> exact.put(contextPath + "/",
                        new MappedServlet<>(target, name, "", MappingMatch.CONTEXT_ROOT, "", "/"));
                case PREFIX -> prefixEntries.put(pattern.value(), entry);
                case EXTENSION -> extensionEntries.put(pattern.value(), entry);
                case DEFAULT -> last = entry;
            }
        }
        prefixes = new RegionTable<>(prefixEntries);
        extensions = new RegionTable<>(extensionEntries);
        fallback = last;
    }

    /// The servlet that serves the path, or null when there is not even a default one.
    ///
    /// @param path normalised, with the context path at its front
    public @Nullable MappedServlet<T> map(String path) {
        MappedServlet<T> found = mapSpecific(path);
        if (found != null || fallback == null) {
            return found;
        }
        return new MappedServlet<>(fallback.target, fallback.name, "/", MappingMatch.DEFAULT, below(path), null);
    }

    /// As [#map], but never by the default pattern.
    public @Nullable MappedServlet<T> mapSpecific(String path) {
        MappedServlet<T> found = exact.get(path);
        if (found != null) {
            return found;
        }
        if (!prefixes.isEmpty()) {
            found = mapPrefix(path);
        }
        if (found == null && !extensions.isEmpty()) {
            found = mapExtension(path);
        }
        return found;
    }

    private @Nullable MappedServlet<T> mapPrefix(String path) {
        int from = contextPath.length();
        Entry<T> longest = null;
        int hash = 0;
        for (int i = from; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '/') {
                Entry<T> entry = prefixes.get(path, from, i - from, hash);
                longest = entry == null ? longest : entry;
            }
            hash = 31 * hash + c;
        }
        Entry<T> whole = prefixes.get(path, from, path.length() - from, hash);
        longest = whole == null ? longest : whole;
        if (longest == null) {
            return null;
        }
        int end = from + longest.length;
        return new MappedServlet<>(longest.target, longest.name, longest.pattern, MappingMatch.PATH,
                from == 0 && end == path.length() ? path : path.substring(from, end),
                end == path.length() ? null : path.substring(end));
    }

    private @Nullable MappedServlet<T> mapExtension(String path) {
        int dot = path.lastIndexOf('.');
        if (dot < contextPath.length() || path.indexOf('/', dot) >= 0) {
            return null;
        }
        int hash = 0;
        for (int i = dot + 1; i < path.length(); i++) {
            hash = 31 * hash + path.charAt(i);
        }
        Entry<T> entry = extensions.get(path, dot + 1, path.length() - dot - 1, hash);
        return entry == null
                ? null
                : new MappedServlet<>(entry.target, entry.name, entry.pattern, MappingMatch.EXTENSION, below(path),
                        null);
    }

    private String below(String path) {
        return path.substring(contextPath.length());
    }
}
