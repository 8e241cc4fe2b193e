package dev.lanner.container.session;

import dev.lanner.container.session.keep.StoreCircuit;
import jakarta.servlet.http.HttpSession;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Several servers with one store.
class SharedStoreTest {
    private final StoredFixture fixture = new StoredFixture();
    private final SharedMap store = new SharedMap();
    private final Sessions a = fixture.server("a", store);
    private final Sessions b = fixture.server("b", store);

    private static HttpSession get(RequestSession request) {
        HttpSession session = request.httpSession(false);
        assertNotNull(session);
        return session;
    }

    private String newSession(Sessions server, String name, Object value) {
        RequestSession request = StoredFixture.request(server, null);
        HttpSession session = request.httpSession(true);
        session.setAttribute(name, value);
        request.end();
        return session.getId();
    }

    private void set(Sessions server, String id, String name, Object value) {
        RequestSession request = StoredFixture.request(server, id);
        get(request).setAttribute(name, value);
        request.end();
    }

    private Object read(Sessions server, String id, String name) {
        RequestSession request = StoredFixture.request(server, id);
        Object value = get(request).getAttribute(name);
        request.end();
        return value;
    }

    private boolean has(Sessions server, String id) {
        RequestSession request = StoredFixture.request(server, id);
        try {
            return request.httpSession(false) != null;
        } finally {
            request.end();
        }
    }

    @Test
    void aCounterGoesOnWhateverServerIsAsked() {
        String id = newSession(a, "count", 0);
        for (int i = 1; i <= 20; i++) {
            Sessions server = i % 3 == 0 ? a : b;
            RequestSession request = StoredFixture.request(server, id);
            HttpSession session = get(request);
            assertEquals(i - 1, session.getAttribute("count"));
            session.setAttribute("count", i);
            request.end();
        }
        // a third one that has never seen it, as after a crash of both
        assertEquals(20, read(fixture.server("c", store), id, "count"));
        assertEquals(List.of("a created"), fixture.events);
    }

    @Test
    void changesInsideOfObjectsAreFound() {
        String id = newSession(a, "list", new ArrayList<>(List.of("x")));
        RequestSession request = StoredFixture.request(b, id);
        @SuppressWarnings("unchecked")
        List<String> list = (List<String>) get(request).getAttribute("list");
        list.add("y");
        request.end();
        assertEquals(List.of("x", "y"), read(a, id, "list"));
    }

    @Test
    void orOnlyWhatWasSetCountsAsAsked() {
        fixture.readsCount = false;
        Sessions c = fixture.server("c", store);
        List<String> list = new ArrayList<>();
        String id = newSession(c, "list", list);
        RequestSession request = StoredFixture.request(c, id);
        get(request).getAttribute("list");
        list.add("x");
        request.end();
        assertEquals(List.of(), read(b, id, "list"));
        set(c, id, "list", list);
        assertEquals(List.of("x"), read(b, id, "list"));
    }

    @Test
    void aRequestThatOnlyReadsAsksOnceAndWritesNothing() {
        String id = newSession(a, "a", "1");
        read(b, id, "a");
        int loads = store.calls("load");
        int saves = store.calls("save");
        RequestSession request = StoredFixture.request(b, id);
        assertEquals("1", get(request).getAttribute("a"));
        assertEquals("1", get(request).getAttribute("a"));
        assertTrue(request.requestedIdValid());
        request.end();
        assertEquals(1, store.calls("load") - loads);
        assertEquals(0, store.calls("save") - saves);
        // and one that names its session and does not look at it asks nothing
        StoredFixture.request(b, id).end();
        assertEquals(1, store.calls("load") - loads);
        assertEquals(0, store.calls("touch"));
    }

    @Test
    void useIsWrittenSparinglyAndKeepsTheSessionAliveEverywhere() {
        String id = newSession(a, "a", "1");
        read(b, id, "a");
        for (int i = 0; i < 100; i++) {
            fixture.now += 50 * StoredFixture.SECOND;
            read(a, id, "a");
        }
        assertTrue(store.calls("touch") <= 50, store.calls("touch") + " touches");
        b.sweep();
        assertEquals("1", read(b, id, "a"), "not used here for long, and elsewhere");
        fixture.now += 1700 * StoredFixture.SECOND;
        assertTrue(has(b, id));
        fixture.now += 1900 * StoredFixture.SECOND;
        assertFalse(has(b, id));
        assertFalse(has(a, id));
    }

    @Test
    void whoeverEndsASessionEndsItForAll() {
        String id = newSession(a, "a", "1");
        read(b, id, "a");
        RequestSession request = StoredFixture.request(b, id);
        get(request).invalidate();
        request.end();
        assertFalse(has(a, id));
        assertFalse(has(b, id));
        assertEquals(0, store.all.size());
        assertEquals(List.of("a created", "b destroyed", "a destroyed"), fixture.events);
    }

