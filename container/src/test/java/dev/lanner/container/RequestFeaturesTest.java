package dev.lanner.container;

import dev.lanner.spi.features.AuthenticationFeature;
import dev.lanner.spi.features.ConnectionFeature;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.ParametersFeature;
import dev.lanner.spi.features.SessionData;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.Principal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// What a filter replaces in the features is seen by the Servlet API.
class RequestFeaturesTest {
    private final Contexts contexts = Contexts.at("");

    @AfterEach
    void close() {
        contexts.close();
    }

    private static FeatureCollection features(HttpServletRequest request) {
        return RequestFeatures.of(request);
    }

    @Test
    void theAttributeAndTheMethodGiveTheSameCollectionAlsoForAWrapper() {
        contexts.servlet("s", (q, r) -> r.getWriter()
                .print(q.getAttribute("dev.lanner.features") == RequestFeatures.of(new HttpServletRequestWrapper(q))),
                "/");
        assertEquals("true", contexts.text("/"));
    }

    @Test
    void anotherConnectionFeatureChangesTheAddressAndTheRevision() {
        contexts.filter("/*", (q, r, chain) -> {
            FeatureCollection features = features(q);
            int before = features.revision();
            features.set(Features.CONNECTION, new ConnectionFeature() {
                @Override
                public String id() {
                    return "c";
                }

                @Override
                public SocketAddress remote() {
                    return new InetSocketAddress("192.0.2.7", 4711);
                }

                @Override
                public SocketAddress local() {
                    return new InetSocketAddress("192.0.2.1", 80);
                }
            });
            assertEquals(before + 1, features.revision());
            chain.doFilter(q, r);
        }).servlet("s", (q, r) -> r.getWriter().print(q.getRemoteAddr() + ":" + q.getRemotePort()), "/");
        assertEquals("192.0.2.7:4711", contexts.text("/"));
    }

    @Test
    void parametersAttributesCookiesSessionAndCallerComeFromTheirFeatures() {
        Map<String, Object> items = new HashMap<>();
        Map<String, Object> session = new HashMap<>();
        contexts.filter("/*", (q, r, chain) -> {
            FeatureCollection features = features(q);
            features.set(Features.ITEMS, () -> items);
            features.set(Features.REQUEST_COOKIES, () -> List.of(Map.entry("c", "cookie")));
            features.set(Features.SESSION, create -> new Data(session));
            features.set(Features.PARAMETERS, new ParametersFeature() {
                @Override
                public Map<String, List<String>> query() {
                    return Map.of("p", List.of("parameter"));
                }

                @Override
                public Map<String, List<String>> form() {
                    return Map.of();
                }
            });
            features.set(Features.AUTHENTICATION, new AuthenticationFeature() {
                @Override
                public Principal principal() {
                    return () -> "ann";
                }

                @Override
                public String scheme() {
                    return "TEST";
                }

                @Override
                public boolean inRole(String role) {
                    return role.equals("admin");
                }
            });
            chain.doFilter(q, r);
        }).servlet("s", (q, r) -> {
            q.setAttribute("a", "attribute");
            q.getSession().setAttribute("s", "session");
            r.getWriter().print(q.getParameter("p") + " " + q.getCookies()[0].getValue() + " " + q.getRemoteUser() + " "
                    + q.getAuthType() + " " + q.isUserInRole("admin") + q.isUserInRole("other"));
        }, "/");
        assertEquals("parameter cookie ann TEST truefalse", contexts.text("/?p=ignored"));
        assertEquals("attribute", items.get("a"));
        assertEquals("session", session.get("s"));
    }

    private record Data(Map<String, Object> values) implements SessionData {
        @Override
        public String id() {
            return "id";
        }

        @Override
        public Set<String> names() {
            return values.keySet();
        }

        @Override
        public Object get(String name) {
            return values.get(name);
        }

        @Override
        public void set(String name, Object value) {
            values.put(name, value);
        }

        @Override
        public void invalidate() {
            values.clear();
        }
    }

    @Test
    void theOwnViewsAreThereForAFilter() {
        contexts.filter("/*", (q, r, chain) -> {
            q.setAttribute("a", 1);
            FeatureCollection features = features(q);
            r.getWriter().print(features.require(Features.ITEMS).items().get("a") + " "
                    + features.require(Features.PARAMETERS).query() + " "
                    + features.require(Features.REQUEST_COOKIES).cookies() + " "
                    + features.require(Features.SESSION).session(false));
        }).servlet("s", (q, r) -> r.getWriter(), "/");
        assertEquals("1 {p=[x]} [c=d] null", contexts.request("/?p=x").header("Cookie", "c=d").send().text());
    }

    @Test
    void afterTheRequestEveryUseFailsButFlushAndClose() {
        AtomicReference<HttpServletRequest> request = new AtomicReference<>();
        AtomicReference<HttpServletResponse> response = new AtomicReference<>();
        contexts.servlet("s", (q, r) -> {
            request.set(q);
            response.set(r);
            q.getInputStream();
            r.getOutputStream().print("x");
        }, "/");
        assertEquals("x", contexts.text("/"));

        String message = assertThrows(IllegalStateException.class, () -> request.get().getHeader("a")).getMessage();
        assertTrue(message.contains("LNR-3040"), message);
        assertThrows(IllegalStateException.class, () -> request.get().getAttribute("a"));
        assertThrows(IllegalStateException.class, () -> request.get().getParameter("a"));
        assertThrows(IllegalStateException.class, () -> request.get().getMethod());
        assertThrows(IllegalStateException.class, () -> request.get().getSession());
        assertThrows(IllegalStateException.class, () -> request.get().startAsync());
        assertThrows(IllegalStateException.class, () -> response.get().setHeader("a", "b"));
        assertThrows(IllegalStateException.class, () -> response.get().getStatus());
        assertThrows(IllegalStateException.class, () -> response.get().getOutputStream());
        assertDoesNotThrow(() -> response.get().flushBuffer());
    }

    @Test
    void streamsFailAfterTheRequestToo() {
        AtomicReference<ServletInputStream> input = new AtomicReference<>();
        AtomicReference<ServletOutputStream> output = new AtomicReference<>();
        contexts.servlet("s", (q, r) -> {
            input.set(q.getInputStream());
            output.set(r.getOutputStream());
        }, "/");
        assertEquals(200, contexts.get("/").status());

        assertThrows(IllegalStateException.class, () -> input.get().read());
        assertThrows(IllegalStateException.class, () -> output.get().write(1));
        assertDoesNotThrow(() -> output.get().flush());
        assertDoesNotThrow(() -> output.get().close());
        assertDoesNotThrow(() -> input.get().close());
    }
}
