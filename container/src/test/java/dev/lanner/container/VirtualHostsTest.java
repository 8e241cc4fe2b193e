package dev.lanner.container;

import dev.lanner.container.binding.ContextId;
import dev.lanner.container.binding.HostTable;
import dev.lanner.container.binding.UrlPrefix;
import dev.lanner.container.definition.ComponentRef;
import dev.lanner.container.definition.ContextDefinition;
import dev.lanner.container.definition.ContextDefinitionBuilder;
import dev.lanner.container.definition.ListenerDefinition;
import dev.lanner.container.definition.SecurityDefinition;
import dev.lanner.container.definition.SecurityDefinition.Constraint;
import dev.lanner.container.definition.SecurityDefinition.Login;
import dev.lanner.container.definition.SecurityDefinition.ResourceCollection;
import dev.lanner.container.definition.SecurityDefinition.Transport;
import dev.lanner.container.definition.ServletDefinition;
import dev.lanner.container.realm.PasswordHash;
import dev.lanner.container.realm.Users;
import dev.lanner.container.resource.OverlayResources;
import dev.lanner.spi.RequestRejectedException;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.testkit.InMemoryConnector;
import dev.lanner.testkit.TestResponse;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Contexts of hosts and of prefixes, as requests find them and as applications see them.
class VirtualHostsTest {
    private final ServletContainer container = ServletContainer.builder().drainTimeout(Duration.ofMillis(200)).build();
    private final InMemoryConnector connector = new InMemoryConnector(container);

    @AfterEach
    void end() {
        container.close();
    }

    private static ContextDefinitionBuilder context(String host, String path, String... prefixes) {
        ContextId id = new ContextId(host, path, "");
        return ContextDefinition.builder(id).prefixes(Arrays.stream(prefixes).map(UrlPrefix::parse).toList())
                .servlet(ServletDefinition.builder("s").instance(Contexts.servlet((request, response) -> {
                    if (request.getParameter("redirect") != null) {
                        response.sendRedirect(request.getParameter("redirect"));
                    } else if (request.getParameter("session") != null) {
                        request.getSession();
                    } else {
                        response.getWriter().print(id + " " + show(request));
                    }
                })).build(), "/*", "");
    }

    private static String show(HttpServletRequest request) {
        return request.getContextPath() + "|" + request.getServletPath() + "|" + request.getPathInfo() + "|"
                + request.getRequestURI() + "|" + request.getServletContext().getContextPath();
    }

    private TestResponse send(String host, String path) {
        return connector.get(path).host(host).send();
    }

    private String get(String host, String path) {
        TestResponse response = send(host, path);
        return response.status() == 200 ? response.text().split(" ")[0] : String.valueOf(response.status());
    }

    @Test
    void samePathInTwoHostsIsTwoContexts() throws Exception {
        container.hosts(HostTable.of(Map.of("a.example", List.of("*.a.example"), "b.example", List.of()), ""));
        container.deploy(context("a.example", "/app").build());
        container.deploy(context("b.example", "/app").build());
        container.deploy(context("", "/common").build());
        assertEquals("a.example/app", get("a.example", "/app/x"));
        assertEquals("a.example/app", get("www.A.example:8080", "/app/x"));
        assertEquals("b.example/app", get("b.example", "/app/x"));
        assertEquals("404", get("c.example", "/app/x"));
        assertEquals("/common", get("c.example", "/common/x"));
        assertEquals("/common", get("a.example", "/common/x"));
        assertEquals(List.of("/common", "a.example/app", "b.example/app"),
                container.contexts().stream().map(info -> info.id().toString()).toList());
        container.undeploy(new ContextId("a.example", "/app", ""));
        assertEquals("404", get("a.example", "/app/x"));
        assertEquals("b.example/app", get("b.example", "/app/x"));
    }

    @Test
    void hostsCanBeChangedWhileContextsRun() throws Exception {
        container.deploy(context("a.example", "").build());
        assertEquals("404", get("www.a.example", "/"));
        container.hosts(HostTable.of(Map.of("a.example", List.of("www.a.example")), ""));
        assertEquals("a.example/", get("www.a.example", "/"));
        container.hosts(HostTable.of(Map.of("a.example", List.of()), "a.example"));
        assertEquals("a.example/", get("unknown", "/"));
        container.hosts(HostTable.NONE);
        assertEquals("404", get("unknown", "/"));
    }

    @Test
    void unknownHostsCanBeRefused() throws Exception {
        container.hosts(HostTable.refusing(Map.of("a.example", List.of()), 421));
        container.deploy(context("", "").build());
        assertEquals("/", get("a.example", "/"));
        TestResponse refused = send("unknown", "/");
        RequestRejectedException reason = assertInstanceOf(RequestRejectedException.class, refused.failure());
        assertEquals(421, reason.status());
        assertEquals("unknown-host", reason.reason());
    }

