package dev.lanner.container;

import dev.lanner.container.binding.ContextId;
import dev.lanner.container.definition.ComponentRef;
import dev.lanner.container.definition.ContextDefinition;
import dev.lanner.container.definition.ContextDefinitionBuilder;
import dev.lanner.container.definition.CookieDefinition;
import dev.lanner.container.definition.ListenerDefinition;
import dev.lanner.container.definition.ServletDefinition;
import dev.lanner.container.definition.SessionDefinition;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.RequestFeature;
import dev.lanner.testkit.InMemoryConnector;
import dev.lanner.testkit.TestResponse;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.SessionTrackingMode;
import jakarta.servlet.http.HttpSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

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
                .servlet(ServletDefinition.builder("s").instance(Contexts.servlet((request, response) -> {
                    if (request.getRequestURI().endsWith("/login")) {
                        request.getSession().setAttribute("user", "u" + version);
                    } else if (request.getRequestURI().endsWith("/logout")) {
                        request.getSession().invalidate();
                    }
                    HttpSession session = request.getSession(false);
                    response.getWriter().print("version " + version
                            + (session == null ? "" : " " + session.getAttribute("user")));
                })).build(), "/*");
    }

    private String get(String path, String session) {
        return connector.get(path).cookie("JSESSIONID", session).send().text();
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
    void aRequestThatIsHandedOnHasTheFieldsOfTheOneThatAnswers() throws Exception {
        container.deploy(version("").responseHeaders(Map.of("Old", "1", "Both", "old")).build());
        AtomicInteger asked = new AtomicInteger();
        // on its way to the old one when the new one takes over
        InMemoryConnector late = new InMemoryConnector(exchange -> {
            RequestFeature request = exchange.require(Features.REQUEST);
            RequestFeature slow = mock(RequestFeature.class, delegatesTo(request));
            when(slow.target()).then(call -> {
                if (asked.incrementAndGet() == 2) {
                    container.replace(version("").responseHeaders(Map.of("New", "1", "Both", "new")).build());
                }
                return request.target();
            });
            exchange.set(Features.REQUEST, slow);
            container.handle(exchange);
        });
        TestResponse response = late.get("/app/x").send();
        assertEquals("version ", response.text());
        assertEquals("1", response.header("New"));
        assertEquals("new", response.header("Both"));
        assertNull(response.header("Old"));
    }

    @Test
    void whoHasASessionStaysWithItsVersion() throws Exception {
        container.deploy(version("1").build());
        String first = connector.get("/app/login").send().cookie("JSESSIONID");
        container.deploy(version("2").build());
        String second = connector.get("/app/login").send().cookie("JSESSIONID");
        container.deploy(version("3").build());
        assertEquals("version 1 u1", get("/app/x", first));
        assertEquals("version 2 u2", get("/app/x", second));
        assertEquals("version 3", get("/app/x"));
        assertEquals("version 3", get("/app/x", "unknown"));
        // the cookie of one that has ended does not hide the other
        assertEquals("version 1 u1", connector.get("/app/x").header("Cookie", "JSESSIONID=gone; JSESSIONID=" + first)
                .send().text());
        assertEquals("version 1", get("/app/logout", first));
        assertEquals("version 3", get("/app/x", first));
        container.undeploy(new ContextId("", "/app", "2"));
        assertEquals("version 3", get("/app/x", second));
    }

    @Test
    void whoHasASessionOfTheOneWithoutAVersionStaysThereToo() throws Exception {
        container.deploy(version("").build());
        String session = connector.get("/app/login").send().cookie("JSESSIONID");
        container.deploy(version("1").build());
        assertEquals("version  u", get("/app/x", session));
        assertEquals("version 1", get("/app/x"));
    }

    @Test
    void anIdInThePathCountsWhereTheVersionTracksByUrl() throws Exception {
        SessionDefinition byUrl = new SessionDefinition(null, CookieDefinition.DEFAULT,
                Set.of(SessionTrackingMode.URL));
        container.deploy(version("1").session(byUrl).build());
        List<String> ids = new ArrayList<>();
        container.deploy(version("2").session(byUrl).servlet(ServletDefinition.builder("id").instance(
                Contexts.servlet((request, response) -> ids.add(request.getSession().getId()))).build(), "/id")
                .build());
        get("/app/id");
        container.deploy(version("3").build());
        assertEquals("version 2 null", get("/app/x;jsessionid=" + ids.getFirst()));
        assertEquals("version 3", get("/app/x;jsessionid=other"));
    }

    // ---- the end of old versions

    private static ContextDefinitionBuilder sweepable(String version) {
        return version(version).settings(new SettingValues(null,
                Map.of(Settings.UNDEPLOY_OLD_VERSIONS, new SettingValues.Value(true, "test"))));
    }

    private BlockingQueue<ContextId> swept() {
        BlockingQueue<ContextId> swept = new LinkedBlockingQueue<>();
        container.undeployOldVersions(id -> {
            container.undeploy(id);
            swept.add(id);
        });
        return swept;
    }

    @Test
    void anOldVersionThatNobodyNeedsEnds() throws Exception {
        BlockingQueue<ContextId> swept = swept();
        container.deploy(sweepable("1").build());
        String session = connector.get("/app/login").send().cookie("JSESSIONID");
        container.sweepOldVersions();
        container.deploy(sweepable("2").build());
        container.deploy(version("0").build());
        container.sweepOldVersions();
        assertNull(swept.poll());
        assertEquals("version 1 u1", get("/app/x", session));
        get("/app/logout", session);
        container.sweepOldVersions();
        assertEquals(new ContextId("", "/app", "1"), swept.poll(20, TimeUnit.SECONDS));
        assertEquals("[/app##0 RUNNING, /app##2 RUNNING]", container.contexts().stream()
                .map(info -> info.id() + " " + info.state()).toList().toString());
    }

    @Test
    void anOldVersionStaysWhileTheNewerOneDoesNotServeOrARequestRuns() throws Exception {
        BlockingQueue<ContextId> swept = swept();
        List<ContextId> during = new ArrayList<>();
        container.deploy(sweepable("1").servlet(ServletDefinition.builder("sweep").instance(
                Contexts.servlet((request, response) -> {
                    container.deploy(version("2").build());
                    container.sweepOldVersions();
                    during.addAll(swept);
                })).build(), "/sweep").build());
        container.fail(new ContextId("", "/app", "9"), "unreadable");
        container.sweepOldVersions();
        get("/app/sweep");
        assertEquals(List.of(), during);
        assertEquals(List.of(), List.copyOf(swept));
        container.sweepOldVersions();
        assertEquals(new ContextId("", "/app", "1"), swept.poll(20, TimeUnit.SECONDS));
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
