package dev.lanner.container;

import dev.lanner.container.definition.ComponentRef;
import dev.lanner.container.definition.ListenerDefinition;
import dev.lanner.container.definition.SecurityDefinition;
import dev.lanner.container.definition.SecurityDefinition.Constraint;
import dev.lanner.container.definition.SecurityDefinition.Login;
import dev.lanner.container.definition.SecurityDefinition.ResourceCollection;
import dev.lanner.container.definition.SecurityDefinition.Transport;
import dev.lanner.container.realm.PasswordHash;
import dev.lanner.container.realm.Users;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.AuthenticationFeature;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.security.Credential;
import dev.lanner.spi.security.Identity;
import dev.lanner.spi.security.Realm;
import dev.lanner.spi.security.RealmException;
import dev.lanner.testkit.TestRequest;
import dev.lanner.testkit.TestResponse;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Security: constraints, logins, callers (Servlet 6.1, 13).
class Servlet61Chapter13Test {
    static final Users USERS = Users.builder().user("ann", PasswordHash.of("pässword", 1000), Set.of("admin"))
            .user("bob", PasswordHash.of("b", 1000), Set.of("user")).build();

    private final List<String> events = new ArrayList<>();
    private Contexts contexts = new Contexts("/app", ServletContainer.builder().realm(USERS));

    @AfterEach
    void close() {
        contexts.close();
    }

    static Constraint constraint(String pattern, Set<String> methods, Set<String> roles, Transport transport) {
        return new Constraint("c", List.of(new ResourceCollection("r", List.of(pattern), methods, Set.of())), roles,
                transport);
    }

    private void secure(Login login, Constraint... constraints) {
        contexts.definition
                .security(new SecurityDefinition(List.of(constraints), login, Set.of("admin", "user"), false));
    }

    private void protect(String pattern, String... roles) {
        secure(new Login("BASIC", "Accounts", null, null), constraint(pattern, Set.of(), Set.of(roles),
                Transport.NONE));
    }

    private void form(Constraint... constraints) {
        secure(new Login("FORM", null, "/login", "/error"), constraints);
        contexts.servlet("login", (q, r) -> r.getWriter().print("login " + q.getMethod()), "/login");
        contexts.servlet("error", (q, r) -> r.getWriter().print("wrong"), "/error");
    }

    static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder()
                .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private static String who(HttpServletRequest q) {
        return q.getRemoteUser() + " " + q.getAuthType() + " "
                + (q.getUserPrincipal() == null ? null : q.getUserPrincipal().getName()) + " " + q.isUserInRole("admin")
                + " " + q.isUserInRole("**");
    }

    private void who(String... patterns) {
        contexts.servlet("who", (q, r) -> r.getWriter().print(who(q)), patterns);
    }

    private static SettingValues settings(Map<Setting<?>, Object> values) {
        Map<Setting<?>, SettingValues.Value> all = new HashMap<>();
        values.forEach((setting, value) -> all.put(setting, new SettingValues.Value(value, "test")));
        return new SettingValues(null, all);
    }

    // ---- 13.6.1 BASIC

    @ParameterizedTest
    @CsvSource(textBlock = """
            ann, pässword,  /app/admin/x, 200
            ann, password,  /app/admin/x, 401
            ann, '',        /app/admin/x, 401
            Ann, pässword,  /app/admin/x, 401
            eve, pässword,  /app/admin/x, 401
            bob, b,         /app/admin/x, 403
            bob, b,         /app/free,    200
            """)
    void basicLetsInWhoHasTheRole(String user, String password, String path, int status) {
        protect("/admin/*", "admin");
        who("/");

        assertEquals(status, contexts.request(path).header("Authorization", basic(user, password)).send().status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Basic", "Basic ", "Basic !!!", "Basic YW5u", "Bearer x", "Basic /w==", "Digest a=b",
        "Basic YW5uOnDDpHNzd29yZAo="})
    void malformedCredentialsAreAsGoodAsNone(String header) {
        protect("/*", "admin");
        who("/");

        TestRequest request = contexts.request("/app/x");
        TestResponse response = (header.isEmpty() ? request : request.header("Authorization", header)).send();

        assertEquals(401, response.status());
        assertEquals("Basic realm=\"Accounts\", charset=\"UTF-8\"", response.header("WWW-Authenticate"));
    }

