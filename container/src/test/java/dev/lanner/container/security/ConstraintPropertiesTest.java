package dev.lanner.container.security;

import dev.lanner.container.definition.SecurityDefinition;
import dev.lanner.container.definition.SecurityDefinition.Constraint;
import dev.lanner.container.definition.SecurityDefinition.ResourceCollection;
import dev.lanner.container.definition.SecurityDefinition.Transport;
import dev.lanner.spi.features.AuthenticationFeature;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/// The matcher against a slow one that follows the words of the specification (Servlet 6.1, 12.1, 13.8), over sets of
/// constraints made by chance.
class ConstraintPropertiesTest {
    private static final int SETS = 400;
    private static final int REQUESTS = 60;
    private static final List<String> PATTERNS = List.of("", "/", "/*", "/a", "/a/", "/a/*", "/a/b", "/a/b/*", "*.x",
            "*.y", "/a.x", "/b/*", "/a/b/c.x");
    private static final List<String> PATHS = List.of("/", "/a", "/a/", "/a/b", "/a/b/", "/a/b/c", "/a/b/c.x", "/ab",
            "/a.x", "/b.y", "/b", "/b/q.x", "/c.x/d", "/c", "/.x", "/a/.y", "/c.X");
    private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "OPTIONS", "get", "OWN");
    private static final List<String> ROLES = List.of("r", "s", "t", "*", "**");

    private record Caller(Set<String> roles) implements AuthenticationFeature {
        @Override
        public Principal principal() {
            return () -> "caller";
        }

        @Override
        public String scheme() {
            return "TEST";
        }

        @Override
        public boolean inRole(String role) {
            return roles.contains(role);
        }
    }

    /// What a request with these roles gets: `open` to nobody in particular, `in`, `out`, and whether plain HTTP will
    /// do.
    private record Answer(boolean anonymous, boolean caller, boolean plain) {
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void bothMatchersSayTheSame(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < SETS; i++) {
            SecurityDefinition definition = definition(random);
            ConstraintMatcher matcher = new ConstraintMatcher(definition);
            for (int j = 0; j < REQUESTS; j++) {
                String path = pick(PATHS, random);
                String method = pick(METHODS, random);
                Caller caller = new Caller(some(List.of("r", "s", "t", "**"), random, 2));
                Decision decision = matcher.decide(method, "/app" + path, 4);
                Answer fast = new Answer(decision.access() == Decision.Access.ALL, decision.permits(caller),
                        !decision.encrypted());
                assertEquals(slow(definition, method, path, caller), fast,
                        () -> method + " " + path + " by " + caller.roles + " under " + definition);
            }
        }
    }

    /// The order of declaration makes no difference.
    @ParameterizedTest
    @ValueSource(longs = {6, 7})
    void theOrderOfConstraintsDoesNotMatter(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < SETS; i++) {
            SecurityDefinition definition = definition(random);
            List<Constraint> mixed = new ArrayList<>(definition.constraints());
            Collections.shuffle(mixed, random);
            SecurityDefinition other = new SecurityDefinition(mixed, null, definition.roles(),
                    definition.denyUncoveredMethods());
            assertEquals(new ConstraintMatcher(definition).describe(), new ConstraintMatcher(other).describe());
        }
    }

    // ---- by chance

    private static SecurityDefinition definition(Random random) {
        List<Constraint> constraints = new ArrayList<>();
        int count = 1 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            List<ResourceCollection> collections = new ArrayList<>();
            for (int j = 0; j <= random.nextInt(2); j++) {
                Set<String> named = some(METHODS, random, 3);
                boolean omitted = random.nextBoolean();
                collections.add(new ResourceCollection("c" + j, List.copyOf(some(PATTERNS, random, 3)),
                        omitted ? Set.of() : named, omitted ? named : Set.of()));
            }
            Set<String> roles = random.nextInt(4) == 0 ? null : some(ROLES, random, 3);
            constraints.add(new Constraint("n" + i, collections, roles,
                    random.nextInt(3) == 0 ? Transport.CONFIDENTIAL : Transport.NONE));
        }
        return new SecurityDefinition(constraints, null, some(List.of("r", "s", "**"), random, 3),
                random.nextInt(3) == 0);
    }

    private static Set<String> some(List<String> of, Random random, int most) {
        Set<String> chosen = new HashSet<>();
        int count = random.nextInt(most + 1);
        for (int i = 0; i < count; i++) {
            chosen.add(pick(of, random));
        }
        return chosen;
    }

    private static String pick(List<String> of, Random random) {
        return of.get(random.nextInt(of.size()));
    }

    // ---- slow and obvious

    private static Answer slow(SecurityDefinition definition, String method, String path, Caller caller) {
        String pattern = best(definition, path);
        if (pattern == null) {
            return new Answer(true, true, true);
        }
        List<Constraint> holding = new ArrayList<>();
        for (Constraint constraint : definition.constraints()) {
            for (ResourceCollection collection : constraint.collections()) {
                if (collection.urlPatterns().contains(pattern) && covers(collection, method)) {
                    holding.add(constraint);
                }
            }
        }
        if (holding.isEmpty()) {
            boolean open = !definition.denyUncoveredMethods();
            return new Answer(open, open, true);
        }
        boolean plain = holding.stream().anyMatch(c -> c.transport() == Transport.NONE);
        if (holding.stream().anyMatch(c -> c.roles() != null && c.roles().isEmpty())) {
            return new Answer(false, false, plain);
        }
        if (holding.stream().anyMatch(c -> c.roles() == null)) {
            return new Answer(true, true, plain);
        }
        boolean in = false;
        for (Constraint constraint : holding) {
            for (String role : constraint.roles()) {
                if (role.equals("**") && !definition.roles().contains("**")) {
                    in = true;
                } else if (role.equals("*")) {
                    in |= definition.roles().stream().anyMatch(caller.roles::contains);
                } else {
                    in |= caller.roles.contains(role);
                }
            }
        }
        return new Answer(false, in, plain);
    }

    private static boolean covers(ResourceCollection collection, String method) {
        return collection.methods().isEmpty()
                ? !collection.omittedMethods().contains(method)
                : collection.methods().contains(method);
    }

    /// 12.1: exact match, longest path prefix, extension of the last segment, default.
    private static String best(SecurityDefinition definition, String path) {
        Set<String> all = new HashSet<>();
        definition.constraints().forEach(c -> c.collections().forEach(r -> all.addAll(r.urlPatterns())));
        if (path.equals("/") && all.contains("")) {
            return "";
        }
        if (!path.equals("/") && all.contains(path)) {
            return path;
        }
        for (String at = path; !at.isEmpty(); at = at.substring(0, at.lastIndexOf('/'))) {
            String prefix = at.endsWith("/") ? at + "*" : at + "/*";
            if (all.contains(prefix)) {
                return prefix;
            }
        }
        if (all.contains("/*")) {
            return "/*";
        }
        String last = path.substring(path.lastIndexOf('/') + 1);
        int dot = last.lastIndexOf('.');
        if (dot >= 0 && all.contains("*" + last.substring(dot))) {
            return "*" + last.substring(dot);
        }
        return all.contains("/") ? "/" : null;
    }
}
