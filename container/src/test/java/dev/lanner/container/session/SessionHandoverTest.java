package dev.lanner.container.session;

import dev.lanner.container.session.file.FileSessionStoreFactory;
import dev.lanner.container.session.store.StoreSetup;
import dev.lanner.spi.config.SettingValues;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

/// A new version of an application takes the sessions of the old one over.
class SessionHandoverTest {
    private final StoredFixture fixture = new StoredFixture();

    /// A class of the application.
    public static final class Thing implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    /// Loads `Thing` itself, as a version of an application does.
    private static final class Version extends ClassLoader {
        Version() {
            super(SessionHandoverTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.equals(Thing.class.getName())) {
                return super.loadClass(name, resolve);
            }
            Class<?> known = findLoadedClass(name);
            if (known != null) {
                return known;
            }
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    private static HttpSession session(Sessions sessions, String id) {
        RequestSession request = StoredFixture.request(sessions, id);
        HttpSession session = request.httpSession(false);
        request.end();
        return session;
    }

    private static String newSession(Sessions sessions, String name, Object value) {
        RequestSession request = StoredFixture.request(sessions, null);
        HttpSession session = request.httpSession(true);
        session.setAttribute(name, value);
        request.end();
        return session.getId();
    }

    @Test
    void sessionsMoveWhenTheyAreAskedForAndTheRestAtTheEnd() throws Exception {
        Version oldLoader = new Version();
        Version newLoader = new Version();
        Sessions old = fixture.server("old", null, oldLoader);
        Class<?> oldClass = oldLoader.loadClass(Thing.class.getName());
        String asked = newSession(old, "thing", oldClass.getConstructor().newInstance());
        String rest = newSession(old, "text", "x");
        String ended = newSession(old, "text", "x");

        Sessions next = fixture.server("new", null, newLoader);
        next.follow(old);
        Object thing = session(next, asked).getAttribute("thing");
        assertSame(newLoader.loadClass(Thing.class.getName()), thing.getClass());
        assertNotSame(oldClass, thing.getClass());
        assertNull(session(old, asked), "it is in one place only");
        session(old, ended).invalidate();
        assertNull(session(next, ended));
        assertNull(session(next, "AAAAAAAAAAAAAAAAAAAAAAAA"));

        old.close();
        assertEquals("x", session(next, rest).getAttribute("text"));
        assertEquals(2, next.count());
        assertEquals(0, old.count());
        assertFalse(fixture.events.contains("new created"));
        assertEquals(1, fixture.events.stream().filter(event -> event.endsWith("destroyed")).count());
        next.close();
        assertEquals(2, fixture.events.stream().filter(event -> event.equals("new destroyed")).count());
    }

    @Test
    void aRequestOfTheOldVersionIsWaitedFor() throws Exception {
        Sessions old = fixture.server("old", null);
        Sessions next = fixture.server("new", null);
        String id = newSession(old, "a", "1");
        RequestSession running = StoredFixture.request(old, id);
        HttpSession there = running.httpSession(false);
        next.follow(old);
        try (ExecutorService other = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<HttpSession> moved = other.submit(() -> session(next, id));
            there.setAttribute("a", "2");
            running.end();
            assertEquals("2", moved.get().getAttribute("a"));
        }
        assertThrows(IllegalStateException.class, () -> there.setAttribute("a", "3"));
    }

    @Test
    void ofManyRequestsThatAskAtOnceAllGetTheSameSession() throws Exception {
        for (int round = 0; round < 50; round++) {
            Sessions old = fixture.server("old", null);
            Sessions next = fixture.server("new", null);
            String id = newSession(old, "a", "1");
            next.follow(old);
            try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<HttpSession>> all = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    all.add(pool.submit(() -> session(next, id)));
                }
                pool.submit(old::close).get();
                HttpSession first = all.getFirst().get();
                assertNotNull(first);
                for (Future<HttpSession> each : all) {
                    assertSame(first, each.get());
                }
            }
            assertEquals(1, next.count());
            assertEquals(0, old.count());
        }
    }

    @Test
    void whatCantBeSerializedIsLeftOut() {
        Sessions old = fixture.server("old", null);
        String id = newSession(old, "lock", new Object());
        session(old, id).setAttribute("a", "1");
        Sessions next = fixture.server("new", null);
        next.follow(old);
        old.close();
        assertNull(session(next, id).getAttribute("lock"));
        assertEquals("1", session(next, id).getAttribute("a"));
    }

    @Test
    void withFilesTooAndTheyFollow(@TempDir Path work) throws Exception {
        StoreSetup setup = new StoreSetup("app", SettingValues.DEFAULTS, work, work);
        Sessions old = fixture.server("old", new FileSessionStoreFactory().open(setup));
        String stored = newSession(old, "a", "stored");
        old.sweep();
        session(old, stored).setAttribute("a", "changed since");
        Sessions next = fixture.server("new", new FileSessionStoreFactory().open(setup));
        String late = newSession(old, "a", "late");
        next.follow(old);
        assertEquals("changed since", session(next, stored).getAttribute("a"));
        old.sweep();
        old.close();
        assertEquals("late", session(next, late).getAttribute("a"));
        next.close();
        Sessions restarted = fixture.server("restarted", new FileSessionStoreFactory().open(setup));
        assertEquals("changed since", session(restarted, stored).getAttribute("a"));
        assertEquals("late", session(restarted, late).getAttribute("a"));
    }

    @Test
    void aSessionThatEndsAfterItsMoveLeavesNoFileBehind(@TempDir Path work) throws Exception {
        StoreSetup setup = new StoreSetup("app", SettingValues.DEFAULTS, work, work);
        Sessions old = fixture.server("old", new FileSessionStoreFactory().open(setup));
        String ended = newSession(old, "a", "1");
        String renamed = newSession(old, "a", "1");
        old.sweep();
        Sessions next = fixture.server("new", new FileSessionStoreFactory().open(setup));
        next.follow(old);
        session(next, ended).invalidate();
        assertNull(session(next, ended));
        RequestSession login = StoredFixture.request(next, renamed);
        String changed = login.changeId();
        login.end();
        assertNull(session(next, renamed));
        old.close();
        next.close();
        Sessions restarted = fixture.server("restarted", new FileSessionStoreFactory().open(setup));
        assertNull(session(restarted, ended));
        assertNull(session(restarted, renamed));
        assertEquals("1", session(restarted, changed).getAttribute("a"));
    }

    /// Takes its time to be serialized.
    static final class Slow implements Serializable {
        private static final long serialVersionUID = 1L;
        private static final CountDownLatch BEGUN = new CountDownLatch(1);
        private static final CountDownLatch GO = new CountDownLatch(1);

        private void writeObject(ObjectOutputStream out) throws IOException {
            BEGUN.countDown();
            try {
                GO.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            out.defaultWriteObject();
        }
    }

    @Test
    void theEndOfTheOldVersionDoesNotEndASessionThatIsMovingJustThen() throws Exception {
        Sessions old = fixture.server("old", null);
        Sessions next = fixture.server("new", null);
        String id = newSession(old, "slow", new Slow());
        session(old, id).setAttribute("a", "1");
        next.follow(old);
        try (ExecutorService other = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<HttpSession> moved = other.submit(() -> session(next, id));
            Slow.BEGUN.await();
            old.close();
            Slow.GO.countDown();
            assertEquals("1", moved.get().getAttribute("a"));
        }
        assertEquals(0, old.count());
        assertEquals(List.of("old created"), fixture.events);
    }
}
