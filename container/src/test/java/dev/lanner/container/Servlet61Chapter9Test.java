package dev.lanner.container;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

/// Dispatching requests (Servlet 6.1, 9).
class Servlet61Chapter9Test {
    private final Contexts contexts = Contexts.at("/app");

    @AfterEach
    void close() {
        contexts.close();
    }

    private static void paths(HttpServletRequest q, HttpServletResponse r) throws IOException {
        r.getWriter().print(q.getDispatcherType() + " " + q.getRequestURI() + " " + q.getServletPath() + " "
                + q.getPathInfo() + " " + q.getQueryString() + " " + q.getHttpServletMapping().getPattern());
    }

    @Test
    void forwardShowsTheNewPathsAndKeepsTheOldOnesInAttributes() {
        contexts.servlet("a", (q, r) -> {
            r.getWriter().print("dropped");
            q.getRequestDispatcher("/b/info?y=2").forward(q, r);
            r.getWriter().print("ignored");
        }, "/a/*").servlet("b", (q, r) -> {
            paths(q, r);
            r.getWriter().print(" | " + q.getAttribute(RequestDispatcher.FORWARD_REQUEST_URI) + " "
                    + q.getAttribute(RequestDispatcher.FORWARD_CONTEXT_PATH) + " "
                    + q.getAttribute(RequestDispatcher.FORWARD_SERVLET_PATH) + " "
                    + q.getAttribute(RequestDispatcher.FORWARD_PATH_INFO) + " "
                    + q.getAttribute(RequestDispatcher.FORWARD_QUERY_STRING));
        }, "/b/*");

        assertEquals("FORWARD /app/b/info /b /info y=2 /b/* | /app/a/x /app /a /x y=1",
                contexts.text("/app/a/x?y=1"));
    }

    @Test
    void forwardWithoutAQueryKeepsTheClientsQuery() {
        contexts.servlet("a", (q, r) -> q.getRequestDispatcher("/b").forward(q, r), "/a").servlet("b",
                (q, r) -> r.getWriter().print(q.getQueryString()), "/b");
        assertEquals("z=1", contexts.text("/app/a?z=1"));
    }

    @Test
    void includeKeepsThePathsAndSetsAttributes() {
        contexts.servlet("a", (q, r) -> {
            r.getWriter().print("[");
            q.getRequestDispatcher("/b/info?y=2").include(q, r);
            r.getWriter().print("]" + q.getAttribute(RequestDispatcher.INCLUDE_SERVLET_PATH));
        }, "/a").servlet("b", (q, r) -> {
            paths(q, r);
            r.setStatus(500);
            r.setHeader("X", "ignored");
            r.getWriter().print(" | " + q.getAttribute(RequestDispatcher.INCLUDE_REQUEST_URI) + " "
                    + q.getAttribute(RequestDispatcher.INCLUDE_SERVLET_PATH) + " "
                    + q.getAttribute(RequestDispatcher.INCLUDE_PATH_INFO) + " "
                    + q.getAttribute(RequestDispatcher.INCLUDE_QUERY_STRING));
        }, "/b/*");

        var response = contexts.get("/app/a?x=1");

        assertEquals("[INCLUDE /app/a /a null x=1 /a | /app/b/info /b /info y=2]null", response.text());
        assertEquals(200, response.status());
        assertNull(response.header("X"));
    }

    @Test
    void parametersOfTheDispatchComeFirstAndGoAgain() {
        contexts.servlet("a", (q, r) -> {
            q.getRequestDispatcher("/b?p=new").include(q, r);
            r.getWriter().print(Arrays.toString(q.getParameterValues("p")));
        }, "/a").servlet("b", (q, r) -> r.getWriter().print(Arrays.toString(q.getParameterValues("p"))), "/b");

        assertEquals("[new, old][old]", contexts.text("/app/a?p=old"));
    }

    @Test
    void namedDispatchChangesNoPaths() {
        contexts.servlet("a", (q, r) -> q.getServletContext().getNamedDispatcher("b").forward(q, r), "/a").servlet("b",
                (q, r) -> {
                    paths(q, r);
                    r.getWriter().print(q.getAttribute(RequestDispatcher.FORWARD_REQUEST_URI));
                });

        assertEquals("FORWARD /app/a /a null q=1 /anull", contexts.text("/app/a?q=1"));
        assertEquals(200, contexts.get("/app/a").status());
    }

    @Test
    void aRelativePathIsRelativeToTheRequest() {
        contexts.servlet("a", (q, r) -> q.getRequestDispatcher("../c").forward(q, r), "/x/a/b").servlet("c",
                Servlet61Chapter9Test::paths, "/x/c");
        assertEquals("FORWARD /app/x/a/../c /x/c null null /x/c", contexts.text("/app/x/a/b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/../x", "/a/%2e%2e/x", "/a%2fb", "/a/..;x/b", "/a\\b", "/%00"})
    void aPathThatAClientCouldNotNameGivesNoDispatcher(String path) {
        contexts.servlet("a", (q, r) -> r.getWriter().print(q.getRequestDispatcher(path)), "/a");
        assertEquals("null", contexts.text("/app/a"));
    }

    @Test
    void forwardAfterCommitIsRefused() {
        contexts.servlet("a", (q, r) -> {
            r.flushBuffer();
            try {
                q.getRequestDispatcher("/b").forward(q, r);
            } catch (IllegalStateException e) {
                r.getWriter().print("refused");
            }
        }, "/a").servlet("b", (q, r) -> r.getWriter().print("b"), "/b");
        assertEquals("refused", contexts.text("/app/a"));
    }

    @Test
    void wrappersPassThroughAForward() {
        contexts.servlet("a", (q, r) -> q.getRequestDispatcher("/b").forward(q, new HttpServletResponseWrapper(r) {
            @Override
            public void setHeader(String name, String value) {
                super.setHeader(name, "wrapped " + value);
            }
        }), "/a").servlet("b", (q, r) -> {
            r.setHeader("X", "x");
            r.getWriter().print("b");
        }, "/b");

        var response = contexts.get("/app/a");
        assertEquals("wrapped x", response.header("X"));
        assertEquals("b", response.text());
    }
}