    @Test
    void twoAuthorizationFieldsAreRefused() {
        protect("/*", "admin");
        who("/");

        assertEquals(401, contexts.request("/app/x").header("Authorization", basic("ann", "pässword"))
                .header("Authorization", basic("ann", "pässword")).send().status());
    }

    @Test
    void theCallerIsTheSameByAllNames() {
        protect("/admin", "admin");
        who("/");

        assertEquals("ann BASIC ann true true",
                contexts.request("/app/admin").header("Authorization", basic("ann", "pässword")).send().text());
        assertEquals("null null null false false", contexts.text("/app/free"));
    }

    @Test
    void whatOnlySomeMaySeeIsNotForSharedCaches() {
        protect("/admin", "admin");
        contexts.servlet("who", (q, r) -> {
            if (q.getParameter("own") != null) {
                r.setHeader("Cache-Control", "max-age=5");
            }
        }, "/");

        assertEquals("private", contexts.request("/app/admin").header("Authorization", basic("ann", "pässword")).send()
                .header("Cache-Control"));
        assertEquals("max-age=5", contexts.request("/app/admin?own").header("Authorization", basic("ann", "pässword"))
                .send().header("Cache-Control"));
        assertNull(contexts.get("/app/free").header("Cache-Control"));
    }

    @Test
    void nothingOfTheApplicationRunsBeforeTheCheck() {
        protect("/*", "admin");
        contexts.filter("/*", (q, r, chain) -> {
            events.add("filter");
            chain.doFilter(q, r);
        });
        who("/");

        for (String target : List.of("/app/x", "/app//x", "/app/%78", "/app/x;v=1")) {
            assertEquals(401, contexts.get(target).status(), target);
        }
        assertEquals(List.of(), events);
    }

    @Test
    void listenersOfRequestsSeeTheCaller() {
        protect("/*", "admin");
        contexts.definition.listener(ListenerDefinition
                .of(ComponentRef.given(new ServletRequestListener() {
                    @Override
                    public void requestInitialized(ServletRequestEvent event) {
                        events.add(((HttpServletRequest) event.getServletRequest()).getRemoteUser());
                    }
                })));
        who("/");

        contexts.request("/app/x").header("Authorization", basic("ann", "pässword")).send();
        assertEquals(List.of("ann"), events);
    }

    // ---- 13.6.3 FORM

    private TestResponse post(String session, String user, String password) {
        return contexts.request("POST", "/app/j_security_check").cookie("JSESSIONID", session)
                .form(Map.of("j_username", user, "j_password", password)).send();
    }

    @Test
    void theFormLeadsBackToWhatWasAskedFor() {
        form(constraint("/admin/*", Set.of(), Set.of("admin"), Transport.NONE));
        who("/");

        TestResponse page = contexts.get("/app/admin/ä%20b?x=1");
        assertEquals("login GET", page.text());
        assertEquals(200, page.status());
        assertEquals("no-store", page.header("Cache-Control"));
        String before = page.cookie("JSESSIONID");
        assertNotNull(before);

        TestResponse wrong = post(before, "ann", "x");
        assertEquals("wrong", wrong.text());
        assertEquals(200, wrong.status());
        TestResponse right = post(before, "ann", "pässword");
        assertEquals(303, right.status());
        assertEquals("/app/admin/%C3%A4%20b?x=1", right.header("Location"));
        String after = right.cookie("JSESSIONID");
        assertNotNull(after);
        assertNotEquals(before, after);

        assertEquals("ann FORM ann true true",
                contexts.request("/app/admin/ä%20b?x=1").cookie("JSESSIONID", after).send().text());
        assertEquals("ann FORM ann true true", contexts.request("/app/free").cookie("JSESSIONID", after).send().text());
        // the old id is nobody's
        assertEquals("login GET", contexts.request("/app/admin/x").cookie("JSESSIONID", before).send().text());
    }

    @Test
    void whoHasNotTheRoleGets403AfterTheForm() {
        form(constraint("/admin/*", Set.of(), Set.of("admin"), Transport.NONE));
        who("/");
        String session = contexts.get("/app/admin/x").cookie("JSESSIONID");

        String after = post(session, "bob", "b").cookie("JSESSIONID");

        assertEquals(403, contexts.request("/app/admin/x").cookie("JSESSIONID", after).send().status());
    }

