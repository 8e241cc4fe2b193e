package dev.lanner.container;

import dev.lanner.container.definition.SecurityDefinition;
import dev.lanner.container.definition.SecurityDefinition.Constraint;
import dev.lanner.container.security.ConstraintMatcher;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What is odd about the constraints of an application, though it can be deployed: said at its start and by `lanner
/// check`.
public final class ConstraintReview {
    /// Names that are no roles of an application.
    private static final Set<String> SPECIAL = Set.of("*", "**");

    private ConstraintReview() {
    }

    /// One oddity.
    ///
    /// @param id the message's id
    /// @param at file and line; empty where it is no single place
    /// @param what goes on after "the context"
    public record Problem(String id, String at, String what) {
        /// The problem as a sentence of its own.
        public String sentence() {
            return id + ": " + (at.isEmpty() ? "" : at + ": ") + "it " + what;
        }
    }

    /// The problems of these constraints.
    public static List<Problem> of(SecurityDefinition security) {
        List<Problem> problems = new ArrayList<>();
        for (Constraint constraint : security.constraints()) {
            roles(security, constraint, problems);
        }
        if (!security.denyUncoveredMethods()) {
            for (String sentence : ConstraintMatcher.uncovered(security)) {
                problems.add(new Problem("LNR-3226", "",
                        "leaves HTTP methods of constrained patterns open to everybody, at " + sentence
                                + ". If that is not meant, add <deny-uncovered-http-methods/> to web.xml"));
            }
        }
        return problems;
    }

    /// The problem that nobody can log in, where roles are asked for; `login` is null where no way to log in is set.
    public static Problem withoutLogin() {
        return new Problem("LNR-3221", "", "has constraints that ask for roles and no <login-config>: they let nobody "
                + "pass, unless the application calls login()");
    }

    /// Whether somebody must log in.
    public static boolean needsLogin(SecurityDefinition security) {
        for (Constraint constraint : security.constraints()) {
            Set<String> roles = constraint.roles();
            if (roles != null && !roles.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private static void roles(SecurityDefinition security, Constraint constraint, List<Problem> problems) {
        Set<String> roles = constraint.roles();
        if (roles == null || constraint.name().equals(SecurityDefinition.ANNOTATION)) {
            // annotations declare the roles that they name (Servlet 6.1, 13.4)
            return;
        }
        String named = constraint.name().isEmpty() ? "" : "\"" + constraint.name() + "\" ";
        Set<String> unknown = new LinkedHashSet<>(roles);
        unknown.removeAll(security.roles());
        unknown.removeAll(SPECIAL);
        if (!unknown.isEmpty()) {
            problems.add(new Problem("LNR-3223", constraint.at(), "has a constraint " + named
                    + "with roles that no <security-role> declares: " + String.join(", ", unknown)));
        }
        if (roles.contains("*") && security.roles().isEmpty()) {
            problems.add(new Problem("LNR-3224", constraint.at(), "has a constraint " + named
                    + "for the role *, all roles of the application, and declares none: it lets nobody pass"));
        }
    }
}
