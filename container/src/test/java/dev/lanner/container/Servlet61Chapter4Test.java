package dev.lanner.container;

import dev.lanner.container.definition.ComponentRef;
import dev.lanner.container.definition.InitializerDefinition;
import dev.lanner.container.definition.ListenerDefinition;
import dev.lanner.container.definition.SecurityDefinition;
import dev.lanner.container.definition.ServletDefinition;
import dev.lanner.container.definition.UnavailableComponent;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextAttributeEvent;
import jakarta.servlet.ServletContextAttributeListener;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.http.HttpServlet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Contexts: configuration by code, life cycle, deployment at run time (Servlet 6.1, 4, 8.2.4, 11).
class Servlet61Chapter4Test {
    private final Contexts contexts = Contexts.at("/app");
    private final List<String> events = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void close() {
        contexts.close();
    }

    private final class Tracked extends HttpServlet {
        private static final long serialVersionUID = 1L;
        private final String name;

        Tracked(String name) {
            this.name = name;
        }

        @Override
        public void init(ServletConfig config) {
            events.add("init " + name);
        }

        @Override
        public void destroy() {
            events.add("destroy " + name);
        }
    }

    private final class Watcher implements ServletContextListener, ServletRequestListener {
        private final String name;

        Watcher(String name) {
            this.name = name;
        }

        @Override
        public void contextInitialized(ServletContextEvent event) {
            events.add("start " + name);
        }

        @Override
        public void contextDestroyed(ServletContextEvent event) {
            events.add("stop " + name);
        }

        @Override
        public void requestInitialized(ServletRequestEvent event) {
            events.add("in " + name);
        }

        @Override
        public void requestDestroyed(ServletRequestEvent event) {
            events.add("out " + name);
        }
    }

    @Test
    void partsStartInOrderAndStopInReverse() throws Exception {
        contexts.definition.listener(ListenerDefinition.of(ComponentRef.given(new Watcher("1"))))
                .listener(ListenerDefinition.of(ComponentRef.given(new Watcher("2"))))
                .servlet(ServletDefinition.builder("b").instance(new Tracked("b")).loadOnStartup(2).build(), "/b")
                .servlet(ServletDefinition.builder("a").instance(new Tracked("a")).loadOnStartup(1).build(), "/a")
                .servlet(ServletDefinition.builder("lazy").instance(new Tracked("lazy")).build(), "/lazy");
        ServletContainerInitializer initializer = (classes, context) -> {
            events.add("initializer " + classes);
            context.addListener(new Watcher("3"));
        };
        contexts.definition.initializer(new InitializerDefinition(ComponentRef.given(initializer), null));
        contexts.deploy();
        contexts.get("/app/lazy");
        contexts.container().undeploy("/app");

        assertEquals(List.of("initializer null", "start 1", "start 2", "start 3", "init a", "init b", "in 1", "in 2",
                "in 3", "init lazy", "out 3", "out 2", "out 1", "destroy b", "destroy a", "destroy lazy", "stop 3",
                "stop 2", "stop 1"), events);
        assertEquals(404, contexts.get("/app/lazy").status());
    }

    @Test
    void anInitializerAddsServletsFiltersAndMappings() {
        ServletContainerInitializer initializer = (classes, context) -> {
            var servlet = context.addServlet("added", Contexts.servlet((q, r) -> r.getWriter()
                    .print("added " + q.getServletContext().getInitParameter("p"))));
            assertEquals(Set.of(), servlet.addMapping("/added", "*.x"));
            assertNull(context.addServlet("added", new Tracked("again")));
            var other = context.addServlet("other", new Tracked("other"));
            assertEquals(Set.of("/added"), other.addMapping("/added", "/free"));
            assertTrue(other.getMappings().isEmpty());
            assertTrue(context.setInitParameter("p", "v"));
            assertFalse(context.setInitParameter("p", "w"));
            context.addFilter("f", (q, r, chain) -> {
                r.getWriter().print("f ");
                chain.doFilter(q, r);
            }).addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/added");
        };
        contexts.definition.initializer(new InitializerDefinition(ComponentRef.given(initializer), null));
        contexts.servlet("s", (q, r) -> {
            ServletContext context = q.getServletContext();
            assertThrows(IllegalStateException.class, () -> context.addServlet("x", new Tracked("x")));
            assertThrows(IllegalStateException.class, () -> context.setSessionTimeout(1));
            assertThrows(IllegalStateException.class, () -> context.addListener(new Watcher("x")));
            assertThrows(IllegalStateException.class, () -> context.getServletRegistration("added").addMapping("/z"));
            r.getWriter().print(context.getServletRegistration("added").getMappings().size());
        }, "/s");

        assertEquals("f added v", contexts.text("/app/added"));
        assertEquals("added v", contexts.text("/app/y.x"));
        assertEquals("2", contexts.text("/app/s"));
    }

