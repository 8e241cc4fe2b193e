package dev.lanner.container;

import dev.lanner.spi.features.BodySource;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.RequestFeature;
import dev.lanner.spi.message.Fields;
import dev.lanner.spi.message.RequestTarget;
import dev.lanner.testkit.TestResponse;
import jakarta.servlet.RequestDispatcher;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// A proxy shows the server below a prefix, which it takes off before it passes a request on.
class ProxyPrefixTest {

    private record Prefixed(RequestTarget target) implements RequestFeature {
        @Override
        public String method() {
            return "GET";
        }

        @Override
        public String protocol() {
            return "HTTP/1.1";
        }

        @Override
        public Fields headers() {
            return Fields.EMPTY;
        }

        @Override
        public BodySource body() {
            throw new UnsupportedOperationException();
        }
    }

    private static TestResponse get(Contexts contexts, String path) throws Exception {
        RequestTarget target = RequestTarget.origin("https", "www.example.org", path, false).withPrefix("/shop");
        return contexts.request(path).with(Features.REQUEST, new Prefixed(target)).send();
    }

    @Test
    void contextPathAndUriAreThoseOfTheClient() throws Exception {
        try (Contexts contexts = Contexts.at("/app")) {
            contexts.servlet("s", (q, r) -> r.getWriter().print(q.getContextPath() + " " + q.getServletPath() + " "
                    + q.getPathInfo() + " " + q.getRequestURI() + " " + q.getRequestURL()), "/s/*");

            assertEquals("/shop/app /s /x /shop/app/s/x https://www.example.org/shop/app/s/x",
                    get(contexts, "/app/s/x").text());
        }
    }

    @Test
    void forwardsKeepIt() throws Exception {
        try (Contexts contexts = Contexts.at("/app")) {
            contexts.servlet("a", (q, r) -> q.getRequestDispatcher("/b/y").forward(q, r), "/a");
            contexts.servlet("b", (q, r) -> r.getWriter().print(q.getContextPath() + " " + q.getRequestURI() + " "
                    + q.getAttribute(RequestDispatcher.FORWARD_REQUEST_URI)), "/b/*");

            assertEquals("/shop/app /shop/app/b/y /shop/app/a", get(contexts, "/app/a").text());
        }
    }

    @Test
    void asyncDispatchesGoBackToTheSamePlace() throws Exception {
        try (Contexts contexts = Contexts.at("/app")) {
            contexts.servlet("a", (q, r) -> {
                if (q.getAttribute("again") == null) {
                    q.setAttribute("again", true);
                    q.startAsync(q, r).dispatch();
                } else {
                    r.getWriter().print("again " + q.getRequestURI());
                }
            }, "/a");

            assertEquals("again /shop/app/a", get(contexts, "/app/a").text());
        }
    }

    @Test
    void redirectsAndSessionCookiesLeadBackToTheProxy() throws Exception {
        try (Contexts contexts = Contexts.at("/app")) {
            contexts.servlet("r", (q, r) -> {
                q.getSession();
                r.sendRedirect("next");
            }, "/a/r");

            TestResponse response = get(contexts, "/app/a/r");
            assertEquals("https://www.example.org/shop/app/a/next", response.header("Location"));
            String cookie = response.header("Set-Cookie");
            assertTrue(cookie.contains("Path=/shop/app;"), cookie);
            assertEquals("/shop/app/", get(contexts, "/app").header("Location"));
        }
    }
}
