package dev.lanner.container;

import dev.lanner.container.context.WebContext;
import dev.lanner.container.definition.CookieDefinition;
import dev.lanner.container.definition.SecurityDefinition;
import dev.lanner.container.definition.SecurityDefinition.Constraint;
import dev.lanner.container.definition.SecurityDefinition.Login;
import dev.lanner.container.definition.SecurityDefinition.ResourceCollection;
import dev.lanner.container.definition.SecurityDefinition.Transport;
import dev.lanner.container.definition.SessionDefinition;
import dev.lanner.container.delivery.DeliveryPlan;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.config.Settings.Switch;
import dev.lanner.spi.features.AuthenticationFeature;
import dev.lanner.spi.features.Features;
import dev.lanner.testkit.TestRequest;
import dev.lanner.testkit.TestResponse;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.SessionTrackingMode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// The response cache of a context (X2) as web applications meet it.
class ResponseCachingTest {
    private static final String PAGE = "a page that says the same again and again\n".repeat(60);

    private final Map<Setting<?>, Object> settings = new HashMap<>(Map.of(Settings.RESPONSE_CACHE, Switch.ON));
    private final Contexts contexts = Contexts.at("/app");
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicReference<DeliveryPlan> plan = new AtomicReference<>();

    @AfterEach
    void close() {
        contexts.close();
    }

    private void serve(Contexts.Code code) {
        contexts.servlet("s", (q, r) -> {
            calls.incrementAndGet();
            plan.set(WebContext.of(q.getServletContext()).delivery());
            r.setHeader("Cache-Control", "public, max-age=100");
            r.setContentType("text/plain");
            code.service(q, r);
        }, "/s", "/s/*");
        contexts.definition.settings(values());
    }

    private SettingValues values() {
        Map<Setting<?>, SettingValues.Value> own = new HashMap<>();
        settings.forEach((setting, value) -> own.put(setting, new SettingValues.Value(value, "test")));
        return new SettingValues(SettingValues.DEFAULTS, own);
    }

    private TestRequest get(String target) {
        return contexts.request("/app" + target);
    }

    @Test
    void aSecondGetAsksNeitherFiltersNorTheServlet() {
        AtomicInteger filtered = new AtomicInteger();
        contexts.filter("/*", (q, r, chain) -> {
            filtered.incrementAndGet();
            chain.doFilter(q, r);
        }, DispatcherType.REQUEST);
        serve((q, r) -> Contexts.write(r, PAGE));
        TestResponse first = get("/s").send();
        assertNull(first.header("Age"));
        TestResponse second = get("/s").send();
        assertEquals(PAGE, second.text());
        assertEquals("0", second.header("Age"));
        assertEquals(first.header("Content-Type"), second.header("Content-Type"));
        assertTrue(second.complete());
        assertEquals(1, calls.get());
        assertEquals(1, filtered.get());
        assertEquals(0, contexts.container().contexts().getFirst().activeRequests());
    }

    @Test
    void withCookiesSetItIsAskedTwice() {
        serve((q, r) -> {
            r.addCookie(new jakarta.servlet.http.Cookie("a", "b"));
            Contexts.write(r, "x");
        });
        get("/s").send();
        get("/s").send();
        assertEquals(2, calls.get());
    }

    /// With ids in URLs alone there is no Set-Cookie, and the id stands in the page.
    @Test
    void aPageWithTheSessionOfOneIsNotSentToOthers() {
        contexts.definition.session(new SessionDefinition(null, CookieDefinition.DEFAULT,
                Set.of(SessionTrackingMode.URL)));
        serve((q, r) -> {
            boolean late = "late".equals(q.getQueryString());
            if (late) {
                r.flushBuffer();
            }
            q.getSession();
            Contexts.write(r, r.encodeURL("/app/s"));
        });
        for (String target : List.of("/s", "/s?late")) {
            String first = get(target).send().text();
            assertTrue(first.contains(";jsessionid="), first);
            assertNotEquals(first, get(target).send().text());
        }
        assertEquals(4, calls.get());
    }

    @Test
    void withoutTheSettingThereIsNoCache() {
        settings.clear();
        serve((q, r) -> {
            assertNull(RequestFeatures.of(q).get(Features.RESPONSE_CACHE));
            Contexts.write(r, "x");
        });
        get("/s").send();
        get("/s").send();
        assertEquals(2, calls.get());
    }