    @Test
    void ofASessionThatNobodyAsksForAgainItsOtherServersHearInASweep() {
        String id = newSession(a, "a", "1");
        read(b, id, "a");
        RequestSession request = StoredFixture.request(b, id);
        get(request).invalidate();
        request.end();
        a.all().forEach(session -> session.tracking().verified -= 31_000_000_000L);
        a.sweep();
        assertEquals(0, a.count());
        assertTrue(fixture.events.contains("a destroyed"));
    }

    @Test
    void expiredSessionsAreToldOfOnce() {
        newSession(a, "a", "1");
        a.close();
        fixture.now += 7200 * StoredFixture.SECOND;
        Sessions c = fixture.server("c", store);
        c.sweep();
        b.sweep();
        assertEquals(List.of("a created", "c destroyed"), fixture.events);
        assertEquals(0, store.all.size());
    }

    @Test
    void theIdChangesForAll() {
        String before = newSession(a, "a", "1");
        read(b, before, "a");
        RequestSession request = StoredFixture.request(a, before);
        String after = request.changeId();
        request.end();
        assertFalse(has(b, before));
        assertEquals("1", read(b, after, "a"));
        assertEquals(1, store.all.size());
    }

    // ---- requests at the same time

    @Test
    void attributesThatWereSetAtTheSameTimeAreAllKept() {
        String id = newSession(a, "x", "0");
        set(a, id, "gone", "0");
        RequestSession onA = StoredFixture.request(a, id);
        RequestSession onB = StoredFixture.request(b, id);
        get(onA).setAttribute("a", "1");
        get(onA).setAttribute("x", "a");
        get(onA).removeAttribute("gone");
        get(onB).setAttribute("b", "1");
        get(onB).setAttribute("x", "b");
        onA.end();
        onB.end();
        for (Sessions server : List.of(a, b, fixture.server("c", store))) {
            assertEquals("1", read(server, id, "a"));
            assertEquals("1", read(server, id, "b"));
            assertEquals("b", read(server, id, "x"), "the last writer wins by attribute");
            assertNull(read(server, id, "gone"));
        }
    }

    @Test
    void aWriteInBetweenIsMerged() {
        String id = newSession(a, "x", "0");
        read(b, id, "x");
        store.beforeSave = () -> set(b, id, "b", "1");
        set(a, id, "a", "1");
        assertEquals("1", read(a, id, "b"));
        assertEquals("1", read(b, id, "a"));
    }

    @Test
    void anEndInBetweenWins() {
        String id = newSession(a, "x", "0");
        store.beforeSave = () -> {
            RequestSession request = StoredFixture.request(b, id);
            get(request).invalidate();
            request.end();
        };
        set(a, id, "a", "1");
        assertFalse(has(a, id));
        assertEquals(0, store.all.size());
    }

    @Test
    void manyRequestsOnTwoServersLoseNoAttribute() throws Exception {
        String id = newSession(a, "x", "0");
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                String name = "n" + i;
                Sessions server = i % 2 == 0 ? a : b;
                all.add(pool.submit(() -> set(server, id, name, name)));
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
        RequestSession request = StoredFixture.request(fixture.server("c", store), id);
        assertEquals(65, Collections.list(get(request).getAttributeNames()).size());
    }

    @Test
    void parallelRequestsOfOneServerShareTheirObjects() {
        List<String> list = new ArrayList<>();
        String id = newSession(a, "list", list);
        RequestSession one = StoredFixture.request(a, id);
        RequestSession two = StoredFixture.request(a, id);
        assertSame(list, get(one).getAttribute("list"));
        assertSame(list, get(two).getAttribute("list"));
        list.add("x");
        one.end();
        list.add("y");
        two.end();
        assertEquals(List.of("x", "y"), read(b, id, "list"));
    }

    // ---- attributes

    @Test
    void aDistributableApplicationMustNotSetWhatIsNotSerializable() {
        fixture.distributable = true;
        for (Sessions server : List.of(fixture.server("c", store), fixture.server("d", null))) {
            RequestSession request = StoredFixture.request(server, null);
            HttpSession session = request.httpSession(true);
            Object lock = new Object();
            String message = assertThrows(IllegalArgumentException.class, () -> session.setAttribute("lock", lock))
                    .getMessage();
            assertTrue(message.startsWith("LNR-3319: session attribute lock is a java.lang.Object"), message);
            assertNull(session.getAttribute("lock"));
            session.setAttribute("text", "x");
            request.end();
        }
    }

    @Test
    void whatIsNotSerializableStaysOnItsServer() {
        String id = newSession(a, "lock", new Object());
        set(b, id, "b", "1");
        assertNull(read(b, id, "lock"));
        assertNotNull(read(a, id, "lock"));
        assertEquals("1", read(a, id, "b"));
    }

    // ---- the store is away

    @Test
    void whileTheStoreIsAwayRequestsThatNeedTheirSessionFail() {
        String id = newSession(a, "a", "1");
        store.away = true;
        RequestSession without = StoredFixture.request(a, null);
        assertNull(without.httpSession(false));
        without.end();
        StoredFixture.request(a, id).end();
        StoredFixture.request(b, id).end();
        for (Sessions server : List.of(a, b)) {
            RequestSession request = StoredFixture.request(server, id);
            SessionStoreException e = assertThrows(SessionStoreException.class, () -> request.httpSession(false));
            assertEquals(503, e.status());
            assertEquals("LNR-3324: context /app: the session store can't be used: the map is away", e.getMessage());
            request.end();
        }
        store.away = false;
        assertEquals("1", read(a, id, "a"));
        assertEquals("1", read(b, id, "a"));
    }

