package dev.lanner.container;

import dev.lanner.container.definition.ComponentRef;
import dev.lanner.container.definition.ErrorPageDefinition;
import dev.lanner.container.definition.InitializerDefinition;
import dev.lanner.container.definition.MultipartDefinition;
import dev.lanner.container.definition.ServletDefinition;
import dev.lanner.testkit.TestResponse;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.annotation.HttpMethodConstraint;
import jakarta.servlet.annotation.MultipartConfig;
import jakarta.servlet.annotation.ServletSecurity;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Rules that meet each other: wrappers, dispatches, commits, encodings.
class Servlet61CornersTest {
    private final Contexts contexts = Contexts.at("/app");
    private final List<String> events = new CopyOnWriteArrayList<>();

    @TempDir Path directory;

    @AfterEach
    void close() {
        contexts.close();
    }

    // ---- where a client gets

    @ParameterizedTest
    @ValueSource(strings = {"/app/WEB-INF/web.xml", "/app/web-inf/x", "/app/META-INF/MANIFEST.MF", "/app//WEB-INF/x",
        "/app/./WEB-INF/x", "/app/a/../WEB-INF/x", "/app/%57EB-INF/x", "/app/WEB-INF;a=b/x", "/app/WEB-INF",
        "/app/WEB-INF/x.do"})
    void noServletServesTheInsidesToAClient(String target) {
        contexts.servlet("all", (q, r) -> events.add("served"), "/*", "*.do");
        assertEquals(404, contexts.get(target).status());
        assertEquals(List.of(), events);
        contexts.get("/app/WEB-INFO");
        assertEquals(List.of("served"), events);
    }

    @Test
    void theDefaultServletCanBeMappedByTheApplication() {
        contexts.definition.servletMapping("/static/*", "default");
        contexts.definition.initializer(new InitializerDefinition(
                ComponentRef.given((ServletContainerInitializer) (types, context) -> {
                    ServletRegistration registration = context.getServletRegistration("default");
                    assertNotNull(registration);
                    registration.addMapping("/more/*");
                }), null));
        contexts.servlet("all", (q, r) -> r.getWriter().print(q.getServletContext().getServletRegistration("default")
                .getMappings()), "/");
        assertEquals("[/static/*, /more/*]", contexts.text("/app/x"));
        assertEquals(404, contexts.get("/app/static/none.css").status());
        assertEquals(404, contexts.get("/app/more/none.css").status());
    }

    @ParameterizedTest
    @CsvSource({"/app/exact,EXACT,exact,/exact", "/app/path/a/b,PATH,a/b,/path/*", "/app/path,PATH,'',/path/*",
        "/app/d/a.ext,EXTENSION,d/a,*.ext", "/app/,CONTEXT_ROOT,'',''", "/app/other,DEFAULT,'',/"})
    void theMappingSaysWhatMatched(String target, String match, String value, String pattern) {
        contexts.servlet("s", (q, r) -> {
            HttpServletMapping mapping = q.getHttpServletMapping();
            r.getWriter().print(mapping.getMappingMatch() + " " + mapping.getMatchValue() + " " + mapping.getPattern()
                    + " " + mapping.getServletName());
        }, "/exact", "/path/*", "*.ext", "", "/");
        assertEquals(match + " " + value + " " + pattern + " s", contexts.text(target));
    }

    @Test
    void theMappingOfADispatchIsThatOfItsTargetButForIncludes() {
        contexts.servlet("from", (q, r) -> {
            switch (q.getParameter("by")) {
                case "forward" -> q.getRequestDispatcher("/to/x").forward(q, r);
                case "include" -> q.getRequestDispatcher("/to/x").include(q, r);
                default -> q.startAsync().dispatch("/to/x");
            }
        }, "/from").servlet("to", (q, r) -> r.getWriter().print(q.getHttpServletMapping().getServletName() + " "
                + name(q, RequestDispatcher.FORWARD_MAPPING) + " " + name(q, RequestDispatcher.INCLUDE_MAPPING) + " "
                + name(q, AsyncContext.ASYNC_MAPPING)), "/to/*");
        assertEquals("to from null null", contexts.text("/app/from?by=forward"));
        assertEquals("from null to null", contexts.text("/app/from?by=include"));
        assertEquals("to null null from", contexts.text("/app/from?by=async"));
    }

    private static String name(HttpServletRequest request, String attribute) {
        return request.getAttribute(attribute) instanceof HttpServletMapping mapping ? mapping.getServletName() : null;
    }

    // ---- wrappers and async

