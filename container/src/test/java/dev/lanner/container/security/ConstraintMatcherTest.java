package dev.lanner.container.security;

import dev.lanner.container.definition.SecurityDefinition;
import dev.lanner.container.definition.SecurityDefinition.Constraint;
import dev.lanner.container.definition.SecurityDefinition.ResourceCollection;
import dev.lanner.container.definition.SecurityDefinition.Transport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/// Constraints (Servlet 6.1, 13.8), in both orders of declaration.
class ConstraintMatcherTest {

    private static Constraint constraint(String pattern, Set<String> methods, Set<String> roles) {
        return new Constraint("", List.of(new ResourceCollection("", List.of(pattern), methods, Set.of())), roles,
                Transport.NONE);
    }

    private static final List<Constraint> CONSTRAINTS = List.of(constraint("/admin/*", Set.of(), Set.of("admin")),
            constraint("/admin/open", Set.of(), null), constraint("/closed/*", Set.of(), Set.of()),
            constraint("/closed/*", Set.of(), Set.of("admin")), constraint("*.do", Set.of("GET"), Set.of("a")),
            constraint("*.do", Set.of("POST"), Set.of("b")), constraint("", Set.of(), Set.of("root")),
            constraint("/admin/deep/*", Set.of("GET"), Set.of("deep")));

    @ParameterizedTest
    @CsvSource({"GET, /admin/x, ROLES, admin", "GET, /admin, ROLES, admin", "CUSTOM, /admin/x, ROLES, admin",
        "GET, /admin/open, ALL, ''", "GET, /closed/x, NOBODY, ''", "GET, /x.do, ROLES, a", "POST, /x.do, ROLES, b",
        "PUT, /x.do, ALL, ''", "HEAD, /x.do, ALL, ''", "GET, /, ROLES, root", "GET, /other, ALL, ''",
        "GET, /adminx, ALL, ''", "GET, /admin/deep/x, ROLES, deep", "POST, /admin/deep/x, ALL, ''"})
    void theBestPatternCountsInAnyOrder(String method, String path, Decision.Access access, String roles) {
        List<Constraint> reversed = new ArrayList<>(CONSTRAINTS);
        Collections.reverse(reversed);
        for (List<Constraint> constraints : List.of(CONSTRAINTS, reversed)) {
            var decision = new ConstraintMatcher(new SecurityDefinition(constraints, null, Set.of(), false))
                    .decide(method, "/app" + path, 4);
            assertEquals(access, decision.access());
            assertEquals(roles, String.join(",", decision.roles()));
        }
    }

    @ParameterizedTest
    @CsvSource({"GET, ROLES", "POST, NOBODY"})
    void uncoveredMethodsMayBeDenied(String method, Decision.Access access) {
        var matcher = new ConstraintMatcher(new SecurityDefinition(
                List.of(constraint("/x", Set.of("GET"), Set.of("a"))), null, Set.of(), true));
        assertEquals(access, matcher.decide(method, "/x", 0).access());
        assertEquals(Decision.Access.ALL, matcher.decide(method, "/y", 0).access());
    }
}