    @Test
    void whatCouldNotBeWrittenIsSaidAndWrittenLater() {
        String id = newSession(a, "a", "1");
        RequestSession request = StoredFixture.request(a, id);
        get(request).setAttribute("a", "2");
        store.away = true;
        assertEquals(503, assertThrows(SessionStoreException.class, request::end).status());
        RequestSession fresh = StoredFixture.request(a, null);
        HttpSession made = fresh.httpSession(true);
        assertThrows(SessionStoreException.class, fresh::end);
        a.sweep();
        store.away = false;
        a.sweep();
        assertEquals("2", read(b, id, "a"));
        assertTrue(has(b, made.getId()));
    }

    @Test
    void anEndThatCouldNotBeWrittenIsSaidAndWrittenLater() {
        String id = newSession(a, "a", "1");
        RequestSession request = StoredFixture.request(a, id);
        HttpSession session = get(request);
        store.away = true;
        session.invalidate();
        assertThrows(SessionStoreException.class, request::end);
        store.away = false;
        assertFalse(has(a, id), "this server knows, though the store does not");
        a.sweep();
        assertFalse(has(b, id));
        assertEquals(0, store.all.size());
    }

    @Test
    void aTooLargeSessionIsRefused() {
        fixture.largest = 2000;
        Sessions small = fixture.server("small", store);
        RequestSession request = StoredFixture.request(small, null);
        HttpSession session = request.httpSession(true);
        session.setAttribute("a", "x".repeat(1500));
        session.setAttribute("b", "x".repeat(1500));
        SessionStoreException e = assertThrows(SessionStoreException.class, request::end);
        assertEquals(500, e.status());
        assertTrue(e.getMessage().startsWith("LNR-3315"), e.getMessage());
    }

    @Test
    void bytesOfOthersAreNotRead() {
        String id = newSession(a, "a", "1");
        fixture.key[3] = 7;
        Sessions stranger = fixture.server("stranger", store);
        assertFalse(has(stranger, id));
        assertEquals("1", read(a, id, "a"), "and nothing of it is deleted");
    }

    @Test
    void theCircuitAsksOnceInASecond() {
        long[] nanos = {0};
        StoreCircuit circuit = new StoreCircuit(store, "app", () -> nanos[0]);
        store.away = true;
        for (int i = 0; i < 100; i++) {
            assertThrows(Exception.class, () -> circuit.load("k", 0));
        }
        assertEquals(1, store.calls("load"));
        nanos[0] += 1_100_000_000L;
        assertThrows(Exception.class, () -> circuit.load("k", 0));
        assertThrows(Exception.class, () -> circuit.load("k", 0));
        assertEquals(2, store.calls("load"));
        store.away = false;
        nanos[0] += 1_100_000_000L;
        assertDoesNotThrow(() -> circuit.load("k", 0));
        assertDoesNotThrow(() -> circuit.load("k", 0));
        assertEquals(4, store.calls("load"));
    }

    @Test
    void aNewIdWhoseWriteWasNotAnsweredIsNoRaceForEver() {
        String id = newSession(a, "a", "1");
        RequestSession login = StoredFixture.request(a, id);
        get(login).setAttribute("a", "2");
        String changed = login.changeId();
        store.losesAnswer = true;
        assertThrows(SessionStoreException.class, login::end);
        assertEquals("2", read(a, changed, "a"));
        assertEquals("2", read(b, changed, "a"));
        assertFalse(has(b, id));
        assertEquals(1, store.all.size());
    }

    @Test
    void aSessionThatEndsDuringItsFirstWriteStaysEnded() {
        RequestSession request = StoredFixture.request(a, null);
        HttpSession session = request.httpSession(true);
        store.beforeSave = session::invalidate;
        request.end();
        assertEquals(0, store.all.size());
    }

    @Test
    void aServerThatStopsWhileTheStoreIsAwayEndsNoSessionOfTheOthers() {
        String id = newSession(a, "a", "1");
        RequestSession request = StoredFixture.request(a, id);
        get(request).setAttribute("a", "2");
        store.away = true;
        assertThrows(SessionStoreException.class, request::end);
        a.close();
        store.away = false;
        a.sweep();
        assertEquals("1", read(b, id, "a"));
        assertFalse(fixture.events.contains("a destroyed"));
    }

    @Test
    void whatWasUsedSinceItWasListedDoesNotExpire() {
        String id = newSession(a, "a", "1");
        store.all.replaceAll((key, each) -> new dev.lanner.container.session.store.StoredSession(key, each.version(),
                each.accessed(), fixture.now - 1, each.content()));
        b.sweep();
        assertEquals("1", read(b, id, "a"));
    }
}