    @Test
    void aPostIsKeptWhileItsUserLogsIn() {
        form(constraint("/admin/*", Set.of("POST"), Set.of("admin"), Transport.NONE));
        contexts.servlet("echo", (q, r) -> {
            r.setCharacterEncoding(StandardCharsets.UTF_8);
            r.getWriter().print(q.getMethod() + " " + q.getParameter("a") + " " + q.getContentType() + " "
                    + q.getContentLength());
        }, "/");

        TestResponse page = contexts.request("POST", "/app/admin/x?q=1").form(Map.of("a", "ä")).send();
        assertEquals("login GET", page.text());
        String after = post(page.cookie("JSESSIONID"), "ann", "pässword").cookie("JSESSIONID");

        assertEquals("POST ä application/x-www-form-urlencoded 8",
                contexts.request("/app/admin/x?q=1").cookie("JSESSIONID", after).send().text());
        // once
        assertEquals("GET null null -1",
                contexts.request("/app/admin/x?q=1").cookie("JSESSIONID", after).send().text());
    }

    /// The constraint of the method that is served counts, not that of the redirect's GET.
    @Test
    void aKeptPostIsCheckedAsAPost() {
        form(constraint("/admin/*", Set.of("POST"), Set.of("admin"), Transport.NONE));
        contexts.servlet("echo", (q, r) -> r.getWriter().print(q.getMethod()), "/");

        TestResponse page = contexts.request("POST", "/app/admin/x").body("b").send();
        String after = post(page.cookie("JSESSIONID"), "bob", "b").cookie("JSESSIONID");

        assertEquals(403, contexts.request("/app/admin/x").cookie("JSESSIONID", after).send().status());
    }

    @Test
    void aBodyThatIsTooLargeToKeepIsRefused() {
        contexts.definition.settings(settings(Map.of(Settings.MAX_SAVED_REQUEST_SIZE, 10L)));
        form(constraint("/*", Set.of(), Set.of("admin"), Transport.NONE));

        assertEquals(200, contexts.request("POST", "/app/x").body("0123456789").send().status());
        TestResponse refused = contexts.request("POST", "/app/x").body("01234567890").send();
        assertEquals(413, refused.status());
        assertNull(refused.cookie("JSESSIONID"));
    }

