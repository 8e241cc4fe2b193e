package dev.lanner.container;

import dev.lanner.container.definition.ComponentRef;
import dev.lanner.container.definition.FilterDefinition;
import dev.lanner.container.definition.FilterMappingDefinition;
import dev.lanner.container.definition.InitializerDefinition;
import dev.lanner.container.definition.ListenerDefinition;
import dev.lanner.container.definition.ServletDefinition;
import dev.lanner.container.definition.UnavailableComponent;
import dev.lanner.container.definition.UnavailableComponent.Kind;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.UnavailableException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

/// Parts of an application that can't be used: 503 for what needs them, the rest serves (Servlet 6.1, 2.3.3.2).
class AvailabilityTest {
    private final Contexts contexts = Contexts.at("/app");

    @AfterEach
    void close() {
        contexts.close();
    }

    private static UnavailableComponent unavailable(Kind kind, String name) {
        return new UnavailableComponent(kind, name, "class a.Missing is not there");
    }

    @Test
    void whatIsListedAnswers503AndNeverFailsTheDeployment() {
        contexts.servlet("good", (q, r) -> r.getWriter().print("good"), "/good", "/guarded");
        contexts.definition.servlet(ServletDefinition.builder("bad").className("a.Bad").loadOnStartup(1).build(),
                "/bad");
        contexts.definition.filter(FilterDefinition.of("guard", ComponentRef.named("a.Guard")));
        contexts.definition.filterMapping(FilterMappingDefinition.byUrl("guard", "/guarded"));
        contexts.definition.listener(ListenerDefinition.of(ComponentRef.named("a.Listens")));
        contexts.definition.unavailable(unavailable(Kind.SERVLET, "bad"));
        contexts.definition.unavailable(unavailable(Kind.FILTER, "guard"));
        contexts.definition.unavailable(unavailable(Kind.LISTENER, "a.Listens"));
        contexts.definition.unavailable(unavailable(Kind.INITIALIZER, "a.Initializes"));

        assertEquals("good", contexts.text("/app/good"));
        assertEquals(503, contexts.get("/app/bad").status());
        assertEquals(503, contexts.get("/app/bad").status(), "and stays so");
        assertEquals(503, contexts.get("/app/guarded").status());
    }

    @Test
    void aListedInitializerIsLeftOut() {
        contexts.servlet("good", (q, r) -> r.getWriter().print("good"), "/good");
        contexts.definition
                .initializer(new InitializerDefinition(ComponentRef.named("a.Initializes"), null));
        contexts.definition.unavailable(unavailable(Kind.INITIALIZER, "a.Initializes"));

        assertEquals("good", contexts.text("/app/good"));
    }

    @Test
    void aFilterThatCannotBeLoadedFailsClosed() {
        contexts.servlet("s", (q, r) -> r.getWriter().print("served"), "/secret/a", "/open");
        contexts.definition.filter(FilterDefinition.of("guard", ComponentRef.named("a.b.NoSuchFilter")));
        contexts.definition.filterMapping(FilterMappingDefinition.byUrl("guard", "/secret/*"));

        assertEquals("served", contexts.text("/app/open"));
        assertEquals(503, contexts.get("/app/secret/a").status());
    }

    /// Counts its starts; is unavailable for a moment when asked to.
    private static final class Moody extends HttpServlet {
        private static final long serialVersionUID = 1L;
        private final AtomicInteger starts = new AtomicInteger();

        @Override
        public void init(ServletConfig config) {
            starts.incrementAndGet();
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws UnavailableException, IOException {
            String mood = request.getParameter("mood");
            if ("short".equals(mood)) {
                throw new UnavailableException("a moment", 1);
            }
            if ("long".equals(mood)) {
                throw new UnavailableException("for good");
            }
            response.getWriter().print("started " + starts.get());
        }
    }

    private void moody() {
        contexts.definition.servlet(ServletDefinition.builder("moody").instance(new Moody()).build(), "/moody");
    }

    @Test
    void aServletThatIsUnavailableForAMomentIsNotInitializedAgain() {
        moody();
        var refused = contexts.get("/app/moody?mood=short");
        assertEquals(503, refused.status());
        assertEquals("1", refused.header("Retry-After"));
        dev.lanner.testkit.Eventually.until("it serves again",
                () -> contexts.get("/app/moody").status() == 200);
        assertEquals("started 1", contexts.text("/app/moody"));
    }

    @Test
    void aServletThatIsUnavailableForGoodIsNotFound() {
        moody();
        assertEquals(404, contexts.get("/app/moody?mood=long").status());
        assertEquals(404, contexts.get("/app/moody").status());
    }

    @Test
    void whoDispatchesToAnUnavailableServletStaysAvailable() {
        moody();
        contexts.servlet("outer", (q, r) -> {
            if (q.getParameter("plain") != null) {
                r.getWriter().print("plain");
            } else {
                q.getRequestDispatcher("/moody?mood=long").include(q, r);
            }
        }, "/outer");

        assertEquals(503, contexts.get("/app/outer").status());
        assertEquals(503, contexts.get("/app/outer").status());
        assertEquals("plain", contexts.text("/app/outer?plain=1"));
        assertEquals(404, contexts.get("/app/moody").status());
    }
}