    @ParameterizedTest
    @CsvSource({
        // target, context path, path info, URI
        "a.example, /x/y, '', /x/y, /x/y", "a.example, /, '', /, /",
        "b.example, /shop/x, /shop, /x, /shop/x", "b.example, /shop/, /shop, /, /shop/",
        "b.example, /%73hop/x;v=1, /shop, /x, /shop/x;v=1", "b.example, /q/../shop/x, /shop, /x, /shop/x",
        "c.example, /b%20c/shop/x, /b%20c/shop, /x, /b%20c/shop/x"})
    void aContextCanHavePrefixesWithDifferentPaths(String host, String target, String path, String info, String uri)
            throws Exception {
        container.deploy(context("", "/name", "http://b.example:8080/shop/", "http://a.example:8080/",
                "http://c.example:8080/b~c/shop/"
                        .replace('~', 'ä'))
                .build());
        container.deploy(context("", "/other", "http://c.example:8080/").build());
        String asked = target.replace("%20", "%C3%A4");
        TestResponse response = send(host, asked);
        String encoded = path.replace("%20", "%C3%A4");
        assertEquals("/name " + encoded + "||" + info + "|" + uri.replace("%20", "%C3%A4") + "|/shop",
                response.text());
    }

    @Test
    void redirectsAndCookiesOfAPrefixAreForItsPath() throws Exception {
        container.deploy(context("", "/name", "http://a.example:8080/", "http://b.example:8080/shop/").build());
        assertEquals("/shop/", send("b.example", "/shop").header("Location"));
        assertEquals("404", get("b.example", "/shopping"));
        assertTrue(send("b.example", "/shop/?redirect=/x").header("Location").endsWith("/x"));
        assertTrue(send("b.example", "/shop/a?redirect=b").header("Location").endsWith("/shop/b"));
        assertTrue(send("b.example", "/shop/?session=1").header("Set-Cookie").contains("Path=/shop"));
        assertTrue(send("a.example", "/?session=1").header("Set-Cookie").contains("Path=/;"));
    }

    @Test
    void aPrefixIsTakenByOneContextOnly() throws Exception {
        container.deploy(context("", "/one", "http://a.example:8080/x/").build());
        String message = assertThrows(DeploymentException.class,
                () -> container
                        .deploy(context("", "/two", "http://a.example:8080/y/", "http://a.example:8080/x").build()))
                .getMessage();
        assertEquals(
                "LNR-3102: context /two can't have the prefix http://a.example:8080/x/, as context /one has it; take "
                        + "it out of one of their files",
                message);
        container.replace(context("", "/one", "http://a.example:8080/x/").build());
    }

