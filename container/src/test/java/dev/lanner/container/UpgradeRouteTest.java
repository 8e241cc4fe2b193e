package dev.lanner.container;

import dev.lanner.container.definition.ComponentRef;
import dev.lanner.container.definition.InitializerDefinition;
import dev.lanner.container.definition.SecurityDefinition;
import dev.lanner.container.definition.SecurityDefinition.Constraint;
import dev.lanner.container.definition.SecurityDefinition.ResourceCollection;
import dev.lanner.container.definition.SecurityDefinition.Transport;
import dev.lanner.spi.features.UpgradeFeature;
import dev.lanner.testkit.ScriptedBody;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContainerInitializer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

/// Requests for an upgrade that a module of the server takes.
class UpgradeRouteTest {
    private final Contexts contexts = Contexts.at("/app");
    private final List<String> seen = new ArrayList<>();
    private ContextAccess access;

    private final UpgradeRoute route = new UpgradeRoute() {
        @Override
        public boolean serves(String path, UpgradeFeature upgrade) {
            return path.equals("/live/b c");
        }

        @Override
        public Servlet servlet() {
            return Contexts
                    .servlet((q, r) -> r.getWriter().print("route " + q.getServletPath() + " " + q.getPathInfo()));
        }
    };

    @BeforeEach
    void prepare() {
        ServletContainerInitializer initializer = (types, context) -> {
            access = ContextAccess.of(context);
            access.upgrades(route);
        };
        contexts.definition.initializer(new InitializerDefinition(ComponentRef.given(initializer), null));
        contexts.servlet("plain", (q, r) -> r.getWriter().print("plain " + q.getServletPath()), "/live/*");
        contexts.filter("/live/*", (q, r, chain) -> {
            seen.add(q.getServletPath());
            chain.doFilter(q, r);
        });
    }

    @AfterEach
    void close() {
        contexts.close();
    }

    private String upgrade(String path) {
        return contexts.request(path).upgrade("any", new ScriptedBody()).send().text();
    }

    @Test
    void itIsAskedOnlyOnceThereIsSomethingToRoute() throws Exception {
        contexts.deploy();
        assertEquals("plain /live", upgrade("/app/live/b%20c"));
        access.routeUpgrades();
        assertEquals("route /live/b c null", upgrade("/app/live/b%20c"));
    }

    @Test
    void otherRequestsAndOtherPathsGoWhereTheyWouldGoAnyway() throws Exception {
        contexts.deploy();
        access.routeUpgrades();
        assertEquals("plain /live", contexts.request("/app/live/b%20c").send().text());
        assertEquals("plain /live", upgrade("/app/live/other"));
    }

    @Test
    void filtersSeeTheRequestByItsPath() throws Exception {
        contexts.deploy();
        access.routeUpgrades();
        upgrade("/app/live/./x/../b%20c");
        assertEquals(List.of("/live/b c"), seen);
    }

    @Test
    void aConstraintRefusesItByEveryNameOfThePath() throws Exception {
        contexts.definition.security(new SecurityDefinition(List.of(new Constraint("", List.of(
                new ResourceCollection("", List.of("/live/*"), Set.of(), Set.of())), Set.of(), Transport.NONE)), null,
                Set.of(), false));
        contexts.deploy();
        access.routeUpgrades();
        for (String path : List.of("/app/live/b%20c", "/app/live/%62%20c", "/app//live/b%20c", "/app/live/./b%20c",
                "/app/live;x=1/b%20c", "/app/x/../live/b%20c")) {
            assertEquals(403, contexts.request(path).upgrade("any", new ScriptedBody()).send().status(), path);
        }
        assertEquals(List.of(), seen);
    }
}
