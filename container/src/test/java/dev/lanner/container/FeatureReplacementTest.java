package dev.lanner.container;

import dev.lanner.container.resource.OverlayResources;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.features.AuthenticationFeature;
import dev.lanner.spi.features.BodyControlFeature;
import dev.lanner.spi.features.BodySource;
import dev.lanner.spi.features.ConnectionFeature;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.ParametersFeature;
import dev.lanner.spi.features.RequestFeature;
import dev.lanner.spi.features.RequestIdFeature;
import dev.lanner.spi.features.RequestTrailersFeature;
import dev.lanner.spi.features.ResponseBodyFeature;
import dev.lanner.spi.features.ResponseEvent;
import dev.lanner.spi.features.ResponseFeature;
import dev.lanner.spi.features.ResponseTrailersFeature;
import dev.lanner.spi.features.TlsFeature;
import dev.lanner.spi.features.TlsHandshake;
import dev.lanner.spi.message.FieldList;
import dev.lanner.spi.message.Fields;
import dev.lanner.spi.message.MutableFields;
import dev.lanner.spi.message.RequestTarget;
import dev.lanner.testkit.TestResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/// A filter that replaces or removes a feature changes what the Servlet API answers, feature by feature.
class FeatureReplacementTest {
    private final Contexts contexts = Contexts.at("");

    @TempDir Path directory;

    @AfterEach
    void close() {
        contexts.close();
    }

    /// What a servlet asks.
    interface Ask {
        Object of(HttpServletRequest request, HttpServletResponse response) throws Exception;
    }

    private record Request(RequestFeature other, String method, Fields headers) implements RequestFeature {
        @Override
        public String protocol() {
            return "HTTP/9";
        }

        @Override
        public RequestTarget target() {
            return other.target();
        }

        @Override
        public BodySource body() {
            return other.body();
        }
    }

    private record Response(ResponseFeature other) implements ResponseFeature {
        @Override
        public int status() {
            return other.status() + 1;
        }

        @Override
        public void status(int status) {
            other.status(status);
        }

        @Override
        public MutableFields headers() {
            return other.headers();
        }

        @Override
        public boolean started() {
            return other.started();
        }

        @Override
        public void on(ResponseEvent event, Runnable action) {
            other.on(event, action);
        }
    }

    private record Id(String id) implements RequestIdFeature {
        @Override
        public void id(String other) {
            throw new UnsupportedOperationException();
        }
    }

    private record Connection(String id, SocketAddress remote, SocketAddress local) implements ConnectionFeature {
    }

    private record Trailers(boolean available, Fields trailers) implements RequestTrailersFeature {
    }

    private record Tls(TlsHandshake handshake, List<X509Certificate> peerCertificates) implements TlsFeature {
    }

    private record Parsed(Map<String, List<String>> query, Map<String, List<String>> form)
            implements
                ParametersFeature {
    }

    private record Caller(Principal principal, String scheme) implements AuthenticationFeature {
        @Override
        public boolean inRole(String role) {
            return role.equals("admin");
        }
    }

    private static final class Sent implements ResponseTrailersFeature {
        private Supplier<Map<String, String>> kept = () -> Map.of("of", "filter");

        @Override
        public void trailers(Supplier<Map<String, String>> supplier) {
            kept = supplier;
        }

        @Override
        public Supplier<Map<String, String>> trailers() {
            return kept;
        }
    }

    /// Forbids or allows blocking.
    private static final class Control implements BodyControlFeature {
        private boolean allowed;

        @Override
        public boolean synchronousIoAllowed() {
            return allowed;
        }

        @Override
        public void synchronousIoAllowed(boolean now) {
            allowed = now;
        }
    }

    private static Fields fields(String name, String value) {
        FieldList list = new FieldList();
        list.add(name, value);
        return list;
    }

    private static Consumer<FeatureCollection> request(String method, String field, String value) {
        return f -> f.set(Features.REQUEST, new Request(f.require(Features.REQUEST), method, fields(field, value)));
    }