    @Test
    void asyncOfAWrappedRequestKeepsTheWrappersForItsDispatch() {
        contexts.filter("/a", (q, r, chain) -> chain.doFilter(new HttpServletRequestWrapper(q) {
            @Override
            public String getHeader(String name) {
                return "wrapped";
            }
        }, r)).servlet("a", (q, r) -> {
            AsyncContext async = q.getParameter("plain") != null ? q.startAsync() : q.startAsync(q, r);
            events.add("" + async.hasOriginalRequestAndResponse());
            async.dispatch("/b");
        }, "/a").servlet("b", (q, r) -> r.getWriter().print(q.getHeader("X") + " " + q.getDispatcherType()), "/b");
        assertEquals("wrapped ASYNC", contexts.text("/app/a"));
        assertEquals("null ASYNC", contexts.text("/app/a?plain=1"));
        assertEquals(List.of("false", "true"), events);
    }

    @Test
    void aTimeoutIsAnsweredByTheErrorPage() {
        contexts.definition.errorPage(ErrorPageDefinition.forStatus(500, "/error"));
        contexts.servlet("a", (q, r) -> q.startAsync().setTimeout(1), "/a").servlet("error",
                (q, r) -> r.getWriter().print(q.getDispatcherType() + " " + q.getAttribute(
                        RequestDispatcher.ERROR_STATUS_CODE) + " "
                        + q.getAttribute(
                                RequestDispatcher.ERROR_REQUEST_URI)
                        + " " + q.getMethod() + " " + q.getAttribute(
                                RequestDispatcher.ERROR_METHOD)),
                "/error");
        TestResponse response = contexts.request("POST", "/app/a").send();
        assertEquals(500, response.status());
        assertEquals("ERROR 500 /app/a GET POST", response.text());
    }

    @Test
    void aWrapperThatKeepsTheBodyStillHasItAfterAForward() {
        contexts.filter("/a", (q, r, chain) -> {
            StringWriter kept = new StringWriter();
            chain.doFilter(q, new HttpServletResponseWrapper(r) {
                private final PrintWriter writer = new PrintWriter(kept);

                @Override
                public PrintWriter getWriter() {
                    return writer;
                }
            });
            r.getWriter().print("<" + kept + ">");
        }).servlet("a", (q, r) -> q.getRequestDispatcher("/b").forward(q, r), "/a").servlet("b",
                (q, r) -> r.getWriter().print("kept"), "/b");
        assertEquals("<kept>", contexts.text("/app/a"));
    }

    @Test
    void afterAForwardNothingMoreIsWritten() {
        contexts.servlet("a", (q, r) -> {
            r.getWriter().print("before");
            q.getRequestDispatcher("/b").forward(q, r);
            r.getWriter().print("after");
            r.setHeader("X-After", "1");
            events.add("" + r.isCommitted());
        }, "/a").servlet("b", (q, r) -> r.getWriter().print("b"), "/b");
        TestResponse response = contexts.get("/app/a");
        assertEquals("b", response.text());
        assertNull(response.header("X-After"));
        assertEquals(List.of("true"), events);
    }

    @Test
    void anIncludeChangesNeitherStatusNorFields() {
        contexts.servlet("a", (q, r) -> {
            r.setHeader("X-A", "a");
            r.getWriter().print("[");
            q.getRequestDispatcher("/b").include(q, r);
            r.getWriter().print("]");
        }, "/a").servlet("b", (q, r) -> {
            r.setStatus(418);
            r.setHeader("X-A", "b");
            r.addHeader("X-B", "b");
            r.setContentType("text/css");
            r.setCharacterEncoding("UTF-16");
            r.sendError(500);
            r.sendRedirect("/elsewhere");
            r.addCookie(new jakarta.servlet.http.Cookie("c", "b"));
            r.reset();
            r.getWriter().print("b");
        }, "/b");
        TestResponse response = contexts.get("/app/a");
        assertEquals(200, response.status());
        assertEquals("b]", response.text(), "reset throws away the content alone");
        assertEquals("a", response.header("X-A"));
        assertNull(response.header("X-B"));
        assertNull(response.header("Set-Cookie"));
        assertNull(response.header("Location"));
    }

    // ---- commits

