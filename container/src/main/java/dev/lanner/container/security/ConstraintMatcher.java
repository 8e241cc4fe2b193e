package dev.lanner.container.security;

import dev.lanner.container.definition.SecurityDefinition;
import dev.lanner.container.definition.SecurityDefinition.Constraint;
import dev.lanner.container.definition.SecurityDefinition.ResourceCollection;
import dev.lanner.container.definition.SecurityDefinition.Transport;
import dev.lanner.container.mapping.UrlPattern;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What the constraints of a context say about a request (Servlet 6.1, 13.8). Immutable: everything that does not depend
/// on the request is worked out when the context starts.
///
/// The best matching pattern of all collections counts (12.1: exact, longest prefix, extension, default), together with
/// every collection that has that same pattern and covers the method; their constraints are combined (13.8.1).
public final class ConstraintMatcher {
    private final Map<String, Rule> exact = new HashMap<>();
    private final List<Rule> prefixes = new ArrayList<>();
    private final List<Rule> extensions = new ArrayList<>();
    private @Nullable Rule root;
    private @Nullable Rule fallback;

    /// What holds at one pattern.
    ///
    /// @param byMethod for the methods that a collection names or leaves out
    /// @param others for all other methods
    private record Rule(UrlPattern pattern, Map<String, Decision> byMethod, Decision others) {
        Decision of(String method) {
            Decision own = byMethod.get(method);
            return own == null ? others : own;
        }
    }

    private record Line(ResourceCollection collection, Constraint constraint) {
        boolean covers(String method) {
            if (!collection.methods().isEmpty()) {
                return collection.methods().contains(method);
            }
            return !collection.omittedMethods().contains(method);
        }

        boolean coversOthers() {
            return collection.methods().isEmpty();
        }
    }

    /// @throws IllegalArgumentException when a pattern is none
    public ConstraintMatcher(SecurityDefinition definition) {
        Map<String, List<Line>> lines = lines(definition);
        lines.forEach((pattern, own) -> add(rule(UrlPattern.parse(pattern), own, definition)));
        Comparator<Rule> longest = Comparator.comparingInt(rule -> -rule.pattern.value().length());
        prefixes.sort(longest);
        extensions.sort(longest);
    }

    private static Map<String, List<Line>> lines(SecurityDefinition definition) {
        Map<String, List<Line>> lines = new LinkedHashMap<>();
        for (Constraint constraint : definition.constraints()) {
            for (ResourceCollection collection : constraint.collections()) {
                for (String pattern : collection.urlPatterns()) {
                    lines.computeIfAbsent(pattern, key -> new ArrayList<>()).add(new Line(collection, constraint));
                }
            }
        }
        return lines;
    }

    private void add(Rule rule) {
        switch (rule.pattern.kind()) {
            case EXACT -> exact.put(rule.pattern.value(), rule);
            case PREFIX -> prefixes.add(rule);
            case EXTENSION -> extensions.add(rule);
            case ROOT -> root = rule;
            case DEFAULT -> fallback = rule;
        }
    }

    private static Rule rule(UrlPattern pattern, List<Line> lines, SecurityDefinition definition) {
        Set<String> named = new HashSet<>();
        for (Line line : lines) {
            named.addAll(line.collection.methods());
            named.addAll(line.collection.omittedMethods());
        }
        Map<String, Decision> byMethod = new HashMap<>();
        for (String method : named) {
            byMethod.put(method, combine(lines.stream().filter(line -> line.covers(method)).toList(), definition));
        }
        return new Rule(pattern, Map.copyOf(byMethod),
                combine(lines.stream().filter(Line::coversOthers).toList(), definition));
    }

    private static Decision combine(List<Line> holding, SecurityDefinition definition) {
        if (holding.isEmpty()) {
            return definition.denyUncoveredMethods() ? Decision.NOBODY : Decision.FREE;
        }
        Set<String> roles = new HashSet<>();
        boolean everybody = false;
        boolean nobody = false;
        boolean plain = false;
        for (Line line : holding) {
            Set<String> own = line.constraint.roles();
            if (own == null) {
                everybody = true;
            } else if (own.isEmpty()) {
                nobody = true;
            } else {
                roles.addAll(own);
            }
            plain |= line.constraint.transport() == Transport.NONE;
        }
        if (nobody) {
            return new Decision(Decision.Access.NOBODY, Set.of(), !plain);
        }
        return everybody ? new Decision(Decision.Access.ALL, Set.of(), !plain) : roles(roles, !plain, definition);
    }