    private static Ask failure(Ask ask) {
        return (q, r) -> {
            try {
                return ask.of(q, r);
            } catch (IllegalStateException e) {
                return e.getMessage().substring(0, 8);
            }
        };
    }

    private static Arguments row(String name, Consumer<FeatureCollection> change, Ask ask, Object before,
            Object after) {
        return arguments(name, change, ask, String.valueOf(before), String.valueOf(after));
    }

    static Stream<Arguments> replaced() {
        return Stream.of(
                row("method", request("PURGE", "A", "b"), (q, r) -> q.getMethod(), "POST", "PURGE"),
                row("protocol", request("GET", "A", "b"), (q, r) -> q.getProtocol(), "HTTP/1.1", "HTTP/9"),
                row("header", request("GET", "X-Own", "b"), (q, r) -> q.getHeader("x-own"), null, "b"),
                row("cookies of other headers", request("GET", "Cookie", "a=b"),
                        (q, r) -> q.getCookies() == null ? null : q.getCookies()[0].getValue(), null, "b"),
                row("locale of other headers", request("GET", "Accept-Language", "fr"),
                        (q, r) -> q.getLocale().equals(Locale.FRENCH), false, true),
                row("type of other headers", request("GET", "Content-Type", "a/b"), (q, r) -> q.getContentType(),
                        "application/x-www-form-urlencoded", "a/b"),
                row("response", f -> f.set(Features.RESPONSE, new Response(f.require(Features.RESPONSE))),
                        (q, r) -> r.getStatus(), 200, 201),
                row("request id", f -> f.set(Features.REQUEST_ID, new Id("mine")),
                        (q, r) -> q.getRequestId().equals("mine"), false, true),
                row("connection",
                        f -> f.set(Features.CONNECTION, new Connection("c",
                                new InetSocketAddress("192.0.2.7", 4711), new InetSocketAddress("192.0.2.1", 80))),
                        (q, r) -> q.getRemoteAddr().equals("192.0.2.7") && q.getRemotePort() == 4711
                                && q.getLocalAddr().equals("192.0.2.1")
                                && q.getServletConnection().getConnectionId().equals("c"),
                        false, true),
                row("connection removed", f -> f.remove(Features.CONNECTION),
                        (q, r) -> q.getRemoteAddr() + " " + (q.getRemotePort() == 0), "127.0.0.1 false",
                        "127.0.0.1 true"),
                row("stream", f -> f.set(Features.STREAM_ID, () -> 7L), (q, r) -> q.getProtocolRequestId(), "", "7"),
                row("trailers", f -> f.set(Features.REQUEST_TRAILERS, new Trailers(true, fields("A", "b"))),
                        (q, r) -> q.isTrailerFieldsReady() ? q.getTrailerFields() : "later", "later", "{a=b}"),
                row("trailers that are not there yet",
                        f -> f.set(Features.REQUEST_TRAILERS, new Trailers(false, fields("A", "b"))),
                        failure((q, r) -> q.getTrailerFields()), "LNR-3056", "LNR-3056"),
                row("trailers to send", f -> f.set(Features.RESPONSE_TRAILERS, new Sent()),
                        (q, r) -> r.getTrailerFields() == null ? null : r.getTrailerFields().get(), null,
                        "{of=filter}"),
                row("trailers that can't be sent", f -> f.remove(Features.RESPONSE_TRAILERS), failure((q, r) -> {
                    r.setTrailerFields(Map::of);
                    return "sent";
                }), "sent", "LNR-3064"),
                row("tls", f -> f.set(Features.TLS, new Tls(new TlsHandshake("TLSv1.3", "suite", 128, "00", "a", "h2"),
                        List.of())), (q, r) -> q.getAttribute("jakarta.servlet.request.cipher_suite"), null, "suite"),
                row("parameters", f -> f.set(Features.PARAMETERS, new Parsed(Map.of("p", List.of("q")),
                        Map.of("p", List.of("f")))), (q, r) -> String.join(",", q.getParameterValues("p")), "1,2",
                        "q,f"),
                row("cookies", f -> f.set(Features.REQUEST_COOKIES, () -> List.of(Map.entry("c", "d"))),
                        (q, r) -> q.getCookies() == null ? null : q.getCookies()[0].getValue(), null, "d"),
                row("items", f -> f.set(Features.ITEMS, () -> new HashMap<>(Map.of("a", "item"))),
                        (q, r) -> q.getAttribute("a"), null, "item"),
                row("session", f -> f.set(Features.SESSION, create -> null), (q, r) -> q.getSession(false), null, null),
                row("caller", f -> f.set(Features.AUTHENTICATION, new Caller(() -> "ann", "T")),
                        (q, r) -> q.getRemoteUser() + q.getAuthType() + q.isUserInRole("admin"), "nullnullfalse",
                        "annTtrue"),
                row("blocking reads", f -> f.set(Features.BODY_CONTROL, new Control()),
                        failure((q, r) -> q.getInputStream().readAllBytes().length), 3, "LNR-3041"),
                row("blocking reads of a form", f -> f.set(Features.BODY_CONTROL, new Control()),
                        failure((q, r) -> q.getParameter("p")), "1", "LNR-3041"),
                row("blocking flushes", f -> f.set(Features.BODY_CONTROL, new Control()), failure((q, r) -> {
                    r.flushBuffer();
                    return "out";
                }), "out", "LNR-3041"));

    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("replaced")
    void theServletApiAnswersByTheFeatureThatIsThere(String name, Consumer<FeatureCollection> change, Ask ask,
            String before, String after) {
        boolean[] changes = new boolean[1];
        StringBuilder said = new StringBuilder();
        contexts.filter("/*", (q, r, chain) -> {
            FeatureCollection features = RequestFeatures.of(q);
            int revision = features.revision();
            if (changes[0]) {
                change.accept(features);
                assertEquals(true, features.revision() > revision, "the revision tells");
            }
            chain.doFilter(q, r);
        }).servlet("s", (q, r) -> said.append(ask.of(q, r)), "/");
        for (boolean now : new boolean[]{false, true}) {
            changes[0] = now;
            said.setLength(0);
            contexts.request("POST", "/?p=1").header("Content-Type", "application/x-www-form-urlencoded").body("p=2")
                    .send();
            assertEquals(now ? after : before, said.toString(), now ? "replaced" : "as the connector has it");
        }
    }

    private record UpperCase(ResponseBodyFeature other) implements ResponseBodyFeature {
        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            byte[] upper = new String(bytes, offset, length, StandardCharsets.US_ASCII).toUpperCase(Locale.ROOT)
                    .getBytes(StandardCharsets.US_ASCII);
            other.write(upper, 0, upper.length);
        }

        @Override
        public void flush() throws IOException {
            other.flush();
        }

        @Override
        public void complete() throws IOException {
            other.complete();
        }
    }

    @Test
    void aReplacedBodyGetsWhatServletsWriteAndTheFilesThatAreSent() throws Exception {
        Files.writeString(directory.resolve("f.txt"), "file ".repeat(20_000));
        contexts.definition.resources(OverlayResources.of(directory, List.of(), SettingValues.DEFAULTS));
        contexts.filter("/*", (q, r, chain) -> {
            FeatureCollection features = RequestFeatures.of(q);
            features.set(Features.RESPONSE_BODY, new UpperCase(features.require(Features.RESPONSE_BODY)));
            chain.doFilter(q, r);
        }).servlet("small", (q, r) -> r.getWriter().print("small"), "/small")
                .servlet("large", (q, r) -> r.getOutputStream().write("large".repeat(10_000)
                        .getBytes(StandardCharsets.US_ASCII)), "/large");
        assertEquals("SMALL", contexts.text("/small"));
        assertEquals("LARGE".repeat(10_000), contexts.text("/large"));
        TestResponse file = contexts.get("/f.txt");
        assertEquals("FILE ".repeat(20_000), file.text());
    }
}