    @Test
    void attributesOfTheContextTellListeners() {
        contexts.definition.listener(ListenerDefinition.of(ComponentRef.given(new ServletContextAttributeListener() {
            @Override
            public void attributeAdded(ServletContextAttributeEvent event) {
                events.add("added " + event.getValue());
            }

            @Override
            public void attributeReplaced(ServletContextAttributeEvent event) {
                events.add("replaced " + event.getValue());
            }

            @Override
            public void attributeRemoved(ServletContextAttributeEvent event) {
                events.add("removed " + event.getValue());
            }
        })));
        contexts.servlet("s", (q, r) -> {
            q.getServletContext().setAttribute("a", 1);
            q.getServletContext().setAttribute("a", 2);
            q.getServletContext().removeAttribute("a");
            q.getServletContext().removeAttribute("a");
        }, "/s");
        contexts.get("/app/s");
        assertEquals(List.of("added 1", "replaced 1", "removed 2"), events);
    }

    @Test
    void aContextThatFailsAnswers503AndTheOthersServe() throws Exception {
        contexts.servlet("s", (q, r) -> r.getWriter().print("ok"), "/s").deploy();
        Contexts bad = Contexts.at("/bad");
        bad.definition.listener(ListenerDefinition.of(ComponentRef.given(new ServletContextListener() {
            @Override
            public void contextInitialized(ServletContextEvent event) {
                throw new IllegalStateException("no");
            }
        })));

        String message = assertThrows(DeploymentException.class,
                () -> contexts.container().deploy(bad.definition.build())).getMessage();

        assertTrue(message.startsWith("LNR-3013"), message);
        assertEquals(503, contexts.get("/bad/x").status());
        assertEquals("ok", contexts.text("/app/s"));
        assertNotNull(contexts.container().contexts().getLast().failure());
        assertThrows(DeploymentException.class, () -> contexts.container().deploy(contexts.definition.build()));
        bad.close();
    }

    @Test
    void replacingServesTheNewVersionAndAFailedOneLeavesTheOld() throws Exception {
        contexts.servlet("s", (q, r) -> r.getWriter().print("old"), "/s").deploy();
        Contexts next = Contexts.at("/app").servlet("s", (q, r) -> r.getWriter().print("new"), "/s");
        Contexts broken = Contexts.at("/app");
        broken.definition.servletMapping("no-slash", "s").servlet(
                ServletDefinition.builder("s").instance(new Tracked("s")).build());

        assertThrows(DeploymentException.class, () -> contexts.container().replace(broken.definition.build()));
        assertEquals("old", contexts.text("/app/s"));
        contexts.container().replace(next.definition.build());
        assertEquals("new", contexts.text("/app/s"));
        next.close();
        broken.close();
    }

    @Test
    void undeployWaitsForRunningRequests() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        contexts.servlet("s", (q, r) -> {
            entered.countDown();
            go.await();
            r.getWriter().print("ended " + events);
        }, "/s");
        var exchange = contexts.request("/app/s").start();
        entered.await();
        Thread stopping = Thread.ofVirtual().start(() -> contexts.container().undeploy("/app"));
        while (contexts.container().contexts().getFirst().state() != ContextInfo.State.STOPPING) {
            Thread.onSpinWait();
        }
        assertEquals(503, contexts.get("/app/s").status());
        go.countDown();
        assertEquals("ended []", exchange.await().text());
        stopping.join();
        assertEquals(404, contexts.get("/app/s").status());
    }

    @Test
    void aServletThatCanNotBeLoadedIsAloneUnavailable() {
        contexts.definition.servlet(ServletDefinition.builder("lost").className("no.Such").build(), "/lost")
                .unavailable(new UnavailableComponent(UnavailableComponent.Kind.SERVLET, "lost", "class not found"));
        contexts.servlet("s", (q, r) -> r.getWriter().print("ok"), "/s");
        assertEquals(503, contexts.get("/app/lost").status());
        assertEquals("ok", contexts.text("/app/s"));
    }

    @Test
    void constrainedPlacesFailClosedBeforeAnythingRuns() {
        contexts.definition.security(new SecurityDefinition(List.of(
                new SecurityDefinition.Constraint("c",
                        List.of(new SecurityDefinition.ResourceCollection("r", List.of("/admin/*"), Set.of(),
                                Set.of())),
                        Set.of("admin"), SecurityDefinition.Transport.NONE)),
                null, Set.of("admin"), false));
        contexts.filter("/*", (q, r, chain) -> {
            events.add("filter");
            chain.doFilter(q, r);
        }).servlet("s", (q, r) -> r.getWriter().print("s"), "/");

        for (String target : new String[]{"/app/admin/x", "/app//admin/x", "/app/./admin/x", "/app/%61dmin/x",
            "/app/admin;v=1/x", "/app/x/../admin"}) {
            assertEquals(403, contexts.get(target).status(), target);
        }
        assertEquals(List.of(), events);
        assertEquals("s", contexts.text("/app/free"));
    }
}
