package dev.lanner.container;

import dev.lanner.container.binding.ContextId;
import dev.lanner.container.definition.ComponentRef;
import dev.lanner.container.definition.ContextDefinition;
import dev.lanner.container.definition.ContextDefinitionBuilder;
import dev.lanner.container.definition.ListenerDefinition;
import dev.lanner.container.definition.ServletDefinition;
import dev.lanner.testkit.InMemoryConnector;
import dev.lanner.testkit.TestResponse;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Several versions of one context path at once.
class ParallelVersionsTest {
    private final ServletContainer container = ServletContainer.builder().drainTimeout(Duration.ofMillis(200)).build();
    private final InMemoryConnector connector = new InMemoryConnector(container);

    @AfterEach
    void end() {
        container.close();
    }

    private static ContextDefinitionBuilder version(String version) {
        return ContextDefinition.builder(new ContextId("", "/app", version))
                .servlet(ServletDefinition.builder("s").instance(Contexts.servlet((request, response) -> response
                        .getWriter().print("version " + version))).build(), "/*");
    }

    private String get(String path) throws Exception {
        TestResponse response = connector.get(path).send();
        return response.status() == 200 ? response.text() : String.valueOf(response.status());
    }

    @Test
    void theNewestServesWhateverTheOrderOfDeployment() throws Exception {
        container.deploy(version("10").build());
        container.deploy(version("9").build());
        container.deploy(version("").build());
        assertEquals("version 10", get("/app/x"));
        assertTrue(container.undeploy(new ContextId("", "/app", "10")));
        assertEquals("version 9", get("/app/x"));
        assertTrue(container.undeploy(new ContextId("", "/app", "9")));
        assertEquals("version ", get("/app/x"));
        assertFalse(container.undeploy(new ContextId("", "/app", "9")));
        assertTrue(container.undeploy("/app"));
        assertEquals("404", get("/app/x"));
    }

    @Test
    void aNewerOneThatFailsLeavesTheOlderServing() throws Exception {
        container.deploy(version("1").build());
        ServletContextListener failing = new ServletContextListener() {
            @Override
            public void contextInitialized(ServletContextEvent event) {
                throw new IllegalStateException("no database");
            }
        };
        ContextDefinition bad = version("2").listener(ListenerDefinition.of(ComponentRef.given(failing))).build();
        assertThrows(DeploymentException.class, () -> container.deploy(bad));
        assertEquals("version 1", get("/app/x"));
        container.fail(new ContextId("", "/app", "3"), "unreadable");
        assertEquals("version 1", get("/app/x"));
        assertEquals("[/app##1 RUNNING, /app##2 FAILED, /app##3 FAILED]", container.contexts().stream()
                .map(info -> info.id() + " " + info.state()).toList().toString());
        container.undeploy(new ContextId("", "/app", "1"));
        assertEquals("503", get("/app/x"));
    }

    @Test
    void aVersionCanBeReplaced() throws Exception {
        container.deploy(version("1").build());
        container.deploy(version("2").build());
        assertTrue(assertThrows(DeploymentException.class, () -> container.deploy(version("2").build())).getMessage()
                .contains("/app##2"));
        container.replace(version("2").build());
        assertEquals("version 2", get("/app/x"));
        assertEquals(2, container.contexts().size());
    }
}