    /// `*` is each role of the application; `**` whoever is logged in, unless the application has a role of that name
    /// (Servlet 6.1, 13.8).
    private static Decision roles(Set<String> roles, boolean encrypted, SecurityDefinition definition) {
        if (roles.contains("**") && !definition.roles().contains("**")) {
            return new Decision(Decision.Access.AUTHENTICATED, Set.of(), encrypted);
        }
        if (roles.remove("*")) {
            roles.addAll(definition.roles());
        }
        return new Decision(Decision.Access.ROLES, Set.copyOf(roles), encrypted);
    }

    /// Whether there are no constraints.
    public boolean isEmpty() {
        return exact.isEmpty() && prefixes.isEmpty() && extensions.isEmpty() && root == null && fallback == null;
    }

    /// What holds for a request.
    ///
    /// @param path normalised
    /// @param from where the part below the context begins
    public Decision decide(String method, String path, int from) {
        Rule rule = best(path, from);
        return rule == null ? Decision.FREE : rule.of(method);
    }

    private @Nullable Rule best(String path, int from) {
        if (!exact.isEmpty()) {
            Rule found = exact.get(from == 0 ? path : path.substring(from));
            if (found != null) {
                return found;
            }
        }
        Rule top = root;
        if (top != null && top.pattern.matches(path, from)) {
            return top;
        }
        Rule found = first(prefixes, path, from);
        if (found == null) {
            found = first(extensions, path, from);
        }
        return found == null ? fallback : found;
    }

    private static @Nullable Rule first(List<Rule> rules, String path, int from) {
        for (Rule rule : rules) {
            if (rule.pattern.matches(path, from)) {
                return rule;
            }
        }
        return null;
    }

    /// Whether some constraint asks for a login.
    public boolean needsLogin() {
        return rules().stream().anyMatch(rule -> rule.others.needsLogin()
                || rule.byMethod.values().stream().anyMatch(Decision::needsLogin));
    }

    private List<Rule> rules() {
        List<Rule> all = new ArrayList<>(exact.values());
        all.addAll(prefixes);
        all.addAll(extensions);
        if (root != null) {
            all.add(root);
        }
        if (fallback != null) {
            all.add(fallback);
        }
        all.sort(Comparator.comparing(rule -> rule.pattern.text()));
        return all;
    }

    /// Patterns where methods are not covered, with those methods, in sentences for the owner (Servlet 6.1, 13.8.4).
    ///
    /// @param definition what the matcher was made of
    public static List<String> uncovered(SecurityDefinition definition) {
        Map<String, List<Line>> lines = lines(definition);
        List<String> sentences = new ArrayList<>();
        lines.forEach((pattern, own) -> {
            Set<String> named = new TreeSet<>();
            own.forEach(line -> {
                named.addAll(line.collection.methods());
                named.addAll(line.collection.omittedMethods());
            });
            List<String> free = named.stream().filter(method -> own.stream().noneMatch(line -> line.covers(method)))
                    .toList();
            boolean others = own.stream().noneMatch(Line::coversOthers);
            if (others) {
                named.removeAll(free);
                sentences.add("\"" + pattern + "\": all but " + String.join(", ", named));
            } else if (!free.isEmpty()) {
                sentences.add("\"" + pattern + "\": " + String.join(", ", free));
            }
        });
        return sentences;
    }

    /// What is enforced, a line for each pattern and method, sorted: for the owner.
    public List<String> describe() {
        List<String> all = new ArrayList<>();
        for (Rule rule : rules()) {
            for (String method : new TreeSet<>(rule.byMethod.keySet())) {
                all.add(line(rule.pattern.text(), method, rule.of(method)));
            }
            all.add(line(rule.pattern.text(), rule.byMethod.isEmpty() ? "all methods" : "other methods", rule.others));
        }
        return all;
    }

    private static String line(String pattern, String method, Decision decision) {
        String who = switch (decision.access()) {
            case ALL -> "everybody";
            case AUTHENTICATED -> "whoever is logged in";
            case NOBODY -> "nobody";
            case ROLES -> "the roles " + String.join(", ", new TreeSet<>(decision.roles()));
        };
        return "\"" + pattern + "\" " + method + ": " + who + (decision.encrypted() ? ", over TLS" : "");
    }
}