    @Test
    void afterCommitErrorsAndRedirectsAreRefusedAndFieldsIgnored() {
        contexts.servlet("s", (q, r) -> {
            r.getWriter().print("sent");
            r.flushBuffer();
            assertThrows(IllegalStateException.class, () -> r.sendError(500));
            assertThrows(IllegalStateException.class, () -> r.sendRedirect("/x"));
            assertThrows(IllegalStateException.class, r::reset);
            assertThrows(IllegalStateException.class, r::resetBuffer);
            assertThrows(IllegalStateException.class, () -> r.setBufferSize(1));
            r.setStatus(404);
            r.setHeader("X", "late");
            events.add("checked");
        }, "/s");
        TestResponse response = contexts.get("/app/s");
        assertEquals("sent", response.text());
        assertEquals(200, response.status());
        assertNull(response.header("X"));
        assertEquals(List.of("checked"), events);
    }

    @Test
    void sendErrorThrowsAwayTheBufferAndKeepsFieldsAndSession() {
        contexts.servlet("s", (q, r) -> {
            q.getSession();
            r.setHeader("X", "kept");
            r.getWriter().print("gone");
            r.sendError(409, "<conflict>");
            r.getWriter().print("gone too");
        }, "/s");
        TestResponse response = contexts.get("/app/s");
        assertEquals(409, response.status());
        assertEquals("kept", response.header("X"));
        assertTrue(response.header("Set-Cookie").startsWith("JSESSIONID="));
        assertTrue(response.text().contains("&lt;conflict&gt;") && !response.text().contains("gone"),
                response::text);
    }

    // ---- bodies, parameters, encodings

    @Test
    void parametersOfAFormThatWasReadOtherwiseAreThoseOfTheQuery() {
        contexts.servlet("s", (q, r) -> {
            String body = q.getReader().readLine();
            r.getWriter().print(body + " " + q.getParameter("q") + " " + q.getParameter("b"));
        }, "/s");
        assertEquals("b=2 1 null", contexts.request("POST", "/app/s?q=1").body("b=2")
                .header("Content-Type", "application/x-www-form-urlencoded").send().text());
    }

    @Test
    void theTypeOfTheBodySaysNothingAboutTheQuery() {
        contexts.servlet("s", (q, r) -> {
            r.setCharacterEncoding("UTF-8");
            r.getWriter().print(q.getParameter("q") + " " + q.getParameter("b"));
        }, "/s");
        assertEquals("\u00e4 \u00e4", contexts.request("POST", "/app/s?q=%C3%A4").body("b=%E4")
                .header("Content-Type", "application/x-www-form-urlencoded;charset=ISO-8859-1").send().text());
    }

    @Test
    void theQueryOfADispatchMayHaveAnyCharacters() {
        contexts.servlet("a", (q, r) -> q.getRequestDispatcher("/b?x=\u00e4\u20ac%20+y").forward(q, r), "/a").servlet(
                "b",
                (q, r) -> {
                    r.setCharacterEncoding("UTF-8");
                    r.getWriter().print(q.getParameter("x"));
                }, "/b");
        assertEquals("\u00e4\u20ac  y", contexts.text("/app/a"));
    }

    @ParameterizedTest
    @CsvSource({"ISO-8859-1,%E4", "UTF-8,%C3%A4"})
    void whatTheApplicationSaysHoldsForTheQueryToo(String encoding, String value) {
        contexts.servlet("s", (q, r) -> {
            q.setCharacterEncoding(encoding);
            r.setCharacterEncoding("UTF-8");
            r.getWriter().print(q.getParameter("q"));
        }, "/s");
        assertEquals("\u00e4", contexts.text("/app/s?q=" + value));
    }

    @ParameterizedTest
    @CsvSource({"http,h:80,http://h/app/s", "http,h:8080,http://h:8080/app/s", "https,h,https://h/app/s",
        "https,h:443,https://h/app/s", "https,h:80,https://h:80/app/s", "http,[::1]:8080,http://[::1]:8080/app/s"})
    void theUrlNamesThePortWhereItIsNotTheSchemes(String scheme, String host, String url) {
        contexts.servlet("s", (q, r) -> r.getWriter().print(q.getRequestURL()), "/s");
        assertEquals(url, contexts.request("/app/s?q").scheme(scheme).host(host).send().text());
    }