    @Test
    void ofTwoContextsThatStartAtTheSameMomentOneGetsThePrefix() throws Exception {
        container.deploy(context("", "/one").build());
        ServletContextListener other = new ServletContextListener() {
            @Override
            public void contextInitialized(ServletContextEvent event) {
                try {
                    container.deploy(context("", "/two", "http://a.example:8080/x/").build());
                } catch (DeploymentException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
        String message = assertThrows(DeploymentException.class,
                () -> container.replace(context("", "/one", "http://a.example:8080/x/")
                        .listener(ListenerDefinition.of(ComponentRef.given(other))).build()))
                .getMessage();
        assertTrue(message.startsWith("LNR-3102: context /one can't have the prefix http://a.example:8080/x/, as "
                + "context /two has it"), message);
        assertTrue(get("a.example", "/x/").startsWith("/two"), "the second one serves");
        assertTrue(get("b.example", "/one/").startsWith("/one"), "the old one stays");
    }

    @Test
    void aContextThatFailsKeepsItsPrefixes() throws Exception {
        ContextDefinition bad = context("", "/name", "http://a.example:8080/").filterMapping(
                dev.lanner.container.definition.FilterMappingDefinition.byUrl("none", "/*")).build();
        assertThrows(DeploymentException.class, () -> container.deploy(bad));
        assertEquals("503", get("a.example", "/"));
        assertEquals("404", get("b.example", "/name"));
    }

    @Test
    void contextsFindOthersOfTheirHostOnly() throws Exception {
        SettingValues open = new SettingValues(null,
                Map.of(Settings.CROSS_CONTEXT, new SettingValues.Value(true, "test")));
        ServletContext[] seen = new ServletContext[1];
        container.hosts(HostTable.of(Map.of("a.example", List.of(), "b.example", List.of()), ""));
        container.deploy(context("a.example", "/one").settings(open).servlet(ServletDefinition.builder("t")
                .instance(Contexts.servlet((request, response) -> seen[0] = request.getServletContext())).build(), "/t")
                .build());
        container.deploy(context("a.example", "/two").build());
        container.deploy(context("b.example", "/three").build());
        container.deploy(context("", "/four").build());
        send("a.example", "/one/t");
        ServletContext one = seen[0];
        assertEquals("lanner/a.example", one.getVirtualServerName());
        assertEquals(one, one.getContext("/one/x"));
        assertEquals("/two", one.getContext("/two").getContextPath());
        assertEquals("/four", one.getContext("/four").getContextPath());
        assertEquals(null, one.getContext("/three"));
    }

    @Test
    void whatIsOfflineFromTheBeginningIsSoAtItsPrefixes() throws Exception {
        container.offline(new ContextId("", "/shop", ""), List.of(UrlPrefix.parse("http://a.example:8080/s/")),
                new OfflinePage("soon".getBytes(StandardCharsets.UTF_8)));
        assertEquals("503 soon", send("a.example", "/s/x").status() + " " + send("a.example", "/s/x").text());
        assertEquals("404", get("a.example", "/shop/x"));
        container.takeOver(context("", "/shop", "http://a.example:8080/s/").build()).run();
        assertEquals("/shop", get("a.example", "/s/x"));
    }

    @Test
    void theSessionCookieOfAPathWithSpacesAndOtherScriptsHasThePathThatClientsSend() throws Exception {
        container.deploy(context("", "/my café").build());
        TestResponse response = send("a.example", "/my%20caf%C3%A9/x?session=1");
        assertEquals(200, response.status());
        assertTrue(response.header("Set-Cookie").contains("Path=/my%20caf%C3%A9;"), response.header("Set-Cookie"));
    }

    @ParameterizedTest
    @CsvSource({"a.example, /pages, /pages/", "b.example, /shop/pages, /shop/pages/",
        "c.example, /caf%C3%A9/pages, /caf%C3%A9/pages/"})
    void directoriesGetTheirSlashAtEachPrefix(String host, String path, String location, @TempDir Path files)
            throws Exception {
        Files.createDirectory(files.resolve("pages"));
        container.deploy(ContextDefinition.builder(new ContextId("", "/name", ""))
                .prefixes(List.of(UrlPrefix.parse("http://b.example:8080/shop/"),
                        UrlPrefix.parse("http://a.example:8080/")))
                .resources(OverlayResources.of(files, List.of(), SettingValues.DEFAULTS)).build());
        container.deploy(ContextDefinition.builder("/café")
                .resources(OverlayResources.of(files, List.of(), SettingValues.DEFAULTS)).build());
        assertEquals(location, send(host, path).header("Location"));
    }

    private static SecurityDefinition secured(Set<String> roles, Transport transport, Login login) {
        return new SecurityDefinition(
                List.of(new Constraint("", List.of(new ResourceCollection("", List.of("/x/*"), Set.of(), Set.of())),
                        roles, transport)),
                login, Set.of("user"), false);
    }

    @Test
    void theWayToTlsKeepsThePrefix() throws Exception {
        container.deploy(context("", "/name", "http://a.example:8080/", "http://b.example:8080/shop/")
                .security(secured(null, Transport.CONFIDENTIAL, null))
                .settings(new SettingValues(null,
                        Map.of(Settings.HTTPS_PORT, new SettingValues.Value(443L, "test"))))
                .build());
        assertEquals("https://b.example/shop/x/y?z=1", send("b.example", "/shop/x/y?z=1").header("Location"));
        assertEquals("https://a.example/x/y", send("a.example", "/x/y").header("Location"));
    }

    @Test
    void aLoginByFormLeadsBackToThePrefix() throws Exception {
        Users users = Users.builder().user("ann", PasswordHash.of("a", 1000), Set.of("user")).build();
        try (ServletContainer own = ServletContainer.builder().realm(users).build()) {
            own.deploy(context("", "/name", "http://a.example:8080/", "http://b.example:8080/shop/")
                    .security(secured(Set.of("user"), Transport.NONE, new Login("FORM", "R", "/login", "/error")))
                    .build());
            InMemoryConnector client = new InMemoryConnector(own);
            String cookie = client.get("/shop/x/y?z=1").host("b.example").send().header("Set-Cookie");
            TestResponse answer = client.post("/shop/j_security_check").host("b.example")
                    .header("Cookie", cookie.substring(0, cookie.indexOf(';')))
                    .form(Map.of("j_username", "ann", "j_password", "a")).send();
            assertEquals("303 /shop/x/y?z=1", answer.status() + " " + answer.header("Location"));
        }
    }
}
