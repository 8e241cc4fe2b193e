package dev.lanner.container;

import dev.lanner.container.definition.SecurityDefinition;
import dev.lanner.container.definition.SecurityDefinition.Login;
import dev.lanner.container.definition.SecurityDefinition.Transport;
import dev.lanner.container.realm.PasswordHash;
import dev.lanner.container.realm.Users;
import dev.lanner.container.session.SharedMap;
import dev.lanner.container.session.keep.SessionBacking;
import dev.lanner.container.session.keep.SessionSeal;
import dev.lanner.container.session.store.SessionStore;
import dev.lanner.container.session.store.SessionStoreFactory;
import dev.lanner.container.session.store.StoreSetup;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.testkit.InMemoryExchange;
import dev.lanner.testkit.TestResponse;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Requests whose sessions are kept in a store: logins, the moment of writing, and a store that is away.
@Timeout(60)
class SessionStoresTest {
    private static final Users USERS = Users.builder()
            .user("ann", PasswordHash.of("a", 1000), Set.of("admin"), Map.of(), null)
            .user("bob", PasswordHash.of("b", 1000), Set.of("user"), Map.of(), null).build();

    private final SharedMap store = new SharedMap();
    private final List<Contexts> servers = new ArrayList<>();
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final AtomicReference<AsyncContext> suspended = new AtomicReference<>();

    @AfterEach
    void close() {
        servers.forEach(Contexts::close);
    }

    private Contexts server(SessionStoreSource source) {
        Contexts made = new Contexts("/app", ServletContainer.builder().realm(USERS).sessionStores(source));
        servers.add(made);
        made.definition.security(new SecurityDefinition(
                List.of(Servlet61Chapter13Test.constraint("/admin/*", Set.of(), Set.of("admin"), Transport.NONE)),
                new Login("FORM", null, "/login", "/error"), Set.of("admin", "user"), false));
        made.servlet("login", (q, r) -> r.getWriter().print("login"), "/login");
        made.servlet("error", (q, r) -> r.getWriter().print("wrong"), "/error");
        made.servlet("who", (q, r) -> {
            r.setCharacterEncoding("UTF-8");
            r.getWriter().print(q.getMethod() + " " + q.getRemoteUser() + " " + q.getAuthType()
                    + " " + q.isUserInRole("admin") + " " + q.getParameter("a"));
        }, "/");
        made.servlet("logout", (q, r) -> q.logout(), "/logout");
        made.servlet("count", (q, r) -> r.getWriter().print(count(q)), "/count");
        made.servlet("early", (q, r) -> {
            r.getWriter().print(count(q));
            r.flushBuffer();
            goOn.await();
        }, "/early");
        made.servlet("late", (q, r) -> {
            q.getSession();
            r.getWriter().print("begun");
            r.flushBuffer();
            goOn.await();
            r.getWriter().print(count(q));
        }, "/late");
        made.servlet("async", (q, r) -> {
            AsyncContext async = q.startAsync();
            suspended.set(async);
        }, "/async");
        return made;
    }

    private static int count(HttpServletRequest request) {
        Object before = request.getSession().getAttribute("count");
        int now = before == null ? 1 : (Integer) before + 1;
        request.getSession().setAttribute("count", now);
        return now;
    }

    private Contexts shared() {
        return server((context, settings) -> new SessionBacking(store,
                new SessionSeal(new byte[SessionSeal.KEY_BYTES], context)));
    }

    private static TestResponse get(Contexts server, String path, String session) {
        return session == null
                ? server.get(path)
                : server.request(path).cookie("JSESSIONID", session).send();
    }

    private static TestResponse post(Contexts server, String session, String user, String password) {
        return server.request("POST", "/app/j_security_check").cookie("JSESSIONID", session)
                .form(Map.of("j_username", user, "j_password", password)).send();
    }

    // ---- logins

    @Test
    void aLoginHoldsOnTheOtherServerAndSoDoesItsEnd() {
        Contexts a = shared();
        Contexts b = shared();
        TestResponse page = a.get("/app/admin/x");
        assertEquals("login", page.text());
        String before = page.cookie("JSESSIONID");
        assertEquals("wrong", post(b, before, "ann", "x").text());
        TestResponse right = post(b, before, "ann", "a");
        assertEquals(303, right.status());
        assertEquals("/app/admin/x", right.header("Location"));
        String after = right.cookie("JSESSIONID");
        assertNotEquals(before, after);
        assertEquals("GET ann FORM true null", get(a, "/app/admin/x", after).text());
        assertEquals("GET ann FORM true null", get(b, "/app/free", after).text());
        assertEquals("login", get(a, "/app/admin/x", before).text(), "the old id is nobody's");
        assertEquals(200, get(a, "/app/logout", after).status());
        assertEquals("GET null null false null", get(b, "/app/free", after).text());
        assertEquals("login", get(b, "/app/admin/x", after).text());
    }

    @Test
    void aRoleThatSomebodyHasNotIsNotGainedOnTheOtherServer() {
        Contexts a = shared();
        Contexts b = shared();
        String session = post(a, a.get("/app/admin/x").cookie("JSESSIONID"), "bob", "b").cookie("JSESSIONID");
        assertEquals(403, get(b, "/app/admin/x", session).status());
        assertEquals("GET bob FORM false null", get(b, "/app/free", session).text());
    }

