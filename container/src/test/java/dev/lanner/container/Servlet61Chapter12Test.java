package dev.lanner.container;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

/// Mapping requests to servlets (Servlet 6.1, 12).
class Servlet61Chapter12Test {
    private Contexts contexts;

    @AfterEach
    void close() {
        contexts.close();
    }

    private static void show(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var mapping = request.getHttpServletMapping();
        Contexts.write(response, mapping.getServletName() + " " + mapping.getMappingMatch() + " '"
                + mapping.getMatchValue() + "' '" + mapping.getPattern() + "' '" + request.getServletPath() + "' "
                + request.getPathInfo());
    }

    private void deploy(String path) {
        contexts = Contexts.at(path).servlet("one", Servlet61Chapter12Test::show, "/foo/bar/*")
                .servlet("two", Servlet61Chapter12Test::show, "/baz/*")
                .servlet("three", Servlet61Chapter12Test::show, "/catalog")
                .servlet("four", Servlet61Chapter12Test::show, "*.bop")
                .servlet("root", Servlet61Chapter12Test::show, "")
                .servlet("default", Servlet61Chapter12Test::show, "/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/app", "/a/b"})
    void theTableOfTheSpecificationHoldsInAnyContext(String path) {
        deploy(path);
        String[][] table = {{"/foo/bar/index.html", "one PATH 'index.html' '/foo/bar/*' '/foo/bar' /index.html"},
            {"/foo/bar/index.bop", "one PATH 'index.bop' '/foo/bar/*' '/foo/bar' /index.bop"},
            {"/foo/bar", "one PATH '' '/foo/bar/*' '/foo/bar' null"},
            {"/foo/bar/", "one PATH '' '/foo/bar/*' '/foo/bar' /"},
            {"/foo/barn", "default DEFAULT '' '/' '/foo/barn' null"},
            {"/baz", "two PATH '' '/baz/*' '/baz' null"},
            {"/baz/index.html", "two PATH 'index.html' '/baz/*' '/baz' /index.html"},
            {"/catalog", "three EXACT 'catalog' '/catalog' '/catalog' null"},
            {"/catalog/index.html", "default DEFAULT '' '/' '/catalog/index.html' null"},
            {"/catalog/racecar.bop", "four EXTENSION 'catalog/racecar' '*.bop' '/catalog/racecar.bop' null"},
            {"/index.bop", "four EXTENSION 'index' '*.bop' '/index.bop' null"},
            {"/x.bop/y", "default DEFAULT '' '/' '/x.bop/y' null"},
            {"/", "root CONTEXT_ROOT '' '' '' /"}};
        for (String[] row : table) {
            assertEquals(row[1], contexts.text(path + row[0]), row[0]);
        }
    }

    @ParameterizedTest
    @CsvSource({"/a/b/x, ab", "/a/b, ab", "/a/bc, a", "/a, a", "/ab, root", "/, root"})
    void theLongestContextPathCounts(String target, String context) throws Exception {
        contexts = Contexts.at("").servlet("s", (q, r) -> Contexts.write(r, "root"), "/*");
        contexts.deploy();
        contexts.container()
                .deploy(Contexts.at("/a").servlet("s", (q, r) -> Contexts.write(r, "a"), "/*").definition.build());
        contexts.container()
                .deploy(Contexts.at("/a/b").servlet("s", (q, r) -> Contexts.write(r, "ab"), "/*").definition.build());

        var response = contexts.get(target);

        if (response.status() == 302) {
            assertEquals(target + "/", response.header("Location"));
        } else {
            assertEquals(context, response.text());
        }
    }

    @ParameterizedTest
    @CsvSource({"/app, /app/", "/app?x=1, /app/?x=1", "//app, /app/", "/%61pp, /app/", "/app;v=1, /app/"})
    void aContextWithoutSlashIsRedirectedByAPathOfTheServersOwn(String target, String location) {
        deploy("/app");
        var response = contexts.get(target);
        assertEquals(302, response.status());
        assertEquals(location, response.header("Location"));
    }

    @Test
    void nothingDeployedIs404() {
        contexts = Contexts.at("/app");
        assertEquals(404, contexts.get("/other").status());
        assertNull(contexts.get("/other").failure());
    }

    @ParameterizedTest
    @CsvSource({"/%61/x, /%61, /x", "/a/./x, /a, /x", "/./a/x, /./a, /x", "/a;v=1/x, /a, /x", "/a/%78, /a, /x"})
    void contextPathIsAsTheClientWroteItAndServletPathIsDecoded(String target, String contextPath, String servletPath) {
        contexts = Contexts.at("/a").servlet("s",
                (q, r) -> Contexts.write(r, q.getContextPath() + " " + q.getServletPath() + " " + q.getRequestURI()),
                "/x");
        assertEquals(contextPath + " " + servletPath + " " + target, contexts.text(target));
    }
}
