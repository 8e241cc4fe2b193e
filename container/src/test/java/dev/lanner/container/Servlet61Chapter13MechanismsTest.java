package dev.lanner.container;

import dev.lanner.container.definition.ComponentRef;
import dev.lanner.container.definition.InitializerDefinition;
import dev.lanner.container.definition.SecurityDefinition;
import dev.lanner.container.definition.SecurityDefinition.Constraint;
import dev.lanner.container.definition.SecurityDefinition.Login;
import dev.lanner.container.definition.SecurityDefinition.ResourceCollection;
import dev.lanner.container.definition.SecurityDefinition.Transport;
import dev.lanner.container.definition.ServletDefinition;
import dev.lanner.container.realm.PasswordHash;
import dev.lanner.container.realm.Users;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.TlsFeature;
import dev.lanner.spi.features.TlsHandshake;
import dev.lanner.testkit.ScriptedBody;
import dev.lanner.testkit.TestRequest;
import dev.lanner.testkit.TestResponse;
import jakarta.servlet.HttpConstraintElement;
import jakarta.servlet.HttpMethodConstraintElement;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletSecurityElement;
import jakarta.servlet.annotation.ServletSecurity.EmptyRoleSemantic;
import jakarta.servlet.annotation.ServletSecurity.TransportGuarantee;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

/// DIGEST, CLIENT-CERT, transport, upgrades, constraints by code and bad deployments (Servlet 6.1, 13).
class Servlet61Chapter13MechanismsTest {
    private static final String DN = "CN=ann, O=Example";
    private static final Users USERS = Users.builder()
            .user("ann", PasswordHash.of("a", 1000), Set.of("admin"),
                    Map.of("SHA-256 R", PasswordHash.digest("SHA-256", "ann", "R", "a"), "MD5 R",
                            PasswordHash.digest("MD5", "ann", "R", "a")),
                    DN)
            .user("bob", PasswordHash.of("b", 1000), Set.of("user")).build();

    private final List<String> events = new ArrayList<>();
    private Contexts contexts = new Contexts("/app", ServletContainer.builder().realm(USERS));

    @AfterEach
    void close() {
        contexts.close();
    }

    private void secure(Login login, boolean denyUncovered, Constraint... constraints) {
        contexts.definition.security(
                new SecurityDefinition(List.of(constraints), login, Set.of("admin", "user"), denyUncovered));
    }

    private static Constraint constraint(String pattern, Set<String> methods, Set<String> roles,
            Transport transport) {
        return Servlet61Chapter13Test.constraint(pattern, methods, roles, transport);
    }

    private static Login login(String method) {
        return new Login(method, "R", null, null);
    }

    private void settings(Map<Setting<?>, Object> values) {
        Map<Setting<?>, SettingValues.Value> all = new HashMap<>();
        values.forEach((setting, value) -> all.put(setting, new SettingValues.Value(value, "test")));
        contexts.definition.settings(new SettingValues(null, all));
    }

    private void who() {
        contexts.servlet("who", (q, r) -> {
            events.add("in");
            r.getWriter().print(q.getRemoteUser() + " " + q.getAuthType());
        }, "/");
    }

    // ---- 13.6.2 DIGEST