    @Test
    void thePostThatWaitsForALoginIsKeptOnTheWay() {
        Contexts a = shared();
        Contexts b = shared();
        TestResponse page = a.request("POST", "/app/admin/x").form(Map.of("a", "ä b")).send();
        assertEquals("login", page.text());
        TestResponse right = post(b, page.cookie("JSESSIONID"), "ann", "a");
        assertEquals("POST ann FORM true ä b", a.request(right.header("Location"))
                .cookie("JSESSIONID", right.cookie("JSESSIONID")).send().text());
    }

    @Test
    void aLoginSurvivesARestartWithFiles(@TempDir Path work) {
        SessionStoreSource files = (context, settings) -> {
            try {
                SessionStore opened = ServiceLoader.load(SessionStoreFactory.class).stream()
                        .map(ServiceLoader.Provider::get).filter(each -> each.name().equals("file")).findFirst()
                        .orElseThrow().open(new StoreSetup(context, SettingValues.DEFAULTS, work, work));
                return new SessionBacking(opened, new SessionSeal(new byte[SessionSeal.KEY_BYTES], context));
            } catch (java.io.IOException e) {
                throw new DeploymentException("no", e);
            }
        };
        Contexts first = server(files);
        String session = post(first, first.get("/app/admin/x").cookie("JSESSIONID"), "ann", "a").cookie("JSESSIONID");
        assertEquals("1", get(first, "/app/count", session).text());
        first.close();
        assertTrue(work.resolve("app").toFile().isDirectory());
        Contexts second = server(files);
        assertEquals("GET ann FORM true null", get(second, "/app/admin/x", session).text());
        assertEquals("2", get(second, "/app/count", session).text());
    }

    // ---- when it is written

    @Test
    void whatChangedIsWrittenBeforeTheFirstByteGoesOut() {
        Contexts a = shared();
        Contexts b = shared();
        String session = a.get("/app/count").cookie("JSESSIONID");
        InMemoryExchange running = a.request("/app/early").cookie("JSESSIONID", session).start();
        running.awaitStarted();
        assertEquals("3", get(b, "/app/count", session).text(), "the first answer has begun, and is not complete");
        goOn.countDown();
        assertEquals("2", running.await().text());
    }

    @Test
    void asynchronousRequestsWriteWhenTheyEnd() throws Exception {
        Contexts a = shared();
        Contexts b = shared();
        String session = a.get("/app/count").cookie("JSESSIONID");
        InMemoryExchange running = a.request("/app/async").cookie("JSESSIONID", session).start();
        running.awaitHandled();
        AsyncContext async = suspended.get();
        count((HttpServletRequest) async.getRequest());
        async.complete();
        running.await();
        assertEquals("3", get(b, "/app/count", session).text());
    }

    // ---- the store is away

    @Test
    void requestsThatNeedTheirSessionGet503AndOthersAreServed() {
        Contexts a = shared();
        String session = a.get("/app/count").cookie("JSESSIONID");
        store.away = true;
        assertEquals(200, get(a, "/app/login", null).status());
        assertEquals(503, get(a, "/app/login", session).status(), "who is logged in is in the session");
        assertEquals(503, get(a, "/app/count", session).status());
        TestResponse fresh = a.get("/app/count");
        assertEquals(503, fresh.status());
        assertFalse(fresh.text().startsWith("1"), fresh.text());
        TestResponse constrained = get(a, "/app/admin/x", session);
        assertEquals(503, constrained.status());
        store.away = false;
        assertEquals("2", get(a, "/app/count", session).text());
    }

    @Test
    void aResponseThatHasBegunIsBrokenOffWhenItsChangesAreNotKept() throws Exception {
        Contexts a = shared();
        String session = a.get("/app/count").cookie("JSESSIONID");
        InMemoryExchange running = a.request("/app/late").cookie("JSESSIONID", session).start();
        running.awaitStarted();
        store.away = true;
        goOn.countDown();
        TestResponse broken = running.await();
        assertTrue(broken.aborted(), "it must not look whole");
        store.away = false;
        assertEquals("3", get(a, "/app/count", session).text(), "what could not be written was kept");
    }

    @Test
    void aHeadIsNotSentBeforeItsChangesAreKept() {
        Contexts a = shared();
        String session = a.get("/app/count").cookie("JSESSIONID");
        Contexts b = shared();
        b.servlet("away", (q, r) -> {
            count(q);
            store.away = true;
            r.flushBuffer();
        }, "/away");
        TestResponse refused = get(b, "/app/away", session);
        assertEquals(503, refused.status());
        store.away = false;
        assertEquals("3", get(b, "/app/count", session).text());
    }

    @Test
    void aStoreThatCantBeOpenedKeepsItsContextFromStarting() {
        Contexts broken = server((context, settings) -> {
            throw new DeploymentException("LNR-3318: no key");
        });
        assertEquals("LNR-3318: no key", assertThrows(DeploymentException.class, broken::deploy).getMessage());
    }

    @Test
    void nothingOfTheStoreIsLeftWhenAContextEnds() throws Exception {
        Contexts a = shared();
        assertNotNull(a.get("/app/count").cookie("JSESSIONID"));
        a.container().undeploy("/app");
        assertEquals(1, store.calls("close"));
        assertEquals(1, store.all.size());
        assertNull(get(shared(), "/app/login", null).cookie("JSESSIONID"));
    }
}