    @Test
    void aNewSessionIsOfOneClient() {
        serve((q, r) -> {
            q.getSession();
            Contexts.write(r, "x");
        });
        get("/s").send();
        get("/s").send();
        assertEquals(2, calls.get());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/throws", "/late", "/error", "/short"})
    void whatFailsIsNotKept(String path) {
        serve((q, r) -> {
            Contexts.write(r, "x");
            switch (q.getPathInfo()) {
                case "/throws" -> throw new IllegalStateException("before the start");
                case "/late" -> {
                    r.flushBuffer();
                    throw new IllegalStateException("after the start");
                }
                case "/error" -> r.sendError(500);
                default -> r.setContentLength(10);
            }
        });
        get("/s" + path).send();
        get("/s" + path).send();
        assertEquals(2, calls.get());
    }

    @Test
    void aFailureBehindTheEndTakesItBack() {
        serve((q, r) -> {
            r.getOutputStream().print("whole");
            r.getOutputStream().close();
            throw new IllegalStateException("after the end");
        });
        get("/s").send();
        get("/s").send();
        assertEquals(2, calls.get());
    }

    @Test
    void streamedAndAsynchronousResponsesAreCollected() {
        serve((q, r) -> {
            AsyncContext async = q.startAsync();
            async.start(() -> {
                try {
                    for (int i = 0; i < 3; i++) {
                        r.getOutputStream().print("part " + i + "\n");
                        r.flushBuffer();
                    }
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
                async.complete();
            });
        });
        assertEquals("part 0\npart 1\npart 2\n", get("/s").send().text());
        TestResponse again = get("/s").send();
        assertEquals("part 0\npart 1\npart 2\n", again.text());
        assertEquals("21", again.header("Content-Length"));
        assertEquals(1, calls.get());
    }

    @Test
    void compressedAndPlainResponsesAreKeptApart() throws Exception {
        settings.put(Settings.COMPRESSION, Switch.ON);
        serve((q, r) -> {
            r.setHeader("ETag", "\"v\"");
            Contexts.write(r, PAGE);
        });
        for (int i = 0; i < 3; i++) {
            TestResponse plain = get("/s").send();
            TestResponse gzip = get("/s").header("Accept-Encoding", "br, gzip").send();
            assertEquals(PAGE, plain.text());
            assertNull(plain.header("Content-Encoding"));
            assertEquals("\"v\"", plain.header("ETag"));
            assertEquals("gzip", gzip.header("Content-Encoding"));
            assertEquals("\"v--gzip\"", gzip.header("ETag"));
            assertEquals("Accept-Encoding", gzip.header("Vary"));
            assertEquals(i == 0 ? null : Integer.toString(gzip.body().length), gzip.header("Content-Length"));
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip.body()))) {
                assertEquals(PAGE, new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        assertEquals(2, calls.get());
        assertEquals(304, get("/s").header("Accept-Encoding", "gzip").header("If-None-Match", "\"v--gzip\"").send()
                .status());
        assertEquals(200, get("/s").header("If-None-Match", "\"v--gzip\"").send().status());
        assertEquals(2, calls.get());
    }

    @Test
    void anotherVaryForbidsItWithCompressionToo() {
        settings.put(Settings.COMPRESSION, Switch.ON);
        serve((q, r) -> {
            r.setHeader("Vary", "Origin");
            Contexts.write(r, PAGE);
        });
        get("/s").header("Accept-Encoding", "gzip").send();
        get("/s").header("Accept-Encoding", "gzip").send();
        assertEquals(2, calls.get());
    }

    private record Somebody(String name) implements AuthenticationFeature {
        @Override
        public Principal principal() {
            return () -> name;
        }

        @Override
        public String scheme() {
            return "TEST";
        }

        @Override
        public boolean inRole(String role) {
            return true;
        }
    }

    @Test
    void whatIsGuardedIsCheckedFirstAndNeverKept() {
        settings.put(Settings.RESPONSE_CACHE_COOKIES, true);
        contexts.definition.security(new SecurityDefinition(
                List.of(new Constraint("c", List.of(new ResourceCollection("r", List.of("/s/secret"), Set.of("GET"),
                        Set.of())), Set.of("admin"), Transport.NONE)),
                new Login("BASIC", "r", null, null), Set.of("admin"), false));
        contexts.container().realms(_ -> null);
        serve((q, r) -> Contexts.write(r, "for " + q.getRemoteUser()));
        assertEquals("for ann", get("/s/secret").with(Features.AUTHENTICATION, new Somebody("ann")).send().text());
        assertEquals("for bob", get("/s/secret").with(Features.AUTHENTICATION, new Somebody("bob")).send().text());
        assertEquals(2, calls.get());
        assertEquals(401, get("/s/secret").send().status());
        assertEquals("for null", get("/s/open").send().text());
        assertEquals("for ann", get("/s/open").with(Features.AUTHENTICATION, new Somebody("ann")).send().text());
        assertEquals("for null", get("/s/open").send().text());
        assertEquals(4, calls.get());
        assertNull(plan.get().compression());
    }

    @Test
    void anUnsafeMethodMakesItInvalidBeforeItsClientKnows() {
        AtomicInteger version = new AtomicInteger();
        serve((q, r) -> {
            if (q.getMethod().equals("POST")) {
                version.incrementAndGet();
            }
            Contexts.write(r, "version " + version);
        });
        assertEquals("version 0", get("/s").send().text());
        contexts.request("POST", "/app/s").send();
        assertEquals("version 1", get("/s").send().text());
    }

    @Test
    void aRedeployedContextBeginsAnew() throws Exception {
        serve((q, r) -> Contexts.write(r, "x"));
        get("/s").send();
        DeliveryPlan before = plan.get();
        assertTrue(before.cache().bytes() > 0);
        contexts.container().replace(contexts.definition.build());
        assertEquals(0, before.cache().bytes());
        get("/s").send();
        assertEquals(2, calls.get());
        assertNotNull(contexts.container());
    }

    @Test
    void aHitIsTaggedInTheMetrics() {
        serve((q, r) -> Contexts.write(r, "x"));
        get("/s").send();
        java.util.Map<String, String> tags = new HashMap<>();
        get("/s").with(Features.METRICS_TAGS, new dev.lanner.spi.features.MetricsTagsFeature() {
            @Override
            public void tag(String name, String value) {
                tags.put(name, value);
            }

            @Override
            public Map<String, String> tags() {
                return tags;
            }

            @Override
            public boolean excluded() {
                return false;
            }

            @Override
            public void excluded(boolean out) {
                throw new UnsupportedOperationException();
            }
        }).send();
        assertEquals(Map.of("cache", "hit"), tags);
    }
}