    @Test
    void loginAndErrorPageAreOpenByTheirExactNamesOnly() {
        form(constraint("/*", Set.of(), Set.of("admin"), Transport.NONE));
        who("/");

        assertEquals("login GET", contexts.text("/app/login"));
        assertNull(contexts.get("/app/login").cookie("JSESSIONID"));
        assertEquals("wrong", contexts.text("/app/error"));
        for (String path : List.of("/app/login/x", "/app/x/login", "/app/loginx", "/app/login.jsp", "/app/Login")) {
            TestResponse response = contexts.get(path);
            assertEquals("login GET", response.text(), path);
            assertNotNull(response.cookie("JSESSIONID"), path);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"//evil.example/x", "/%5Cevil.example/x", "/;//evil.example/x"})
    void theFormLeadsToNoOtherServer(String path) {
        contexts.close();
        contexts = new Contexts("", ServletContainer.builder().realm(USERS));
        form(constraint("/*", Set.of(), Set.of("admin"), Transport.NONE));
        TestResponse page = contexts.get(path);
        if (page.status() == 400) {
            return;
        }
        TestResponse right = contexts.request("POST", "/j_security_check")
                .cookie("JSESSIONID", page.cookie("JSESSIONID"))
                .form(Map.of("j_username", "ann", "j_password", "pässword")).send();

        String location = right.header("Location");
        assertTrue(location.startsWith("/") && !location.startsWith("//") && !location.startsWith("/\\"), location);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            GET,  '',         405
            POST, cross-site, 403
            POST, same-site,  303
            POST, '',         303
            """)
    void theActionIsAPostOfThisSite(String method, String site, int status) {
        form(constraint("/*", Set.of(), Set.of("admin"), Transport.NONE));
        TestRequest request = contexts.request(method, "/app/j_security_check")
                .form(Map.of("j_username", "ann", "j_password", "pässword"));
        if (!site.isEmpty()) {
            request.header("Sec-Fetch-Site", site);
        }
        assertEquals(status, request.send().status());
    }

    @Test
    void credentialsInTheQueryAreNone() {
        form(constraint("/*", Set.of(), Set.of("admin"), Transport.NONE));

        assertEquals("wrong", contexts.request("POST", "/app/j_security_check?j_username=ann&j_password=p%C3%A4ssword")
                .form(Map.of("x", "y")).send().text());
    }

    @Test
    void anInvalidatedSessionIsLoggedOut() {
        form(constraint("/admin", Set.of(), Set.of("admin"), Transport.NONE));
        contexts.servlet("end", (q, r) -> {
            q.getSession().invalidate();
        }, "/end");
        who("/");
        String session = post(contexts.get("/app/admin").cookie("JSESSIONID"), "ann", "pässword").cookie("JSESSIONID");
        assertEquals("ann FORM ann true true",
                contexts.request("/app/admin").cookie("JSESSIONID", session).send().text());

        contexts.request("/app/end").cookie("JSESSIONID", session).send();

        assertEquals("login GET", contexts.request("/app/admin").cookie("JSESSIONID", session).send().text());
    }

    @Test
    void aSessionForTheFormIsShortUntilTheLogin() {
        form(constraint("/admin", Set.of(), Set.of("admin"), Transport.NONE));
        contexts.servlet("time", (q, r) -> r.getWriter().print(q.getSession().getMaxInactiveInterval()), "/time");
        String session = contexts.get("/app/admin").cookie("JSESSIONID");

        assertEquals("300", contexts.request("/app/time").cookie("JSESSIONID", session).send().text());
        String after = post(session, "ann", "pässword").cookie("JSESSIONID");
        assertEquals("1800", contexts.request("/app/time").cookie("JSESSIONID", after).send().text());
    }

    // ---- 13.3 programmatic security

    @Test
    void aServletLogsItsCallerInAndOut() {
        secure(new Login("BASIC", null, null, null));
        contexts.servlet("s", (q, r) -> {
            events.add(who(q));
            assertThrows(ServletException.class, () -> q.login("ann", "wrong"));
            assertThrows(ServletException.class, () -> q.login(null, null));
            q.login("ann", "pässword");
            events.add(who(q));
            assertThrows(ServletException.class, () -> q.login("bob", "b"));
            assertTrue(q.authenticate(r));
            q.logout();
            events.add(who(q));
        }, "/");

        assertEquals(200, contexts.get("/app/").status());
        assertEquals(List.of("null null null false false", "ann BASIC ann true true", "null null null false false"),
                events);
    }

    @Test
    void aLoginStaysWithTheSessionAndChangesItsId() {
        secure(new Login("FORM", null, "/in", "/in"));
        contexts.servlet("in", (q, r) -> {
            q.getSession();
            q.login("ann", "pässword");
        }, "/in").servlet("later", (q, r) -> {
            q.login("ann", "pässword");
            q.getSession();
        }, "/later").servlet("out", (q, r) -> q.logout(), "/out");
        who("/");

        String first = contexts.get("/app/in").cookie("JSESSIONID");
        assertEquals("ann FORM ann true true", contexts.request("/app/").cookie("JSESSIONID", first).send().text());
        TestResponse again = contexts.request("/app/out").cookie("JSESSIONID", first).send();
        assertEquals(200, again.status());
        assertEquals("null null null false false",
                contexts.request("/app/").cookie("JSESSIONID", first).send().text());
        String second = contexts.request("/app/in").cookie("JSESSIONID", first).send().cookie("JSESSIONID");
        assertNotEquals(first, second);
        String made = contexts.get("/app/later").cookie("JSESSIONID");
        assertEquals("ann FORM ann true true", contexts.request("/app/").cookie("JSESSIONID", made).send().text());
    }

    @Test
    void authenticateAsksForCredentials() {
        secure(new Login("BASIC", "R", null, null));
        contexts.servlet("s", (q, r) -> events.add(q.authenticate(r) + " " + q.getRemoteUser()), "/");

        TestResponse response = contexts.get("/app/");
        assertEquals(401, response.status());
        assertNotNull(response.header("WWW-Authenticate"));
        assertEquals(200, contexts.request("/app/").header("Authorization", basic("bob", "b")).send().status());
        assertEquals(List.of("false null", "true bob"), events);
    }

    @Test
    void theRedirectAfterALoginIsAbsoluteWhereTheOwnerWantsIt() {
        contexts.definition.settings(settings(Map.of(Settings.ABSOLUTE_LOGIN_REDIRECTS, true)));
        form();
        contexts.servlet("s", (q, r) -> q.authenticate(r), "/s");

        TestResponse page = contexts.get("/app/s");
        assertEquals("http://localhost/app/s", post(page.cookie("JSESSIONID"), "bob", "b").header("Location"));
    }

    @Test
    void authenticateShowsTheFormAndComesBack() {
        form();
        contexts.servlet("s", (q, r) -> {
            if (q.authenticate(r)) {
                r.getWriter().print("hello " + q.getRemoteUser());
            }
        }, "/s");

        TestResponse page = contexts.get("/app/s");
        assertEquals("login GET", page.text());
        TestResponse right = post(page.cookie("JSESSIONID"), "bob", "b");
        assertEquals("/app/s", right.header("Location"));
        assertEquals("hello bob",
                contexts.request("/app/s").cookie("JSESSIONID", right.cookie("JSESSIONID")).send().text());
    }

    @Test
    void withoutALoginConfigNobodyCanBeAsked() {
        secure(null, constraint("/admin", Set.of(), Set.of("admin"), Transport.NONE));
        contexts.servlet("s", (q, r) -> assertThrows(ServletException.class, () -> q.authenticate(r)), "/");

        assertEquals(200, contexts.get("/app/").status());
        assertEquals(403, contexts.get("/app/admin").status());
    }

    @Test
    void aFeatureThatAFilterSetsIsTheCaller() {
        protect("/admin", "admin");
        contexts.filter("/*", (q, r, chain) -> {
            if (q.getParameter("gone") != null) {
                features(q).remove(Features.AUTHENTICATION);
            } else {
                features(q).set(Features.AUTHENTICATION, new AuthenticationFeature() {
                    @Override
                    public Principal principal() {
                        return () -> "zoe";
                    }

                    @Override
                    public String scheme() {
                        return "OWN";
                    }

                    @Override
                    public boolean inRole(String role) {
                        return false;
                    }
                });
            }
            chain.doFilter(q, r);
        }, DispatcherType.REQUEST);
        who("/");

        String ann = basic("ann", "pässword");
        assertEquals("zoe OWN zoe false true",
                contexts.request("/app/admin").header("Authorization", ann).send().text());
        assertEquals("null null null false false",
                contexts.request("/app/admin?gone").header("Authorization", ann).send().text());
    }

    private static FeatureCollection features(HttpServletRequest request) {
        return (FeatureCollection) request.getAttribute("dev.lanner.features");
    }

    // ---- S29: nothing fails open

    private static Realm failing(Exception failure) {
        return credential -> {
            if (failure instanceof RealmException e) {
                throw e;
            }
            throw (RuntimeException) failure;
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"BASIC", "FORM", "LOGIN"})
    void aRealmThatFailsLetsNobodyIn(String way) {
        for (Exception failure : List.of(new RealmException("down"), new IllegalStateException("fault"))) {
            contexts.close();
            contexts = new Contexts("/app", ServletContainer.builder().realm(failing(failure)));
            Constraint all = constraint("/admin", Set.of(), Set.of("**"), Transport.NONE);
            if (way.equals("FORM")) {
                form(all);
            } else {
                secure(new Login("BASIC", null, null, null), all);
            }
            contexts.servlet("s", (q, r) -> {
                events.add("in");
                if (q.getServletPath().equals("/free")) {
                    assertThrows(ServletException.class, () -> q.login("ann", "pässword"));
                    events.add(String.valueOf(q.getRemoteUser()));
                }
            }, "/");

            switch (way) {
                case "BASIC" -> assertEquals(500, contexts.request("/app/admin")
                        .header("Authorization", basic("ann", "pässword")).send().status());
                case "FORM" -> {
                    TestResponse answer = post("none", "ann", "pässword");
                    assertEquals(500, answer.status());
                    assertNull(answer.cookie("JSESSIONID"));
                }
                default -> {
                    assertEquals(200, contexts.get("/app/free").status());
                    assertEquals(List.of("in", "null"), events);
                    events.clear();
                }
            }
            assertEquals(List.of(), events);
        }
    }

    @Test
    void twoContextsWithTwoRealmsDoNotShareUsers() throws DeploymentException {
        Users others = Users.builder().user("ann", PasswordHash.of("other", 1000), Set.of("admin")).build();
        contexts.close();
        contexts = new Contexts("/app", ServletContainer.builder()
                .realms(values -> values.get(Settings.LOGIN_REALM).equals("b") ? others : USERS));
        protect("/*", "admin");
        who("/");
        contexts.deploy();
        contexts.container().deploy(contexts.definition.build().toBuilder()
                .settings(settings(Map.of(Settings.LOGIN_REALM, "b"))).build().at("/b"));

        assertEquals(200, contexts.request("/app/").header("Authorization", basic("ann", "pässword")).send().status());
        assertEquals(401, contexts.request("/b/").header("Authorization", basic("ann", "pässword")).send().status());
        assertEquals(200, contexts.request("/b/").header("Authorization", basic("ann", "other")).send().status());
        assertEquals(401, contexts.request("/app/").header("Authorization", basic("ann", "other")).send().status());
    }

    @Test
    void aRealmThatCanNotBeMadeStopsTheContext() {
        contexts.close();
        contexts = new Contexts("/app", ServletContainer.builder().realms(values -> {
            throw new RealmException("users.yaml:3: wrong");
        }));
        protect("/*", "admin");

        DeploymentException failure = assertThrows(DeploymentException.class, contexts::deploy);
        assertTrue(failure.getMessage().contains("users.yaml:3: wrong"), failure.getMessage());
        assertEquals(503, contexts.get("/app/x").status());
    }

    // ---- S35: session ids

    @Test
    void aSessionFromBeforeTheLoginGetsANewIdOnce() {
        protect("/admin", "admin");
        contexts.servlet("s", (q, r) -> r.getWriter().print(q.getSession().getId()), "/");
        String planted = contexts.get("/app/free").cookie("JSESSIONID");
        String ann = basic("ann", "pässword");

        TestResponse first = contexts.request("/app/admin").cookie("JSESSIONID", planted).header("Authorization", ann)
                .send();
        String id = first.cookie("JSESSIONID");
        assertNotEquals(planted, id);
        assertEquals(id, first.text());
        TestResponse second = contexts.request("/app/admin").cookie("JSESSIONID", id).header("Authorization", ann)
                .send();
        assertNull(second.cookie("JSESSIONID"));
        assertEquals(id, second.text());
        // a session that was made by the caller needs no new id
        String own = contexts.request("/app/admin").header("Authorization", ann).send().cookie("JSESSIONID");
        assertNull(contexts.request("/app/admin").cookie("JSESSIONID", own).header("Authorization", ann).send()
                .cookie("JSESSIONID"));
    }

    // ---- the brake

    @Test
    void afterTooManyFailuresNobodyMayTry() {
        int[] asked = new int[1];
        contexts.close();
        contexts = new Contexts("/app", ServletContainer.builder().realm(credential -> {
            asked[0]++;
            return credential instanceof Credential.Password p && p.password().equals("right")
                    ? new Identity("ann", Set.of("admin"))
                    : null;
        }).settings(settings(Map.of(Settings.LOGIN_MAX_FAILURES, 3L, Settings.LOGIN_CACHE_TIME,
                Duration.ZERO))));
        protect("/*", "admin");
        who("/");

        for (String name : List.of("ann", "ANN", "ａnn")) {
            assertEquals(401, contexts.request("/app/").header("Authorization", basic(name, "x")).send().status());
        }
        TestResponse braked = contexts.request("/app/").header("Authorization", basic("ann", "right")).send();
        assertEquals(429, braked.status());
        assertTrue(Integer.parseInt(braked.header("Retry-After")) > 0);
        assertEquals(3, asked[0]);
        assertEquals(401, contexts.request("/app/").header("Authorization", basic("bob", "x")).send().status());
    }

    @Test
    void aRightPasswordIsRememberedForAWhile() {
        int[] asked = new int[1];
        contexts.close();
        contexts = new Contexts("/app", ServletContainer.builder().realm(credential -> {
            asked[0]++;
            return USERS.verify(credential);
        }));
        protect("/*", "admin");
        who("/");

        for (int i = 0; i < 3; i++) {
            assertEquals(200,
                    contexts.request("/app/").header("Authorization", basic("ann", "pässword")).send().status());
        }
        assertEquals(1, asked[0]);
        assertEquals(401, contexts.request("/app/").header("Authorization", basic("ann", "x")).send().status());
        assertEquals(2, asked[0]);
    }
}
