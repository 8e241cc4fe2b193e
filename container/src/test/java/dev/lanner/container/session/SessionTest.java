package dev.lanner.container.session;

import dev.lanner.container.definition.CookieDefinition;
import dev.lanner.container.definition.SessionDefinition;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.SessionData;
import dev.lanner.spi.message.FieldList;
import dev.lanner.spi.message.Fields;
import dev.lanner.spi.message.MutableFields;
import jakarta.servlet.ServletContext;
import jakarta.servlet.SessionTrackingMode;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SessionTest {
    private static final ServletContext CONTEXT = Mockito.mock(ServletContext.class);
    private static final long SECOND = 1000;

    private final List<String> events = new ArrayList<>();
    private long now = 1_000_000;

    // ---- ids and cookies

    @Test
    void idsAreLongRandomAndSafeInCookiesAndPaths() {
        Sessions sessions = sessions(SettingValues.DEFAULTS);
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            String id = sessions.create(null).id();
            assertTrue(id.matches("[A-Za-z0-9_-]{24}"), id);
            ids.add(id);
        }
        assertEquals(1000, ids.size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "''|false|; Path=/; HttpOnly; SameSite=Lax",
        "/app|false|; Path=/app; HttpOnly; SameSite=Lax",
        "/app|true|; Path=/app; HttpOnly; SameSite=Lax; Secure"})
    void theCookieIsSafeByDefault(String path, boolean secure, String attributes) {
        SessionCookies cookies = new SessionCookies(CookieDefinition.DEFAULT);
        assertEquals(sorted("JSESSIONID=x" + attributes), sorted(cookies.format("x", path, secure)));
    }

    @Test
    void theApplicationsWordCountsForTheCookie() {
        SessionCookies cookies = new SessionCookies(new CookieDefinition("SID", "example.org", "/all", false, true,
                Map.of("SameSite", "None", "Partitioned", "")));
        cookies.setMaxAge(-1);
        assertEquals(sorted("SID=x; Domain=example.org; Partitioned; Path=/all; SameSite=None; Secure"),
                sorted(cookies.format("x", "/app", false)));
        cookies.freeze();
        assertThrows(IllegalStateException.class, () -> cookies.setHttpOnly(true));
        assertThrows(IllegalStateException.class, () -> cookies.setName("x"));
        assertThrows(UnsupportedOperationException.class, () -> cookies.getAttributes().clear());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a;b", "a=b", "a\r\n"})
    void badNamesOfTheCookieAreRefused(String name) {
        SessionCookies cookies = new SessionCookies(CookieDefinition.DEFAULT);
        assertThrows(IllegalArgumentException.class, () -> cookies.setName(name));
        assertThrows(IllegalArgumentException.class, () -> cookies.setAttribute(name, "x"));
    }

    // ---- S35

    @ParameterizedTest
    @ValueSource(strings = {"AAAAAAAAAAAAAAAAAAAAAAAA", "x", "../../etc/passwd"})
    void anIdOfTheClientNeverBecomesASession(String id) {
        Sessions sessions = sessions(SettingValues.DEFAULTS);
        FakeExchange exchange = new FakeExchange().cookie("JSESSIONID=" + id);
        RequestSession request = new RequestSession(sessions, exchange);
        request.begin();
        assertEquals(id, request.requestedId());
        assertFalse(request.requestedIdValid());
        assertTrue(request.requestedIdFromCookie());
        assertNull(request.httpSession(false));
        HttpSession made = request.httpSession(true);
        assertNotEquals(id, made.getId());
        assertFalse(request.requestedIdValid());
        assertTrue(exchange.setCookie().startsWith("JSESSIONID=" + made.getId() + ";"));
    }

    @Test
    void anIdInThePathSelectsNothingUnlessUrlTrackingIsOn() {
        Sessions sessions = sessions(SettingValues.DEFAULTS);
        String id = sessions.create(null).id();
        RequestSession request = new RequestSession(sessions, new FakeExchange().path(id));
        assertEquals(id, request.requestedId());
        assertTrue(request.requestedIdFromUrl());
        assertFalse(request.requestedIdValid());
        assertNull(request.httpSession(false));
        assertEquals("/x", request.encode("/x"));
    }

    @Test
    void urlTrackingSelectsAndRewrites() {
        SessionConfig config = config(SettingValues.DEFAULTS);
        config.trackingModes(Set.of(SessionTrackingMode.URL, SessionTrackingMode.COOKIE));
        Sessions sessions = sessions(config);
        String id = sessions.create(null).id();
        RequestSession byPath = new RequestSession(sessions, new FakeExchange().path(id));
        assertEquals(id, byPath.httpSession(false).getId());
        assertTrue(byPath.requestedIdValid());
        assertEquals("/x;jsessionid=" + id + "?a#b", byPath.encode("/x?a#b"));
        assertEquals("/x;jsessionid=" + id + "#b?", byPath.encode("/x#b?"));
        RequestSession byCookie = new RequestSession(sessions, new FakeExchange().cookie("JSESSIONID=" + id));
        assertEquals("/x", byCookie.encode("/x"));
        // a stale cookie gives way to the path
        RequestSession both = new RequestSession(sessions, new FakeExchange().cookie("JSESSIONID=old").path(id));
        assertEquals(id, both.requestedId());
        assertTrue(both.requestedIdFromUrl() && both.requestedIdValid());
    }

    @ParameterizedTest
    @CsvSource({"/a;jsessionid=x,x", "/a;b=c;jsessionid=x;d/e,x", "/a;jsessionid=x/b,x", "/a;xjsessionid=y,", "/a,",
        "/a;jsessionid,", "/a;jsessionid=,''"})
    void idsInPathsAreFound(String path, String id) {
        assertEquals(id, SessionPath.idIn(path, "jsessionid"));
    }

    @Test
    void theFirstValidCookieOfSeveralCounts() {
        Sessions sessions = sessions(SettingValues.DEFAULTS);
        String id = sessions.create(null).id();
        RequestSession request = new RequestSession(sessions,
                new FakeExchange().cookie("JSESSIONID=other; JSESSIONID=" + id));
        assertEquals(id, request.httpSession(false).getId());
        assertEquals(id, request.requestedId());
    }

    @Test
    void changingTheIdReplacesTheCookie() {
        Sessions sessions = sessions(SettingValues.DEFAULTS);
        FakeExchange exchange = new FakeExchange();
        exchange.responseHeaders().add("Set-Cookie", "other=1");
        RequestSession request = new RequestSession(sessions, exchange);
        HttpSession session = request.httpSession(true);
        session.setAttribute("a", "b");
        String old = session.getId();
        String id = request.changeId();
        assertNotEquals(old, id);
        assertEquals(id, session.getId());
        assertEquals("b", session.getAttribute("a"));
        assertEquals(2, exchange.responseHeaders().all("Set-Cookie").size());
        assertTrue(exchange.setCookie().startsWith("JSESSIONID=" + id));
        assertTrue(events.contains("id " + old));
        assertNull(sessions.enter(old));
        assertEquals(1, sessions.count());
    }

    @Test
    void aCommittedResponseCanNotGetASession() {
        FakeExchange exchange = new FakeExchange();
        RequestSession request = new RequestSession(sessions(SettingValues.DEFAULTS), exchange);
        exchange.committed = true;
        assertThrows(IllegalStateException.class, () -> request.session(true));
        assertNull(request.session(false));
        assertThrows(IllegalStateException.class, request::changeId);
    }

    @Test
    void aSiblingOfTheClientsSessionSharesItsId() {
        Sessions here = sessions(SettingValues.DEFAULTS);
        String id = here.create(null).id();
        Sessions there = sessions(SettingValues.DEFAULTS);
        FakeExchange exchange = new FakeExchange();
        exchange.sibling = id;
        assertEquals(id, new RequestSession(there, exchange).httpSession(true).getId());
        assertEquals(0, exchange.responseHeaders().size());
    }

    // ---- time

    @Test
    void anUnusedSessionEndsAndIsNotFoundBeforeTheSweep() {
        Sessions sessions = sessions(SettingValues.DEFAULTS);
        String id = session(sessions);
        now += 1800 * SECOND - 1;
        assertEquals(id, visit(sessions, id));
        now += 1800 * SECOND - 1;
        sessions.sweep();
        assertEquals(1, sessions.count());
        now += 1;
        assertNull(visit(sessions, id));
        assertEquals(0, sessions.count());
        assertEquals(List.of("A created", "B created", "B destroyed", "A destroyed"), events);
    }

    @Test
    void theSweepEndsUnusedSessionsOnly() {
        Sessions sessions = sessions(SettingValues.DEFAULTS);
        session(sessions);
        RequestSession running = new RequestSession(sessions, new FakeExchange());
        HttpSession used = running.httpSession(true);
        String never = session(sessions, -1);
        now += 7200 * SECOND;
        sessions.sweep();
        assertEquals(2, sessions.count());
        used.setAttribute("still", "there");
        running.end();
        running.end();
        sessions.sweep();
        assertEquals(2, sessions.count());
        now += 1800 * SECOND;
        sessions.sweep();
        assertEquals(1, sessions.count());
        assertEquals(never, visit(sessions, never));
        assertThrows(IllegalStateException.class, () -> used.getAttribute("still"));
    }

    @Test
    void timesAreThoseOfTheRequests() {
        Sessions sessions = sessions(SettingValues.DEFAULTS);
        RequestSession first = new RequestSession(sessions, new FakeExchange());
        HttpSession session = first.httpSession(true);
        long created = now;
        assertEquals(created, session.getCreationTime());
        assertEquals(created, session.getLastAccessedTime());
        assertTrue(session.isNew());
        first.end();
        now += SECOND;
        visit(sessions, session.getId());
        assertEquals(created, session.getLastAccessedTime());
        assertFalse(session.isNew());
        now += SECOND;
        visit(sessions, session.getId());
        assertEquals(created + SECOND, session.getLastAccessedTime());
    }

    @Test
    void theAccessorKeepsASessionAlive() {
        Sessions sessions = sessions(SettingValues.DEFAULTS);
        RequestSession first = new RequestSession(sessions, new FakeExchange());
        HttpSession session = first.httpSession(true);
        HttpSession.Accessor accessor = session.getAccessor();
        first.end();
        now += 1700 * SECOND;
        accessor.access(s -> {
            s.setAttribute("a", "b");
            now += 1700 * SECOND;
            sessions.sweep();
        });
        now += 1700 * SECOND;
        sessions.sweep();
        assertEquals("b", session.getAttribute("a"));
        now += 1800 * SECOND;
        assertThrows(IllegalStateException.class, () -> accessor.access(s -> {
        }));
        assertThrows(IllegalStateException.class, session::getAccessor);
    }

    // ---- end

    @Test
    void invalidationTellsListenersInOrderAndEmptiesTheSession() {
        Sessions sessions = sessions(SettingValues.DEFAULTS);
        RequestSession request = new RequestSession(sessions, new FakeExchange());
        HttpSession session = request.httpSession(true);
        session.setAttribute("v", new Bound("v"));
        events.clear();
        session.invalidate();
        assertEquals(List.of("B destroyed", "A destroyed", "v unbound", "removed v"), events);
        assertThrows(IllegalStateException.class, session::invalidate);
        assertThrows(IllegalStateException.class, () -> session.getAttribute("v"));
        assertThrows(IllegalStateException.class, () -> session.setAttribute("v", "x"));
        assertThrows(IllegalStateException.class, session::getAttributeNames);
        assertThrows(IllegalStateException.class, session::getCreationTime);
        assertThrows(IllegalStateException.class, session::getLastAccessedTime);
        assertThrows(IllegalStateException.class, session::isNew);
        assertNotNull(session.getId());
        assertNull(request.httpSession(false));
        assertNotSame(session, request.httpSession(true));
        assertEquals(1, sessions.count());
    }

    @Test
    void aThrowingListenerKeepsNoSessionAlive() {
        HttpSessionListener bad = new HttpSessionListener() {
            @Override
            public void sessionCreated(HttpSessionEvent event) {
                throw new IllegalStateException("created");
            }

            @Override
            public void sessionDestroyed(HttpSessionEvent event) {
                event.getSession().invalidate();
                throw new AssertionError("destroyed");
            }
        };
        Sessions sessions = new Sessions(config(SettingValues.DEFAULTS),
                new SessionEvents(List.of(new Told("A"), bad, new Told("B")), List.of(), List.of()),
                home(Runnable::run), null, () -> Instant.ofEpochMilli(now));
        RequestSession request = new RequestSession(sessions, new FakeExchange());
        HttpSession session = request.httpSession(true);
        session.setAttribute("x", new HttpSessionBindingListener() {
            @Override
            public void valueUnbound(HttpSessionBindingEvent event) {
                throw new LinkageError("unbound");
            }
        });
        session.setAttribute("y", new Bound("y"));
        session.invalidate();
        assertEquals(0, sessions.count());
        assertNull(visit(sessions, session.getId()));
        assertThrows(IllegalStateException.class, () -> session.getAttribute("x"));
        assertEquals(List.of("A created", "B created", "y bound", "B destroyed", "A destroyed", "y unbound"), events);
    }

    @Test
    void attributesTellListeners() {
        Sessions sessions = sessions(SettingValues.DEFAULTS);
        HttpSession session = new RequestSession(sessions, new FakeExchange()).httpSession(true);
        events.clear();
        Bound one = new Bound("1");
        session.setAttribute("a", one);
        session.setAttribute("a", one);
        session.setAttribute("a", new Bound("2"));
        session.removeAttribute("a");
        session.removeAttribute("a");
        session.setAttribute("b", null);
        assertEquals(List.of("1 bound", "added a", "replaced a", "2 bound", "1 unbound", "replaced a", "2 unbound",
                "removed a"), events);
        assertThrows(NullPointerException.class, () -> session.getAttribute(null));
    }

    @Test
    void stoppingEndsAllSessions() {
        Sessions sessions = sessions(SettingValues.DEFAULTS);
        session(sessions);
        HttpSession used = new RequestSession(sessions, new FakeExchange()).httpSession(true);
        sessions.close();
        sessions.close();
        assertEquals(0, sessions.count());
        assertThrows(IllegalStateException.class, used::isNew);
        assertThrows(IllegalStateException.class, () -> sessions.create(null));
    }

    @Test
    void theNumberIsLimited() {
        Sessions sessions = sessions(new SettingValues(null,
                Map.of(Settings.MAX_SESSIONS, new SettingValues.Value(2L, "test"))));
        String id = session(sessions);
        session(sessions);
        SessionLimitException limit = assertThrows(SessionLimitException.class, () -> sessions.create(null));
        assertEquals("503 too-many-sessions", limit.status() + " " + limit.reason());
        RequestSession request = new RequestSession(sessions, new FakeExchange().cookie("JSESSIONID=" + id));
        request.httpSession(false).invalidate();
        assertNotNull(request.httpSession(true));
        assertEquals(2, sessions.count());
    }

    @Test
    void theConfigurationIsFixedWhenTheContextHasStarted() {
        SessionConfig config = new SessionConfig("/a", new SessionDefinition(Duration.ofMinutes(-1),
                CookieDefinition.DEFAULT, null), SettingValues.DEFAULTS);
        assertEquals(0, config.timeoutSeconds());
        config.timeoutSeconds(60);
        assertEquals("jsessionid", config.pathParameter());
        config.cookie().setName("ID");
        assertEquals("ID", config.pathParameter());
        assertThrows(IllegalArgumentException.class, () -> config.trackingModes(Set.of(SessionTrackingMode.SSL)));
        config.freeze();
        assertThrows(IllegalStateException.class, () -> config.timeoutSeconds(1));
        assertThrows(IllegalStateException.class, () -> config.trackingModes(Set.of()));
        assertEquals(60, config.timeoutSeconds());
    }

    @Test
    void manyThreadsUseOneSessionWhileItIsRenamedAndSwept() throws Exception {
        Sessions sessions = new Sessions(config(SettingValues.DEFAULTS), SessionEvents.NONE, home(Runnable::run),
                null, () -> Instant.ofEpochMilli(now));
        RequestSession first = new RequestSession(sessions, new FakeExchange());
        Session session = first.session(true);
        int threads = 4;
        int rounds = 5000;
        CountDownLatch go = new CountDownLatch(1);
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> running = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                boolean renames = t == 0;
                running.add(pool.submit(() -> {
                    go.await();
                    for (int i = 0; i < rounds; i++) {
                        RequestSession request = new RequestSession(sessions,
                                new FakeExchange().cookie("JSESSIONID=" + session.id()));
                        request.begin();
                        SessionData found = request.session(false);
                        if (found != null) {
                            found.set("n", i);
                        }
                        if (renames && found != null) {
                            request.changeId();
                        }
                        sessions.sweep();
                        request.end();
                    }
                    return null;
                }));
            }
            go.countDown();
            for (Future<?> each : running) {
                each.get();
            }
        }
        assertEquals(1, sessions.count());
        assertSame(session.view(), new RequestSession(sessions, new FakeExchange().cookie("JSESSIONID=" + session.id()))
                .httpSession(false));
    }

    @Test
    void aForeignSessionIsShown() {
        SessionData data = Mockito.mock(SessionData.class);
        Mockito.when(data.id()).thenReturn("own");
        ForeignSession session = new ForeignSession(data, CONTEXT, 5);
        session.setAttribute("a", "b");
        Mockito.verify(data).set("a", "b");
        session.removeAttribute("a");
        Mockito.verify(data).set("a", null);
        assertEquals("own", session.getId());
        session.invalidate();
        Mockito.verify(data).invalidate();
        assertThrows(IllegalStateException.class, () -> session.getAttribute("a"));
    }

    @Test
    void theSweeperEndsAndSurvivesFailures() {
        try (SessionSweeper sweeper = new SessionSweeper()) {
            Sessions failing = new Sessions(config(SettingValues.DEFAULTS), SessionEvents.NONE, home(task -> {
                throw new IllegalStateException("no");
            }), null, () -> Instant.ofEpochMilli(now));
            session(failing);
            Sessions sessions = sessions(SettingValues.DEFAULTS);
            session(sessions);
            sweeper.add(failing);
            sweeper.add(sessions);
            now += 1800 * SECOND;
            sweeper.sweep();
            assertEquals(0, sessions.count());
        }
    }

    // ---- fixtures

    private final class Told implements HttpSessionListener, HttpSessionAttributeListener, HttpSessionIdListener {
        private final String name;

        Told(String name) {
            this.name = name;
        }

        @Override
        public void sessionCreated(HttpSessionEvent event) {
            events.add(name + " created");
        }

        @Override
        public void sessionDestroyed(HttpSessionEvent event) {
            // it can still be used
            event.getSession().getAttributeNames();
            events.add(name + " destroyed");
        }

        @Override
        public void attributeAdded(HttpSessionBindingEvent event) {
            events.add("added " + event.getName());
        }

        @Override
        public void attributeReplaced(HttpSessionBindingEvent event) {
            events.add("replaced " + event.getName());
        }

        @Override
        public void attributeRemoved(HttpSessionBindingEvent event) {
            events.add("removed " + event.getName());
        }

        @Override
        public void sessionIdChanged(HttpSessionEvent event, String oldId) {
            events.add("id " + oldId);
        }
    }

    private final class Bound implements HttpSessionBindingListener {
        private final String name;

        Bound(String name) {
            this.name = name;
        }

        @Override
        public void valueBound(HttpSessionBindingEvent event) {
            assertSame(this, event.getSession().getAttribute(event.getName()));
            events.add(name + " bound");
        }

        @Override
        public void valueUnbound(HttpSessionBindingEvent event) {
            events.add(name + " unbound");
        }
    }

    private static final class FakeExchange implements SessionExchange {
        private final FieldList request = new FieldList();
        private final FieldList response = new FieldList();
        private String path;
        private String sibling;
        private boolean committed;

        FakeExchange cookie(String value) {
            request.add("Cookie", value);
            return this;
        }

        FakeExchange path(String id) {
            path = id;
            return this;
        }

        String setCookie() {
            return response.all("Set-Cookie").getLast();
        }

        @Override
        public Fields requestHeaders() {
            return request;
        }

        @Override
        public MutableFields responseHeaders() {
            return response;
        }

        @Override
        public String pathSessionId() {
            return path;
        }

        @Override
        public boolean secure() {
            return false;
        }

        @Override
        public boolean committed() {
            return committed;
        }

        @Override
        public String siblingSessionId() {
            return sibling;
        }
    }

    private static SessionConfig config(SettingValues settings) {
        return new SessionConfig("/app", SessionDefinition.DEFAULT, settings);
    }

    private static SessionHome home(Executor inContext) {
        return new SessionHome(CONTEXT, SessionTest.class.getClassLoader(), inContext, NoteCodec.NONE, false, true,
                1 << 20);
    }

    private Sessions sessions(SettingValues settings) {
        return sessions(config(settings));
    }

    private Sessions sessions(SessionConfig config) {
        Told a = new Told("A");
        SessionEvents told = new SessionEvents(List.of(a, new Told("B")), List.of(a), List.of(a));
        return new Sessions(config, told, home(Runnable::run), null, () -> Instant.ofEpochMilli(now));
    }

    private static String session(Sessions sessions) {
        return session(sessions, 1800);
    }

    private static String session(Sessions sessions, int seconds) {
        RequestSession request = new RequestSession(sessions, new FakeExchange());
        HttpSession session = request.httpSession(true);
        session.setMaxInactiveInterval(seconds);
        request.end();
        return session.getId();
    }

    private static String visit(Sessions sessions, String id) {
        RequestSession request = new RequestSession(sessions, new FakeExchange().cookie("JSESSIONID=" + id));
        request.begin();
        HttpSession session = request.httpSession(false);
        String found = session == null ? null : session.getId();
        request.end();
        return found;
    }

    private static List<String> sorted(String cookie) {
        return List.of(cookie.split("; ")).stream().sorted().toList();
    }
}
