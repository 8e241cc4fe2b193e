package dev.lanner.container;

import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/// The request (Servlet 6.1, 3).
class Servlet61Chapter3Test {
    private final Contexts contexts = Contexts.at("/app");

    @AfterEach
    void close() {
        contexts.close();
    }

    private void serve(Contexts.Code code) {
        contexts.servlet("s", code, "/s");
    }

    @Test
    void queryParametersComeBeforeThoseOfTheForm() {
        serve((q, r) -> r.getWriter().print(String.join(",", q.getParameterValues("a")) + " "
                + Collections.list(q.getParameterNames()) + " " + q.getParameter("none")));
        assertEquals("1,2 [a] null", contexts.request("POST", "/app/s?a=1").form(Map.of("a", "2")).send().text());
    }

    @Test
    void aMalformedParameterIs400() {
        serve((q, r) -> r.getWriter().print(q.getParameter("a")));
        assertEquals(400, contexts.get("/app/s?a=%zz").status());
    }

    @Test
    void urlSchemeAndHost() {
        serve((q, r) -> r.getWriter().print(q.getRequestURL() + " " + q.getServerName() + " " + q.getServerPort() + " "
                + q.getScheme() + " " + q.isSecure()));
        assertEquals("http://localhost/app/s localhost 80 http false", contexts.text("/app/s"));
        assertEquals("https://h.test:8443/app/s h.test 8443 https true",
                contexts.request("/app/s").host("h.test:8443").scheme("https").send().text());
        assertEquals("http://[::1]:81/app/s [::1] 81 http false",
                contexts.request("/app/s").host("[::1]:81").send().text());
    }

    @Test
    void readerAndStreamExcludeEachOther() {
        serve((q, r) -> {
            q.getReader();
            assertThrows(IllegalStateException.class, q::getInputStream);
            r.setCharacterEncoding("UTF-8");
            r.getWriter().print(q.getReader().readLine());
        });
        assertEquals("line ü", contexts.request("POST", "/app/s").body("line ü\n").send().text());
    }

    @Test
    void headerNumbersDatesAndLocales() {
        serve((q, r) -> r.getWriter().print(q.getIntHeader("N") + " " + q.getIntHeader("none") + " "
                + q.getDateHeader("D") + " " + q.getLocale() + " " + q.getContentLength()));
        assertEquals("5 -1 784111777000 de -1", contexts.request("/app/s").header("N", "5")
                .header("D", "Sun, 06 Nov 1994 08:49:37 GMT").header("Accept-Language", "en;q=0.5, de").send().text());
    }

    @Test
    void trailersAreKnownAfterTheBody() {
        serve((q, r) -> {
            q.getInputStream().readAllBytes();
            r.getWriter().print(q.isTrailerFieldsReady() + " " + q.getTrailerFields());
        });
        assertEquals("true {t=v}",
                contexts.request("POST", "/app/s").body("x").trailer("T", "v").send().text());
    }

    @Test
    void sessionsLiveFromRequestToRequest() {
        serve((q, r) -> {
            Object before = q.getSession().getAttribute("n");
            q.getSession().setAttribute("n", before == null ? 1 : (int) before + 1);
            r.getWriter().print(q.getSession().getAttribute("n") + " " + q.isRequestedSessionIdValid());
        });
        var first = contexts.get("/app/s");
        String id = first.cookie("JSESSIONID");
        assertEquals("1 false", first.text());
        assertEquals("2 true", contexts.request("/app/s").cookie("JSESSIONID", id).send().text());
    }

    @Test
    void connectionAndRequestIds() {
        serve((q, r) -> r.getWriter().print(q.getServletConnection().getConnectionId() + " "
                + q.getServletConnection().getProtocol() + " " + !q.getRequestId().isEmpty()));
        assertEquals("c1 http/1.1 true", contexts.request("/app/s").connection("c1").send().text());
    }

    @Test
    void theRequiredFeaturesAreEnough() {
        contexts.minimal();
        serve((q, r) -> r.getWriter().print(q.getRemoteAddr() + q.getRemotePort() + q.getRequestId()
                + q.getServletConnection().getConnectionId() + q.getParameter("p") + q.isTrailerFieldsReady()
                + (q.getSession(false) == null)));
        assertEquals("127.0.0.10xtruetrue", contexts.text("/app/s?p=x"));
    }
}