    private static String hex(String algorithm, String text) {
        try {
            return HexFormat.of().formatHex(
                    MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static String nonce(TestResponse response) {
        Matcher matcher = Pattern.compile("nonce=\"([^\"]+)\"").matcher(response.header("WWW-Authenticate"));
        assertTrue(matcher.find());
        return matcher.group(1);
    }

    /// What a client answers.
    private record Answer(String user, String password, String algorithm, String method, String uri, String nonce,
            int count) {
        String header() {
            String hash = hex(algorithm, user + ":R:" + password);
            String nc = String.format("%08x", count);
            String response = hex(algorithm,
                    hash + ":" + nonce + ":" + nc + ":cn:auth:" + hex(algorithm, method + ":" + uri));
            return "Digest username=\"" + user + "\", realm=\"R\", nonce=\"" + nonce + "\", uri=\"" + uri
                    + "\", algorithm=" + algorithm + ", response=\"" + response + "\", qop=auth, nc=" + nc
                    + ", cnonce=\"cn\"";
        }
    }

    private TestResponse send(Answer answer) {
        return contexts.request("GET", "/app/x?q=1").header("Authorization", answer.header()).send();
    }

    private void digest() {
        secure(login("DIGEST"), false, constraint("/*", Set.of(), Set.of("admin"), Transport.NONE));
        who();
    }

    @Test
    void theChallengeOffersSha256Alone() {
        digest();
        TestResponse response = contexts.get("/app/x");

        assertEquals(401, response.status());
        assertEquals(1, response.headers().all("WWW-Authenticate").size());
        assertTrue(response.header("WWW-Authenticate").matches(
                "Digest realm=\"R\", qop=\"auth\", algorithm=SHA-256, nonce=\"[\\w-]+\", charset=UTF-8, userhash=false"),
                response.header("WWW-Authenticate"));
    }

    @ParameterizedTest
    @CsvSource({"ann, a, SHA-256, GET, /app/x?q=1, 200", "ann, b, SHA-256, GET, /app/x?q=1, 401",
        "eve, a, SHA-256, GET, /app/x?q=1, 401", "bob, b, SHA-256, GET, /app/x?q=1, 401",
        "ann, a, MD5, GET, /app/x?q=1, 401", "ann, a, SHA-256, POST, /app/x?q=1, 401",
        "ann, a, SHA-256, GET, /app/x, 400", "ann, a, SHA-256, GET, /app/y?q=1, 400"})
    void digestLetsInWhoKnowsThePassword(String user, String password, String algorithm, String method, String uri,
            int status) {
        digest();
        String nonce = nonce(contexts.get("/app/x"));

        assertEquals(status, send(new Answer(user, password, algorithm, method, uri, nonce, 1)).status());
        assertEquals(status == 200 ? List.of("in") : List.of(), events);
    }

    @Test
    void aReplayIsNotTakenAndTheClientMayTryAgain() {
        digest();
        String nonce = nonce(contexts.get("/app/x"));
        Answer first = new Answer("ann", "a", "SHA-256", "GET", "/app/x?q=1", nonce, 1);

        assertEquals("ann DIGEST", send(first).text());
        TestResponse replay = send(first);
        assertEquals(401, replay.status());
        assertTrue(replay.header("WWW-Authenticate").endsWith("stale=true"), replay.header("WWW-Authenticate"));
        assertEquals(200,
                send(new Answer("ann", "a", "SHA-256", "GET", "/app/x?q=1", nonce, 2)).status());
        assertEquals(List.of("in", "in"), events);
    }

    @Test
    void anotherContextsNonceIsNotTaken() {
        digest();
        Answer foreign = new Answer("ann", "a", "SHA-256", "GET", "/app/x?q=1", "AAAA", 1);

        assertEquals(401, send(foreign).status());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"qop=auth | qop=auth-int", "qop=auth | qop=x", ", nc=00000001 | ''",
        "nc=00000001 | nc=1", "nc=00000001 | nc=0000000g", "nc=00000001 | nc=00000000", "realm=\"R\" | realm=\"S\"",
        "cnonce=\"cn\" | cnonce=\"\"", "username=\"ann\" | username=\"ann\", username=\"ann\"",
        "username=\"ann\" | userhash=true, username=\"ann\"", "algorithm=SHA-256 | algorithm=SHA-512-256",
        "algorithm=SHA-256 | algorithm=SHA-256-sess"})
    void partsOfTheAnswerThatAreWrongLetNobodyIn(String part, String wrong) {
        digest();
        String header = new Answer("ann", "a", "SHA-256", "GET", "/app/x?q=1", nonce(contexts.get("/app/x")), 1)
                .header();
        assertTrue(header.contains(part), header);

        assertEquals(401, contexts.request("GET", "/app/x?q=1")
                .header("Authorization", header.replace(part, wrong.equals("''") ? "" : wrong)).send().status());
        assertEquals(List.of(), events);
    }

    @Test
    void md5IsOfferedWhereASettingSaysSo() {
        settings(Map.of(Settings.LOGIN_DIGEST_MD5, true));
        digest();
        TestResponse challenge = contexts.get("/app/x");
        assertEquals(2, challenge.headers().all("WWW-Authenticate").size());
        assertTrue(challenge.header("WWW-Authenticate").contains("SHA-256"));

        assertEquals(200,
                send(new Answer("ann", "a", "MD5", "GET", "/app/x?q=1", nonce(challenge), 1)).status());
    }

    // ---- 13.6.4 CLIENT-CERT

    private static TlsFeature tls(String... subjects) {
        List<X509Certificate> chain = new ArrayList<>();
        for (String subject : subjects) {
            X509Certificate certificate = mock(X509Certificate.class);
            when(certificate.getSubjectX500Principal()).thenReturn(new X500Principal(subject));
            chain.add(certificate);
        }
        return new TlsFeature() {
            @Override
            public TlsHandshake handshake() {
                throw new UnsupportedOperationException();
            }

            @Override
            public List<X509Certificate> peerCertificates() {
                return chain;
            }
        };
    }

    @Test
    void aCertificateThatTheRealmKnowsIsItsUser() {
        secure(login("CLIENT-CERT"), false, constraint("/*", Set.of(), Set.of("admin"), Transport.CONFIDENTIAL));
        who();
        TestRequest[] refused = {contexts.request("/app/x").scheme("https"),
            contexts.request("/app/x").scheme("https").with(Features.TLS, tls()),
            contexts.request("/app/x").scheme("https").with(Features.TLS, tls("CN=eve, O=Example")),
            contexts.request("/app/x").scheme("https").with(Features.TLS, tls("CN=eve", DN))};

        for (TestRequest request : refused) {
            assertEquals(403, request.send().status());
        }
        assertEquals(List.of(), events);
        assertEquals("ann CLIENT_CERT", contexts.request("/app/x").scheme("https")
                .with(Features.TLS, tls(DN, "CN=issuer")).send().text());
    }

    @Test
    void certificatesKnowNoPasswords() {
        secure(login("CLIENT-CERT"), false);
        contexts.servlet("s", (q, r) -> assertThrows(jakarta.servlet.ServletException.class, () -> q.login("ann", "a")),
                "/");
        assertEquals(200, contexts.get("/app/").status());
    }

    // ---- 13.8.3 transport

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {"GET, 8443, 302, https://localhost:8443/app/x?q=%20",
        "HEAD, 443, 302, https://localhost/app/x?q=%20", "POST, 8443, 307, https://localhost:8443/app/x?q=%20",
        "GET, 0, 403, -"})
    void plainRequestsAreSentToTls(String method, long port, int status, String location) {
        settings(Map.of(Settings.HTTPS_PORT, port));
        secure(null, false, constraint("/*", Set.of(), null, Transport.CONFIDENTIAL));
        who();

        TestResponse response = contexts.request(method, "/app/x?q=%20").host("localhost:8080").send();
        assertEquals(status, response.status());
        assertEquals(location, response.header("Location"));
        assertEquals(200, contexts.request(method, "/app/x").scheme("https").send().status());
    }

    @Test
    void noCredentialsAreAskedForInPlain() {
        secure(login("BASIC"), false, constraint("/*", Set.of(), Set.of("admin"), Transport.CONFIDENTIAL));
        who();

        assertEquals(403, contexts.get("/app/x").status());
        assertEquals(401, contexts.request("/app/x").scheme("https").send().status());
    }

    // ---- S28: upgrades

    @Test
    void anUpgradeIsCheckedBeforeItHappens() {
        secure(login("BASIC"), false, constraint("/ws/*", Set.of(), Set.of("admin"), Transport.NONE));
        who();

        for (String target : List.of("/app/ws/x", "/app//ws/x", "/app/ws;v=1/x", "/app/%77s/x", "/app/y/../ws/x")) {
            TestResponse response = contexts.request("GET", target).upgrade("websocket", new ScriptedBody()).send();
            assertEquals(401, response.status(), target);
            assertFalse(response.upgraded());
        }
        assertEquals(List.of(), events);
    }

    // ---- 13.8: what else S27 names

    @ParameterizedTest
    @CsvSource({"GET, 401", "POST, 403", "HEAD, 403", "OWN, 403"})
    void uncoveredMethodsAreDenied(String method, int status) {
        secure(login("BASIC"), true, constraint("/x", Set.of("GET"), Set.of("admin"), Transport.NONE));
        who();

        assertEquals(status, contexts.request(method, "/app/x").send().status());
        assertEquals(200, contexts.request(method, "/app/y").send().status());
    }

    @Test
    void dispatchesAreNotChecked() {
        secure(login("BASIC"), false, constraint("/inner", Set.of(), Set.of("admin"), Transport.NONE));
        contexts.servlet("inner", (q, r) -> r.getWriter().print("inner " + q.getRemoteUser()), "/inner")
                .servlet("outer", (q, r) -> q.getRequestDispatcher("/inner").forward(q, r), "/outer");

        assertEquals(401, contexts.get("/app/inner").status());
        assertEquals("inner null", contexts.text("/app/outer"));
    }

    @Test
    void aRoleReferenceIsANameInTheServletAlone() {
        secure(login("BASIC"), false, constraint("/*", Set.of(), Set.of("boss"), Transport.NONE),
                constraint("/s", Set.of(), Set.of("**"), Transport.NONE));
        contexts.definition.servlet(ServletDefinition.builder("s").instance(Contexts.servlet((q, r) -> r.getWriter()
                .print(q.isUserInRole("boss") + " " + q.isUserInRole("admin") + " " + q.isUserInRole("user")))).roleRef(
                        "boss", "admin")
                .roleRef("user", "none").build(), "/s");
        String ann = Servlet61Chapter13Test.basic("ann", "a");

        assertEquals("true true false", contexts.request("/app/s").header("Authorization", ann).send().text());
        // the constraint's role is no reference
        assertEquals(403, contexts.request("/app/x").header("Authorization", ann).send().status());
    }

    @ParameterizedTest
    @CsvSource({"*, ann, a, 200", "*, bob, b, 200", "**, bob, b, 200", "other, ann, a, 403"})
    void starsAreAllRolesAndAllUsers(String role, String user, String password, int status) {
        secure(login("BASIC"), false, constraint("/*", Set.of(), Set.of(role), Transport.NONE));
        who();

        assertEquals(status, contexts.request("/app/x")
                .header("Authorization", Servlet61Chapter13Test.basic(user, password)).send().status());
    }

    // ---- 13.4: constraints by code

    private void initialize(ServletContainerInitializer initializer) {
        contexts.definition.initializer(new InitializerDefinition(ComponentRef.given(initializer), null));
    }

    @ParameterizedTest
    @CsvSource({"GET, /app/coded, 401", "POST, /app/coded, 200", "PUT, /app/coded, 403", "GET, /app/kept, 200"})
    void aServletIsConstrainedByCodeWhereTheDescriptorSaysNothing(String method, String path, int status) {
        secure(login("BASIC"), false, constraint("/kept", Set.of(), null, Transport.NONE));
        initialize((classes, context) -> {
            var servlet = context.addServlet("coded", Contexts.servlet((q, r) -> r.getWriter().print("in")));
            servlet.addMapping("/coded", "/kept");
            Set<String> conflicts = servlet.setServletSecurity(new ServletSecurityElement(
                    new HttpConstraintElement(EmptyRoleSemantic.DENY),
                    List.of(new HttpMethodConstraintElement("GET",
                            new HttpConstraintElement(TransportGuarantee.NONE, "admin")),
                            new HttpMethodConstraintElement("POST"))));
            events.addAll(conflicts);
        });

        assertEquals(status, contexts.request(method, path).send().status());
        assertEquals(List.of("/kept"), events);
    }

    // ---- bad deployments

    @Test
    void aLoginPageThatIsNowhereStopsTheContext() {
        contexts.definition.security(new SecurityDefinition(List.of(),
                new Login("FORM", null, "/login.jsp", "/error", "WEB-INF/web.xml:7"), Set.of(), false));
        contexts.servlet("error", (q, r) -> {
        }, "/error");

        String message = assertThrows(DeploymentException.class, contexts::deploy).getMessage();
        assertTrue(message.contains("WEB-INF/web.xml:7") && message.contains("/login.jsp"), message);
    }

    @Test
    void anUnknownWayToLogInStopsTheContext() {
        secure(login("MAGIC"), false);

        assertTrue(assertThrows(DeploymentException.class, contexts::deploy).getMessage().contains("MAGIC"));
    }

    @Test
    void whatIsPrintedIsWhatIsEnforced() {
        secure(login("BASIC"), true, constraint("/x", Set.of("GET"), Set.of("admin"), Transport.CONFIDENTIAL),
                new Constraint("c", List.of(new ResourceCollection("r", List.of("/y/*"), Set.of(), Set.of("PUT"))),
                        Set.of("**"), Transport.NONE));

        assertEquals(List.of("\"/x\" GET: the roles admin, over TLS", "\"/x\" other methods: nobody",
                "\"/y/*\" PUT: nobody", "\"/y/*\" other methods: whoever is logged in"),
                new dev.lanner.container.security.ConstraintMatcher(contexts.definition.build().security()).describe());
    }

    private static String principal(HttpServletRequest request) {
        return String.valueOf(request.getUserPrincipal());
    }

    /// What a handshake of a WebSocket keeps.
    @Test
    void thePrincipalOutlivesTheRequest() {
        secure(login("BASIC"), false, constraint("/*", Set.of(), Set.of("admin"), Transport.NONE));
        java.security.Principal[] kept = new java.security.Principal[1];
        contexts.servlet("s", (q, r) -> {
            kept[0] = q.getUserPrincipal();
            r.getWriter().print(principal(q));
        }, "/");
        TestResponse response = contexts.request("/app/x")
                .header("Authorization", Servlet61Chapter13Test.basic("ann", "a")).send();

        assertNotNull(kept[0]);
        assertEquals("ann", kept[0].getName());
        assertEquals("ann", response.text());
        assertNull(response.cookie("JSESSIONID"));
    }
}
