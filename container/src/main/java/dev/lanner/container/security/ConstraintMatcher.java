package dev.lanner.container.security;

import dev.lanner.container.definition.SecurityDefinition;
import dev.lanner.container.definition.SecurityDefinition.Constraint;
import dev.lanner.container.definition.SecurityDefinition.ResourceCollection;
import dev.lanner.container.definition.SecurityDefinition.Transport;
import dev.lanner.container.mapping.UrlPattern;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What the constraints of a context say about a request (Servlet 6.1, 13.8). Immutable.
///
/// The best matching pattern of all collections counts (12.1: exact, longest prefix, extension, default), together with
/// every collection that has that same pattern and covers the method; their constraints are combined (13.8.1).
public final class ConstraintMatcher {
    private final List<Line> lines = new ArrayList<>();
    private final boolean denyUncovered;

    private record Line(UrlPattern pattern, ResourceCollection collection, Constraint constraint) {
        boolean covers(String method) {
            if (!collection.methods().isEmpty()) {
                return collection.methods().contains(method);
            }
            return !collection.omittedMethods().contains(method);
        }
    }

    /// The outcome.
    ///
    /// @param access who may
    /// @param roles of which one is needed, for ROLES
    /// @param encrypted whether TLS is needed
    public record Decision(Access access, Set<String> roles, boolean encrypted) {
        /// Nothing is constrained.
        public static final Decision FREE = new Decision(Access.ALL, Set.of(), false);
    }

    /// Who may.
    public enum Access {
        /// Everybody.
        ALL,
        /// Who has one of the roles.
        ROLES,
        /// Nobody.
        NOBODY
    }

    /// @throws IllegalArgumentException when a pattern is none
    public ConstraintMatcher(SecurityDefinition definition) {
        denyUncovered = definition.denyUncoveredMethods();
        for (Constraint constraint : definition.constraints()) {
            for (ResourceCollection collection : constraint.collections()) {
                for (String pattern : collection.urlPatterns()) {
                    lines.add(new Line(UrlPattern.parse(pattern), collection, constraint));
                }
            }
        }
    }

    /// Whether there are no constraints.
    public boolean isEmpty() {
        return lines.isEmpty();
    }

    /// What holds for a request.
    ///
    /// @param path normalised
    /// @param from where the part below the context begins
    public Decision decide(String method, String path, int from) {
        UrlPattern best = null;
        for (Line line : lines) {
            if (line.pattern.matches(path, from) && (best == null || rank(line.pattern) > rank(best))) {
                best = line.pattern;
            }
        }
        if (best == null) {
            return Decision.FREE;
        }
        List<Constraint> holding = new ArrayList<>();
        for (Line line : lines) {
            if (line.pattern.text().equals(best.text()) && line.covers(method)) {
                holding.add(line.constraint);
            }
        }
        if (holding.isEmpty()) {
            return denyUncovered ? new Decision(Access.NOBODY, Set.of(), false) : Decision.FREE;
        }
        return combine(holding);
    }

    /// Higher is a better match.
    private static int rank(UrlPattern pattern) {
        return switch (pattern.kind()) {
            case EXACT, ROOT -> Integer.MAX_VALUE;
            case PREFIX -> pattern.value().length() + 2;
            case EXTENSION -> 1;
            case DEFAULT -> 0;
        };
    }

    private static Decision combine(List<Constraint> holding) {
        Set<String> roles = new HashSet<>();
        boolean everybody = false;
        boolean nobody = false;
        boolean plain = false;
        for (Constraint constraint : holding) {
            Set<String> own = constraint.roles();
            if (own == null) {
                everybody = true;
            } else if (own.isEmpty()) {
                nobody = true;
            } else {
                roles.addAll(own);
            }
            plain |= constraint.transport() == Transport.NONE;
        }
        Access access = nobody ? Access.NOBODY : everybody ? Access.ALL : Access.ROLES;
        return new Decision(access, access == Access.ROLES ? Set.copyOf(roles) : Set.of(), !plain);
    }
}