    @Test
    void headByDoGetHasTheFieldsOfGet() {
        contexts.definition.servlet(ServletDefinition.builder("g").instance(new HttpServlet() {
            private static final long serialVersionUID = 1L;

            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                response.setContentType("text/plain");
                response.getWriter().print("twelve bytes");
            }
        }).build(), "/g");
        TestResponse response = contexts.request("HEAD", "/app/g").send();
        assertEquals("12", response.header("Content-Length"));
        assertEquals("text/plain;charset=ISO-8859-1", response.header("Content-Type"));
        assertEquals("", response.text());
    }

    // ---- contexts

    @Test
    void multipartLocationsAreMadeForTheServerAlone() throws Exception {
        contexts.definition.tempDirectory(directory);
        contexts.definition.servlet(ServletDefinition.builder("up")
                .instance(Contexts.servlet((q, r) -> r.getWriter().print(q.getParts().size())))
                .multipart(new MultipartDefinition("deep/uploads", -1, -1, 0)).build(), "/up");
        contexts.deploy();

        assertEquals("rwx------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("deep/uploads"))));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(
                "deep"))));
    }

    /// Says of itself who may use it, and that it takes parts.
    @MultipartConfig
    @ServletSecurity(httpMethodConstraints = @HttpMethodConstraint(value = "PUT", rolesAllowed = "admin"))
    public static final class Annotated extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws ServletException, IOException {
            response.getWriter().print("parts " + request.getParts().size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "class", "object"})
    void annotationsOfAServletThatCodeAddsCount(String how) {
        contexts.definition.initializer(new InitializerDefinition(
                ComponentRef.given((ServletContainerInitializer) (types, context) -> (switch (how) {
                    case "name" -> context.addServlet("a", Annotated.class.getName());
                    case "class" -> context.addServlet("a", Annotated.class);
                    default -> context.addServlet("a", new Annotated());
                }).addMapping("/a")), null));
        contexts.definition.classLoader(getClass().getClassLoader());

        assertEquals(403, contexts.request("PUT", "/app/a").body("x").send().status());
        assertEquals("parts 1", contexts.request("POST", "/app/a").header("Content-Type",
                "multipart/form-data; boundary=b").body(
                        "--b\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\nv\r\n--b--\r\n")
                .send().text());
    }

    @Test
    void aListenerThatCodeAddedMustNotConfigure() throws Exception {
        List<Class<?>> thrown = new ArrayList<>();
        ServletContextListener listener = new ServletContextListener() {
            @Override
            public void contextInitialized(ServletContextEvent event) {
                ServletContext context = event.getServletContext();
                thrown.add(assertThrows(RuntimeException.class, () -> context.addServlet("x", "a.X")).getClass());
                thrown.add(assertThrows(RuntimeException.class, context::getServletRegistrations).getClass());
                // what may be asked by anyone, as the Javadoc of 6.1 names no exception
                events.add(context.getEffectiveMajorVersion() + " " + context.getDefaultSessionTrackingModes() + " "
                        + context.getEffectiveSessionTrackingModes() + " " + (context.getClassLoader() != null));
                context.setAttribute("told", true);
            }
        };
        contexts.definition.initializer(new InitializerDefinition(
                ComponentRef.given((ServletContainerInitializer) (types, context) -> context.addListener(listener)),
                null));
        contexts.servlet("s", (q, r) -> r.getWriter().print(q.getServletContext().getAttribute("told")), "/s");

        assertEquals("true", contexts.text("/app/s"));
        assertEquals(List.of(UnsupportedOperationException.class, UnsupportedOperationException.class), thrown);
        assertEquals(List.of("6 [COOKIE] [COOKIE] true"), events);
    }

    @Test
    void aParameterWithoutANameIsRefusedBeforeTheTime() {
        contexts.servlet("s", (q, r) -> {
            ServletContext context = q.getServletContext();
            assertThrows(NullPointerException.class, () -> context.setInitParameter(null, "v"));
            assertThrows(IllegalStateException.class, () -> context.setInitParameter("n", "v"));
            r.getWriter().print("refused");
        }, "/s");

        assertEquals("refused", contexts.text("/app/s"));
    }

    @Test
    void filtersSeeTheDispatchThatTheyRunFor() {
        contexts.filter("/*", (q, r, chain) -> {
            events.add(q.getDispatcherType() + " " + q.getServletPath());
            chain.doFilter(q, r);
        }, DispatcherType.REQUEST, DispatcherType.FORWARD, DispatcherType.ASYNC, DispatcherType.ERROR);
        contexts.definition.errorPage(ErrorPageDefinition.forStatus(404, "/error"));
        contexts.servlet("a", (q, r) -> q.getRequestDispatcher("/b").forward(q, r), "/a").servlet("b", (q, r) -> {
            if (q.getDispatcherType() == DispatcherType.FORWARD) {
                q.startAsync().dispatch("/b");
            } else {
                r.sendError(404);
            }
        }, "/b").servlet("error", (q, r) -> r.getWriter().print("page"), "/error");
        assertEquals("page", contexts.text("/app/a"));
        assertEquals(List.of("REQUEST /a", "FORWARD /b", "ASYNC /b", "ERROR /error"), events);
    }
}
