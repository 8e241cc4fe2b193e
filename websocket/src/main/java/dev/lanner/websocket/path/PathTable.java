package dev.lanner.websocket.path;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Endpoints by path. Only paths with as many segments as the request are looked at; from left to right a literal
/// segment wins over a variable, and there is no way back (Jakarta WebSocket 2.2, 3.1.1).
///
/// Immutable: a table that a request reads does not change.
///
/// @param <T> what is found
public final class PathTable<T> {
    private final Map<Integer, Node<T>> bySize;

    private record Node<T>(Map<String, Node<T>> literals, @Nullable Node<T> variable, @Nullable Entry<T> entry) {

        static <T> Node<T> empty() {
            return new Node<>(Map.of(), null, null);
        }
    }

    private record Entry<T>(UriTemplate template, T value) {
    }

    /// What a path leads to.
    ///
    /// @param value the endpoint
    /// @param parameters the variables, decoded
    public record Match<T>(T value, Map<String, String> parameters) {
    }

    private PathTable(Map<Integer, Node<T>> bySize) {
        this.bySize = bySize;
    }

    /// A table with nothing in it.
    public static <T> PathTable<T> empty() {
        return new PathTable<>(Map.of());
    }

    /// Whether there is nothing in it.
    public boolean isEmpty() {
        return bySize.isEmpty();
    }

    /// What is there for a template that would match the same paths, or null.
    public @Nullable T equivalent(UriTemplate template) {
        Node<T> node = bySize.get(template.segments().size());
        for (UriTemplate.Segment segment : template.segments()) {
            if (node == null) {
                return null;
            }
            node = switch (segment) {
                case UriTemplate.Literal(String text) -> node.literals.get(text);
                case UriTemplate.Variable variable -> node.variable;
            };
        }
        Entry<T> entry = node == null ? null : node.entry;
        return entry == null ? null : entry.value;
    }

    /// A table with one more; what was there for an equivalent template is replaced.
    public PathTable<T> with(UriTemplate template, T value) {
        Map<Integer, Node<T>> sizes = new HashMap<>(bySize);
        int size = template.segments().size();
        Node<T> root = sizes.getOrDefault(size, Node.empty());
        sizes.put(size, with(root, template, 0, new Entry<>(template, value)));
        return new PathTable<>(Map.copyOf(sizes));
    }

    private static <T> Node<T> with(Node<T> node, UriTemplate template, int at, Entry<T> entry) {
        if (at == template.segments().size()) {
            return new Node<>(node.literals, node.variable, entry);
        }
        return switch (template.segments().get(at)) {
            case UriTemplate.Literal(String text) -> {
                Map<String, Node<T>> literals = new HashMap<>(node.literals);
                literals.put(text, with(literals.getOrDefault(text, Node.empty()), template, at + 1, entry));
                yield new Node<>(Map.copyOf(literals), node.variable, node.entry);
            }
            case UriTemplate.Variable variable -> {
                Node<T> next = node.variable == null ? Node.empty() : node.variable;
                yield new Node<>(node.literals, with(next, template, at + 1, entry), node.entry);
            }
        };
    }

    /// What serves a path, or null.
    ///
    /// @param path below the context, decoded and normalised, with a slash at its front
    public @Nullable Match<T> find(String path) {
        String[] parts = path.substring(1).split("/", -1);
        Node<T> node = bySize.get(parts.length);
        for (int i = 0; i < parts.length && node != null; i++) {
            Node<T> literal = node.literals.get(parts[i]);
            node = literal != null ? literal : parts[i].isEmpty() ? null : node.variable;
        }
        if (node == null || node.entry == null) {
            return null;
        }
        return new Match<>(node.entry.value, parameters(node.entry.template, parts));
    }

    private static Map<String, String> parameters(UriTemplate template, String[] parts) {
        Map<String, String> values = new LinkedHashMap<>();
        List<UriTemplate.Segment> segments = template.segments();
        for (int i = 0; i < parts.length; i++) {
            if (segments.get(i) instanceof UriTemplate.Variable(String name)) {
                values.put(name, parts[i]);
            }
        }
        return values;
    }
}
