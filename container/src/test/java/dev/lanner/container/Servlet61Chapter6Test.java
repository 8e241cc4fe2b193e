package dev.lanner.container;

import dev.lanner.container.definition.ComponentRef;
import dev.lanner.container.definition.FilterDefinition;
import dev.lanner.container.definition.FilterMappingDefinition;
import dev.lanner.container.definition.UnavailableComponent;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/// Filters (Servlet 6.1, 6).
class Servlet61Chapter6Test {
    private final Contexts contexts = Contexts.at("/app");

    @AfterEach
    void close() {
        contexts.close();
    }

    private Contexts.FilterCode mark(String text) {
        return (request, response, chain) -> {
            response.getWriter().print(text);
            chain.doFilter(request, response);
        };
    }

    @Test
    void filtersByUrlComeBeforeFiltersByServletNameEachInOrder() {
        Filter byName = (q, r, chain) -> {
            r.getWriter().print("N");
            chain.doFilter(q, r);
        };
        contexts.definition.filter(FilterDefinition.of("byName", ComponentRef.given(byName)));
        contexts.definition.filterMapping(FilterMappingDefinition.byServlet("byName", "s"));
        contexts.filter("/*", mark("1")).filter("*.do", mark("2")).filter("/a/*", mark("3"));
        contexts.servlet("s", (q, r) -> r.getWriter().print("s"), "/");

        assertEquals("123Ns", contexts.text("/app/a/x.do"));
        assertEquals("13Ns", contexts.text("/app/a/x"));
        assertEquals("12Ns", contexts.text("/app/b.do"));
        assertEquals("1Ns", contexts.text("/app/b"));
        assertEquals("123Ns", contexts.text("/app/a/x.do"));
    }

    @Test
    void aWrappedRequestReachesTheServlet() {
        contexts.filter("/*", (q, r, chain) -> chain.doFilter(new HttpServletRequestWrapper(q) {
            @Override
            public String getHeader(String name) {
                return "wrapped " + name;
            }
        }, r)).servlet("s", (q, r) -> r.getWriter().print(q.getHeader("A")), "/s");

        assertEquals("wrapped A", contexts.text("/app/s"));
    }

    @Test
    void aFilterMayCallTheRestOfTheChainTwice() {
        contexts.filter("/*", (q, r, chain) -> {
            chain.doFilter(q, r);
            chain.doFilter(q, r);
        }).filter("/*", mark("f")).servlet("s", (q, r) -> r.getWriter().print("s"), "/s");

        assertEquals("fsfs", contexts.text("/app/s"));
    }

    @ParameterizedTest
    @CsvSource({"REQUEST, ab", "FORWARD, Fab", "INCLUDE, ab", "ERROR, ab"})
    void aFilterRunsForTheKindsOfDispatchItIsMappedTo(DispatcherType type, String expected) {
        contexts.filter("/b", mark("F"), type).servlet("a", (q, r) -> {
            r.getWriter().print("lost");
            q.getRequestDispatcher("/b").forward(q, r);
        }, "/a").servlet("b", (q, r) -> r.getWriter().print("ab"), "/b");

        assertEquals(expected, contexts.text("/app/a"));
    }

    @Test
    void aFilterThatCouldNotBeLoadedClosesTheWayToItsServlets() {
        contexts.definition.filter(FilterDefinition.of("lost", ComponentRef.named("no.such.Filter")));
        contexts.definition.filterMapping(FilterMappingDefinition.byUrl("lost", "/guarded/*"));
        contexts.definition
                .unavailable(new UnavailableComponent(UnavailableComponent.Kind.FILTER, "lost", "class not found"));
        contexts.servlet("s", (q, r) -> r.getWriter().print("s"), "/");

        assertEquals(503, contexts.get("/app/guarded/x").status());
        assertEquals("s", contexts.text("/app/free"));
    }
}
