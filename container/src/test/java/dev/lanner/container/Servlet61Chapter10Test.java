package dev.lanner.container;

import dev.lanner.container.definition.ErrorPageDefinition;
import dev.lanner.spi.RequestRejectedException;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.UnavailableException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Error pages (Servlet 6.1, 10.9), and what a client gets without one.
class Servlet61Chapter10Test {
    private final Contexts contexts = Contexts.at("/app");

    @AfterEach
    void close() {
        contexts.close();
    }

    private static void page(HttpServletRequest q, HttpServletResponse r) throws IOException {
        r.getWriter().print(q.getDispatcherType() + " " + q.getMethod() + " " + q.getRequestURI() + " | "
                + q.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) + " "
                + q.getAttribute(RequestDispatcher.ERROR_METHOD) + " "
                + q.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) + " "
                + q.getAttribute(RequestDispatcher.ERROR_QUERY_STRING) + " "
                + q.getAttribute(RequestDispatcher.ERROR_SERVLET_NAME) + " "
                + q.getAttribute(RequestDispatcher.ERROR_EXCEPTION_TYPE) + " "
                + q.getAttribute(RequestDispatcher.ERROR_MESSAGE));
    }

    @Test
    void sendErrorDispatchesToThePageOfItsStatus() {
        contexts.definition.errorPage(ErrorPageDefinition.forStatus(404, "/page"));
        contexts.servlet("a", (q, r) -> {
            r.getWriter().print("dropped");
            r.setHeader("Kept", "yes");
            r.sendError(404, "gone <b>");
            r.getWriter().print("ignored");
        }, "/a").servlet("page", Servlet61Chapter10Test::page, "/page");

        var response = contexts.request("POST", "/app/a?x=1").send();

        assertEquals(404, response.status());
        assertEquals("yes", response.header("Kept"));
        assertEquals("ERROR GET /app/page | 404 POST /app/a x=1 a null gone <b>", response.text());
    }

    @ParameterizedTest
    @CsvSource({"io, sub", "file, file", "wrapped, sub", "runtime, all", "servlet, servlet"})
    void exceptionsFindTheNearestPage(String kind, String page) {
        contexts.definition.errorPage(ErrorPageDefinition.forException("java.io.IOException", "/sub"))
                .errorPage(ErrorPageDefinition.forException("java.io.FileNotFoundException", "/file"))
                .errorPage(ErrorPageDefinition.forException("jakarta.servlet.UnavailableException", "/servlet"))
                .errorPage(ErrorPageDefinition.forAll("/all"));
        contexts.servlet("a", (q, r) -> {
            switch (kind) {
                case "io" -> throw new IOException("x");
                case "file" -> throw new FileNotFoundException("x");
                case "wrapped" -> throw new ServletException("x", new IOException("y"));
                case "servlet" -> throw new UnavailableException("x", 5);
                default -> throw new IllegalArgumentException("x");
            }
        }, "/a");
        for (String each : new String[]{"sub", "file", "all", "servlet"}) {
            contexts.servlet(each, (q, r) -> r.getWriter().print(each), "/" + each);
        }

        assertEquals(page, contexts.text("/app/a"));
    }

    @Test
    void withoutAPageTheAnswerGivesNothingAway() {
        contexts.servlet("a", (q, r) -> {
            throw new IllegalStateException("secret");
        }, "/a").servlet("b", (q, r) -> r.sendError(400, "<script>\"&'"), "/b");

        var failed = contexts.request("/app/a").header("Accept", "text/html").send();
        var refused = contexts.request("/app/b").header("Accept", "text/html").send();
        var json = contexts.request("/app/b").header("Accept", "application/json").send();

        assertEquals(500, failed.status());
        assertFalse(failed.text().contains("secret"));
        assertFalse(failed.text().contains("Exception"));
        assertFalse(failed.text().toLowerCase().contains("lanner"));
        assertTrue(refused.text().contains("&lt;script&gt;&quot;&amp;&#39;"), refused.text());
        assertEquals("application/json", json.header("Content-Type"));
        assertTrue(json.text().startsWith("{\"status\":400,\"error\":\"Bad Request\""), json.text());
    }

    @Test
    void anErrorPageThatFailsIsReplacedByThePlainOne() {
        contexts.definition.errorPage(ErrorPageDefinition.forAll("/page"));
        contexts.servlet("a", (q, r) -> r.sendError(410), "/a").servlet("page", (q, r) -> {
            throw new IllegalStateException("page");
        }, "/page");

        assertEquals(410, contexts.get("/app/a").status());
        assertTrue(contexts.text("/app/a").contains("Gone"));
    }

    @Test
    void aRejectedBodyIsAnsweredWithItsStatus() {
        contexts.servlet("a", (q, r) -> {
            throw new ServletException(new RequestRejectedException(413, "request-body-too-large", "x"));
        }, "/a");
        assertEquals(413, contexts.get("/app/a").status());
    }

    @Test
    void aBodyOverTheLimitIs413() {
        contexts.servlet("a", (q, r) -> r.getWriter().print(q.getInputStream().readAllBytes().length), "/a");
        assertEquals(413, contexts.request("POST", "/app/a").maxBodySize(10).body("01234567890").send().status());
        assertEquals("10", contexts.request("POST", "/app/a").maxBodySize(10).body("0123456789").send().text());
    }

    @Test
    void unavailableForEverIs404AndForAWhileIs503() {
        contexts.servlet("ever", (q, r) -> {
            throw new UnavailableException("never again");
        }, "/ever").servlet("while", (q, r) -> {
            throw new UnavailableException("later", 30);
        }, "/while");

        assertEquals(404, contexts.get("/app/ever").status());
        assertEquals(404, contexts.get("/app/ever").status());
        var later = contexts.get("/app/while");
        assertEquals(503, later.status());
        assertNotNull(later.header("Retry-After"));
        assertEquals(503, contexts.get("/app/while").status());
    }

    @Test
    void aFailureAfterTheResponseStartedAbortsTheExchange() {
        contexts.servlet("a", (q, r) -> {
            r.getWriter().print("part");
            r.flushBuffer();
            throw new IllegalStateException("late");
        }, "/a");
        assertTrue(contexts.get("/app/a").aborted());
    }
}
