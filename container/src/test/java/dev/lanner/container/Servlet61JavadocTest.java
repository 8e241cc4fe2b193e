package dev.lanner.container;

import dev.lanner.container.resource.OverlayResources;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.testkit.TestResponse;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/// Rules that stand in the Javadoc of jakarta.servlet 6.1 alone.
class Servlet61JavadocTest {
    private final Contexts contexts = Contexts.at("/app");

    @TempDir Path directory;

    @AfterEach
    void close() {
        contexts.close();
    }

    interface Call {
        Object run() throws Exception;
    }

    private static String outcome(Call call) {
        try {
            Object value = call.run();
            return value == null ? "null" : value.toString();
        } catch (Exception e) {
            return e.getClass().getSimpleName();
        }
    }

    // ---- ServletInputStream, ServletOutputStream

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aReadIntoABufferLeavesThePositionAndMovesTheLimit(boolean direct) {
        contexts.servlet("s", (q, r) -> {
            ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(10) : ByteBuffer.allocate(10);
            buffer.position(2);
            ServletInputStream in = q.getInputStream();
            int read = in.read(buffer);
            String said = read + " " + buffer.position() + " " + buffer.limit() + " "
                    + StandardCharsets.US_ASCII.decode(buffer.duplicate());
            buffer.clear().position(10);
            said += " " + in.read(buffer);
            buffer.clear();
            r.getWriter().print(said + " " + in.read(buffer) + " " + buffer.position() + " " + buffer.limit() + " "
                    + outcome(() -> in.read((ByteBuffer) null)));
        }, "/");
        assertEquals("4 2 6 body 0 -1 0 10 NullPointerException",
                contexts.request("POST", "/app/").body("body").send().text());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aWriteFromABufferTakesAllOfIt(boolean direct) {
        contexts.servlet("s", (q, r) -> {
            ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(20_000) : ByteBuffer.allocate(20_000);
            buffer.position(5).limit(19_999);
            r.getOutputStream().write(buffer);
            assertEquals(19_999, buffer.position());
            assertEquals(19_999, buffer.limit());
            r.getOutputStream().write(buffer);
        }, "/");
        assertEquals(19_994, contexts.get("/app/").body().length);
    }

    @Test
    void withAReadListenerOnlyReadReadsAndOnlyWhenReady() {
        List<String> said = new ArrayList<>();
        contexts.servlet("s", (q, r) -> {
            AsyncContext async = q.startAsync();
            ServletInputStream in = q.getInputStream();
            said.add(outcome(() -> {
                in.setReadListener(null);
                return "set";
            }));
            in.setReadListener(new ReadListener() {
                @Override
                public void onDataAvailable() throws IOException {
                    said.add(outcome(in::readAllBytes));
                    said.add(outcome(() -> in.readNBytes(1)));
                    said.add(outcome(() -> in.readNBytes(new byte[1], 0, 1)));
                    said.add(outcome(() -> in.readLine(new byte[9], 0, 9)));
                    while (in.isReady() && !in.isFinished()) {
                        said.add("read " + in.read(new byte[99]));
                    }
                    said.add(outcome(() -> in.read(ByteBuffer.allocate(0))));
                }

                @Override
                public void onAllDataRead() {
                    async.complete();
                }

                @Override
                public void onError(Throwable failure) {
                    said.add(failure.toString());
                }
            });
            said.add(outcome(() -> {
                in.setReadListener(new ReadListener() {
                    @Override
                    public void onDataAvailable() {
                    }

                    @Override
                    public void onAllDataRead() {
                    }

                    @Override
                    public void onError(Throwable failure) {
                    }
                });
                return "twice";
            }));
        }, "/");
        contexts.request("POST", "/app/").body("body").send();
        String state = "IllegalStateException";
        assertEquals(List.of("NullPointerException", state, state, state, state, state, "read 4", state), said);
    }

    @ParameterizedTest
    @CsvSource({"true,read", "false,IllegalStateException"})
    void listenersNeedAsync(boolean async, String expected) {
        List<String> said = new ArrayList<>();
        contexts.servlet("s", (q, r) -> {
            AsyncContext started = async ? q.startAsync() : null;
            said.add(outcome(() -> {
                ServletOutputStream out = r.getOutputStream();
                out.setWriteListener(new WriteListener() {
                    @Override
                    public void onWritePossible() {
                        started.complete();
                    }

                    @Override
                    public void onError(Throwable failure) {
                    }
                });
                return "read";
            }));
        }, "/");
        contexts.get("/app/");
        assertEquals(List.of(expected), said);
    }

    // ---- AsyncContext, in every order of calls

    interface Step {
        Object on(AsyncContext async, HttpServletRequest request) throws Exception;
    }

    private static Step doing(String call) {
        return (async, q) -> {
            switch (call) {
                case "start" -> q.startAsync();
                case "dispatch" -> async.dispatch("/done");
                case "complete" -> async.complete();
                case "addListener" -> async.addListener(new Quiet());
                case "setTimeout" -> async.setTimeout(1000);
                case "getRequest" -> async.getRequest();
                case "getResponse" -> async.getResponse();
                case "getAsyncContext" -> q.getAsyncContext();
                default -> throw new IllegalArgumentException(call);
            }
            return "-";
        };
    }

    private static final class Quiet implements AsyncListener {
        @Override
        public void onComplete(AsyncEvent event) {
        }

        @Override
        public void onTimeout(AsyncEvent event) {
        }

        @Override
        public void onError(AsyncEvent event) {
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
        }
    }

    private static final List<String> CALLS = List.of("start", "dispatch", "complete", "addListener", "setTimeout",
            "getRequest", "getResponse", "getAsyncContext");

    /// For each state that the application can bring about: which calls are then refused with IllegalStateException.
    static Stream<Arguments> states() {
        List<String> decided = List.of("start", "dispatch", "complete", "getRequest", "getResponse");
        return Stream.of(arguments(List.of(), List.of("start")), arguments(List.of("dispatch"), decided),
                arguments(List.of("complete"), decided), arguments(List.of("addListener", "setTimeout"),
                        List.of("start")));
    }

    @ParameterizedTest
    @MethodSource("states")
    void eachCallIsRefusedWhereItComesTooLate(List<String> before, List<String> refused) {
        for (String call : CALLS) {
            List<String> said = new ArrayList<>();
            try (Contexts own = Contexts.at("/app")) {
                own.servlet("s", (q, r) -> {
                    AsyncContext async = q.startAsync();
                    for (String step : before) {
                        doing(step).on(async, q);
                    }
                    said.add(outcome(() -> doing(call).on(async, q)));
                    said.add(String.valueOf(q.isAsyncStarted()));
                    try {
                        async.complete();
                    } catch (IllegalStateException e) {
                        // it ends otherwise
                    }
                }, "/").servlet("done", (q, r) -> r.getWriter().print("done"), "/done");
                assertTrue(own.get("/app/").complete());
            }
            assertEquals("true", said.getLast(), "until the call has returned, whatever was asked for");
            assertEquals(refused.contains(call) ? "IllegalStateException" : "-", said.getFirst(),
                    call + " after " + before);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"addListener", "setTimeout"})
    void whatPreparesACycleIsRefusedWhenTheCallHasReturned(String call) {
        AtomicReference<AsyncContext> kept = new AtomicReference<>();
        contexts.servlet("s", (q, r) -> kept.set(q.startAsync()), "/");
        var exchange = contexts.request("/app/").start().awaitHandled();
        assertEquals("IllegalStateException", outcome(() -> doing(call).on(kept.get(), null)));
        assertEquals("-", outcome(() -> doing("getRequest").on(kept.get(), null)));
        kept.get().complete();
        assertTrue(exchange.await().complete());
    }

    // ---- HttpSession

    @Test
    void anAccessorHoldsForOneIdOfALiveSession() {
        contexts.servlet("s", (q, r) -> {
            HttpSession session = q.getSession();
            HttpSession.Accessor accessor = session.getAccessor();
            List<String> said = new ArrayList<>();
            accessor.access(own -> said.add(own.getId().equals(session.getId()) ? "same" : "other"));
            q.changeSessionId();
            said.add(outcome(() -> {
                accessor.access(own -> said.add("used"));
                return "-";
            }));
            HttpSession.Accessor fresh = session.getAccessor();
            session.invalidate();
            said.add(outcome(() -> {
                fresh.access(own -> said.add("used"));
                return "-";
            }));
            said.add(outcome(session::getAccessor));
            said.add(outcome(session::getCreationTime));
            said.add(outcome(session::isNew));
            said.add(outcome(() -> session.getAttribute("a")));
            said.add(outcome(session::getAttributeNames));
            said.add(outcome(q::changeSessionId));
            r.getWriter().print(said);
        }, "/");
        assertEquals("[same" + ", IllegalStateException".repeat(8) + "]", contexts.text("/app/"));
    }

    // ---- HttpServletRequest

    @Test
    void anEncodingThatComesAfterParametersHasNoEffect() {
        contexts.servlet("s", (q, r) -> {
            q.setCharacterEncoding("UTF-8");
            String first = q.getParameter("p");
            q.setCharacterEncoding("ISO-8859-1");
            q.setCharacterEncoding(StandardCharsets.ISO_8859_1);
            r.setCharacterEncoding(StandardCharsets.UTF_8);
            r.getWriter().print(q.getCharacterEncoding() + " " + first + q.getParameter("p"));
        }, "/");
        assertEquals("UTF-8 ää", contexts.text("/app/?p=%C3%A4"));
    }

    @Test
    void trailersAreAskedForWhenTheyAreThere() {
        contexts.servlet("s", (q, r) -> {
            String early = q.isTrailerFieldsReady() + outcome(q::getTrailerFields);
            q.getInputStream().readAllBytes();
            r.getWriter().print(early + " " + q.isTrailerFieldsReady() + q.getTrailerFields());
        }, "/");
        assertEquals("falseIllegalStateException true{a-b=c}",
                contexts.request("POST", "/app/").body("body").trailer("A-B", "c").send().text());
    }

    @Test
    @SuppressWarnings({"deprecation", "removal"})
    void pushIsNotThere() {
        contexts.servlet("s", (q, r) -> r.getWriter().print(q.newPushBuilder()), "/");
        assertEquals("null", contexts.text("/app/"));
    }

    @Test
    void traceShowsNoSecretsAndFilesRefuseIt() {
        contexts.definition.servlet(dev.lanner.container.definition.ServletDefinition.builder("t")
                .instance(new Traced()).build(), "/t");
        TestResponse trace = contexts.request("TRACE", "/app/t").header("Authorization", "Basic s3cret")
                .header("Cookie", "a=s3cret").header("X-Forwarded-For", "s3cret")
                .header("Proxy-Authorization", "s3cret")
                .header("X-Shown", "shown").send();
        assertTrue(trace.text().contains("shown"), trace.text());
        assertFalse(trace.text().contains("s3cret"), trace.text());
        assertFalse(contexts.request("TRACE", "/app/none").header("X-Shown", "shown").send().text().contains("shown"));
    }

    private static final class Traced extends HttpServlet {
        private static final long serialVersionUID = 1L;
    }

    // ---- ServletContext

    @ParameterizedTest
    @CsvSource({"/a/b.txt,b", "/a//b.txt,b", "/./a/x/../b.txt,b", "/a/b.txt/,", "/../a/b.txt,", "/a/../../a/b.txt,",
        "a/b.txt,", "/a/c%20d.txt,percent", "/a\\b.txt,", "/WEB-INF/in.txt,inside"})
    void pathsOfResourcesAreMadeCanonicalAndNotDecoded(String path, String content) throws Exception {
        Files.createDirectories(directory.resolve("a"));
        Files.createDirectories(directory.resolve("WEB-INF"));
        Files.writeString(directory.resolve("a/b.txt"), "b");
        Files.writeString(directory.resolve("a/c%20d.txt"), "percent");
        Files.writeString(directory.resolve("WEB-INF/in.txt"), "inside");
        contexts.definition.resources(OverlayResources.of(directory, List.of(), SettingValues.DEFAULTS));
        contexts.servlet("s", (q, r) -> {
            ServletContext context = q.getServletContext();
            try (InputStream in = context.getResourceAsStream(path)) {
                String read = in == null ? null : new String(in.readAllBytes(), StandardCharsets.US_ASCII);
                assertEquals(content, read);
            }
            if (path.startsWith("/")) {
                assertEquals(content != null, context.getResource(path) != null);
            }
            assertEquals("[/a/b.txt, /a/c%20d.txt]",
                    new TreeSet<>(context.getResourcePaths("/x/.././a/")).toString());
            assertNull(context.getResourcePaths("/../"));
            r.getWriter().print("seen");
        }, "/");
        assertEquals("seen", contexts.text("/app/"));
    }

    // ---- HttpServletResponse

    @Test
    void aLocaleThatIsTakenBackTakesItsEncodingWithIt() {
        contexts.definition.localeEncoding("ja", "Shift_JIS");
        contexts.servlet("s", (q, r) -> {
            r.setContentType("text/plain");
            r.setLocale(Locale.JAPANESE);
            String with = r.getContentType() + " " + r.getHeader("Content-Language");
            r.setLocale(null);
            String without = r.getContentType() + " " + r.getHeader("Content-Language");
            r.getWriter().print(with + ", " + without);
        }, "/");
        assertEquals("text/plain;charset=Shift_JIS ja, text/plain null", contexts.text("/app/"));
    }

    @Test
    void trailersNeedABodyWithoutALength() {
        contexts.servlet("s", (q, r) -> {
            r.setContentLength(4);
            String with = outcome(() -> done(() -> r.setTrailerFields(Map::of)));
            r.setContentLength(-1);
            String without = outcome(() -> done(() -> r.setTrailerFields(() -> Map.of("T", "v"))));
            r.getWriter().print(with + " " + without);
        }, "/");
        TestResponse response = contexts.get("/app/");
        assertEquals("IllegalStateException -", response.text());
        assertEquals("v", response.trailers().first("T"));
    }

    @ParameterizedTest
    @CsvSource({"303,true,303,''", "307,false,307,kept", "308,true,308,''"})
    void aRedirectHasTheStatusAndTheBodyThatWereAskedFor(int status, boolean clear, int sent, String body) {
        contexts.servlet("s", (q, r) -> {
            r.getWriter().print("kept");
            r.sendRedirect("/there", status, clear);
        }, "/");
        TestResponse response = contexts.request("/app/").host("h").send();
        assertEquals(sent, response.status());
        assertEquals(body, response.text());
        assertEquals("http://h/there", response.header("Location"));
    }

    @Test
    void afterCommitWhatCanNotBeDoneAnyMoreIsRefusedOrIgnored() {
        List<String> said = new ArrayList<>();
        contexts.servlet("s", (q, r) -> {
            r.getWriter().print("sent");
            r.flushBuffer();
            for (Call call : List.<Call>of(() -> done(() -> r.sendError(404)), () -> done(() -> r.sendRedirect("/x")),
                    () -> done(r::reset), () -> done(r::resetBuffer), () -> done(() -> r.setBufferSize(9)),
                    () -> done(() -> r.setTrailerFields(Map::of)), () -> done(() -> q.getSession()),
                    () -> done(() -> r.setStatus(404)), () -> done(() -> r.setHeader("A", "b")),
                    () -> done(() -> r.addCookie(new jakarta.servlet.http.Cookie("a", "b"))),
                    () -> done(() -> r.setContentType("a/b")), () -> done(() -> r.setCharacterEncoding("UTF-16")),
                    () -> done(() -> r.setLocale(Locale.FRENCH)), () -> done(() -> r.setContentLength(9)))) {
                said.add(outcome(call).equals("-") ? "-" : "refused");
            }
        }, "/");
        TestResponse response = contexts.get("/app/");
        assertEquals("refused ".repeat(7) + "- - - - - - -", String.join(" ", said));
        assertEquals("200 sent", response.status() + " " + response.text());
        assertNull(response.header("A"));
    }

    interface Action {
        void run() throws IOException;
    }

    private static String done(Action action) throws IOException {
        action.run();
        return "-";
    }
}
