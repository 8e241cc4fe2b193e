package dev.lanner.container.session;

import dev.lanner.container.session.file.FileSessionStoreFactory;
import dev.lanner.container.session.store.SessionStore;
import dev.lanner.container.session.store.StoreException;
import dev.lanner.container.session.store.StoreSetup;
import dev.lanner.container.session.store.StoredSession;
import dev.lanner.spi.config.SettingValues;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionActivationListener;
import jakarta.servlet.http.HttpSessionEvent;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Sessions in files: over restarts, S36, and what goes wrong.
class FileStoreTest {
    @TempDir private Path work;

    private final StoredFixture fixture = new StoredFixture();

    enum Colour {
        RED, GREEN
    }

    record Item(String name, int count) implements Serializable {
    }

    static final class Basket implements Serializable, HttpSessionActivationListener {
        private static final long serialVersionUID = 1L;
        private static final List<String> CALLS = new ArrayList<>();
        final List<Item> items = new ArrayList<>();

        @Override
        public void sessionWillPassivate(HttpSessionEvent event) {
            CALLS.add("passivate");
        }

        @Override
        public void sessionDidActivate(HttpSessionEvent event) {
            CALLS.add("activate");
        }
    }

    private SessionStore store() throws IOException {
        return new FileSessionStoreFactory().open(new StoreSetup("app", SettingValues.DEFAULTS, work, work));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(work.resolve("app"))) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private static HttpSession session(Sessions sessions, String id) {
        RequestSession request = StoredFixture.request(sessions, id);
        HttpSession session = request.httpSession(false);
        request.end();
        return session;
    }

    private static String newSession(Sessions sessions, Map<String, Object> attributes) {
        RequestSession request = StoredFixture.request(sessions, null);
        HttpSession session = request.httpSession(true);
        attributes.forEach(session::setAttribute);
        request.end();
        return session.getId();
    }

    @Test
    void sessionsSurviveARestart() throws Exception {
        Sessions first = fixture.server("first", store());
        Basket basket = new Basket();
        basket.items.add(new Item("bread", 2));
        String id = newSession(first, Map.of("colours", new EnumMap<>(Map.of(Colour.RED, List.of(1, 2))), "day",
                LocalDate.of(2026, 11, 20), "text", "ä€", "basket", basket, "numbers", new int[]{1, 2}));
        Basket.CALLS.clear();
        fixture.now += 60 * StoredFixture.SECOND;
        session(first, id).setMaxInactiveInterval(77);
        first.close();
        assertEquals(0, first.count());
        assertEquals(List.of("first created"), fixture.events, "nobody is told of an end");
        assertTrue(Basket.CALLS.contains("passivate"));

        Basket.CALLS.clear();
        fixture.now += 10 * StoredFixture.SECOND;
        Sessions second = fixture.server("second", store());
        HttpSession session = session(second, id);
        assertNotNull(session);
        assertEquals(id, session.getId());
        assertFalse(session.isNew());
        assertEquals(1_000_000, session.getCreationTime());
        assertEquals(1_060_000, session.getLastAccessedTime());
        assertEquals(77, session.getMaxInactiveInterval());
        assertEquals(Map.of(Colour.RED, List.of(1, 2)), session.getAttribute("colours"));
        assertEquals(LocalDate.of(2026, 11, 20), session.getAttribute("day"));
        assertEquals("ä€", session.getAttribute("text"));
        assertEquals(List.of(new Item("bread", 2)),
                assertInstanceOf(Basket.class, session.getAttribute("basket")).items);
        assertEquals(List.of("activate"), Basket.CALLS);
        assertEquals(List.of("first created"), fixture.events);
    }

    @Test
    void whatChangedIsWrittenEachRoundSoThatAKilledServerLosesLittle() throws Exception {
        Sessions killed = fixture.server("killed", store());
        Basket basket = new Basket();
        String id = newSession(killed, Map.of("basket", basket, "a", "1"));
        killed.sweep();
        basket.items.add(new Item("not looked at", 1));
        killed.sweep();
        // changed inside, without setAttribute
        ((Basket) session(killed, id).getAttribute("basket")).items.add(new Item("seen", 1));
        session(killed, id).removeAttribute("a");
        killed.sweep();

        HttpSession session = session(fixture.server("next", store()), id);
        assertEquals(2, ((Basket) session.getAttribute("basket")).items.size());
        assertNull(session.getAttribute("a"));
    }

    @Test
    void endedSessionsStayEnded() throws Exception {
        Sessions first = fixture.server("first", store());
        String invalidated = newSession(first, Map.of("a", "1"));
        String idle = newSession(first, Map.of());
        first.sweep();
        assertEquals(2, files().size());
        session(first, invalidated).invalidate();
        fixture.now += 3600 * StoredFixture.SECOND;
        first.sweep();
        assertEquals(List.of(), files());
        assertNull(session(first, idle));
        assertNull(session(fixture.server("second", store()), invalidated));
    }

    @Test
    void thoseWhoseTimeEndsWhileTheServerIsDownAreToldOfAfterwards() throws Exception {
        Sessions first = fixture.server("first", store());
        String id = newSession(first, Map.of("a", "1"));
        first.close();
        fixture.now += 7200 * StoredFixture.SECOND;
        Sessions second = fixture.server("second", store());
        assertNull(session(second, id));
        second.sweep();
        assertEquals(List.of("first created", "second destroyed"), fixture.events);
        assertEquals(List.of(), files());
        second.sweep();
        assertEquals(2, fixture.events.size());
    }

    @Test
    void aChangedIdIsTheOnlyOneThatIsKept() throws Exception {
        Sessions first = fixture.server("first", store());
        String before = newSession(first, Map.of("a", "1"));
        first.sweep();
        RequestSession request = StoredFixture.request(first, before);
        String after = request.changeId();
        request.end();
        first.close();
        assertEquals(1, files().size());
        Sessions second = fixture.server("second", store());
        assertNull(session(second, before));
        assertEquals("1", session(second, after).getAttribute("a"));
    }

    // ---- S36

    @Test
    void filesAreForTheOwnerAloneAndTellNothing() throws Exception {
        Sessions sessions = fixture.server("first", store());
        String id = newSession(sessions, Map.of("secret", "the-secret-value"));
        sessions.close();
        Path file = files().getFirst();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(work.resolve("app"))));
        assertTrue(file.getFileName().toString().matches("[0-9a-f]{48}"));
        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertFalse(content.contains("the-secret-value") || content.contains(id));
    }

    @Test
    void eachChangedByteIsFoundAndTheFilePutAside() throws Exception {
        Sessions sessions = fixture.server("first", store());
        String id = newSession(sessions, Map.of("a", "1"));
        sessions.close();
        Path file = files().getFirst();
        byte[] good = Files.readAllBytes(file);
        // times of the head may be written without the key: they are no content
        for (int at = 0; at < good.length; at += at == 11 ? 17 : 1) {
            byte[] bad = good.clone();
            bad[at] ^= 1;
            Files.write(file, bad);
            assertNull(session(fixture.server("next", store()), id), "byte " + at);
            assertTrue(Files.exists(work.resolve("app").resolve("set-aside").resolve(file.getFileName())));
            assertFalse(Files.exists(file));
        }
        Files.write(file, good);
        assertNotNull(session(fixture.server("next", store()), id));
        fixture.key[0] = 1;
        assertNull(session(fixture.server("next", store()), id), "another key");
    }

    @Test
    void cutAndForeignFilesAreMovedAside() throws Exception {
        Sessions sessions = fixture.server("first", store());
        String id = newSession(sessions, Map.of("a", "1"));
        sessions.close();
        Path file = files().getFirst();
        byte[] good = Files.readAllBytes(file);
        for (int length : new int[]{0, 3, 27, 28, 40, good.length - 1}) {
            Files.write(file, java.util.Arrays.copyOf(good, length));
            assertNull(session(fixture.server("next", store()), id), "length " + length);
        }
        Files.writeString(work.resolve("app").resolve("notes.txt"), "x");
        Files.writeString(work.resolve("app").resolve("0".repeat(48) + ".new"), "x");
        Files.createSymbolicLink(work.resolve("app").resolve("1".repeat(48)), Path.of("/etc/passwd"));
        store();
        assertEquals(List.of(), files());
        assertTrue(Files.exists(work.resolve("app").resolve("set-aside").resolve("notes.txt")));
    }

    @Test
    void fileOfAnotherSessionOrVersionIsNotTaken() throws Exception {
        Sessions sessions = fixture.server("first", store());
        String mine = newSession(sessions, Map.of("who", "me"));
        String theirs = newSession(sessions, Map.of("who", "admin"));
        sessions.close();
        List<Path> two = files();
        byte[] one = Files.readAllBytes(two.get(0));
        Files.write(two.get(0), Files.readAllBytes(two.get(1)));
        Files.write(two.get(1), one);
        Sessions next = fixture.server("next", store());
        assertNull(session(next, mine));
        assertNull(session(next, theirs));
    }

    // ---- what goes wrong

    @Test
    void attributesThatCantBeKeptStayInMemory() throws Exception {
        Sessions first = fixture.server("first", store());
        Object lock = new Object();
        String id = newSession(first, Map.of("lock", lock, "a", "1"));
        first.sweep();
        assertEquals(lock, session(first, id).getAttribute("lock"));
        first.close();
        HttpSession session = session(fixture.server("second", store()), id);
        assertNull(session.getAttribute("lock"));
        assertEquals("1", session.getAttribute("a"));
    }

    @Test
    void aSessionThatIsTooLargeStaysInMemoryAndEndsWithTheServer() throws Exception {
        fixture.largest = 2000;
        Sessions first = fixture.server("first", store());
        String large = newSession(first, Map.of("a", "x".repeat(1500), "b", "y".repeat(1500)));
        String small = newSession(first, Map.of("a", "x"));
        first.sweep();
        assertNotNull(session(first, large));
        assertEquals(1, files().size());
        first.close();
        assertTrue(fixture.events.contains("first destroyed"));
        Sessions second = fixture.server("second", store());
        assertNull(session(second, large));
        assertNotNull(session(second, small));
    }

    @Test
    void whileTheDiskTakesNothingSessionsLiveInMemory() throws Exception {
        Sessions first = fixture.server("first", store());
        String id = newSession(first, Map.of("a", "1"));
        Path directory = work.resolve("app");
        Files.delete(directory);
        Files.writeString(directory, "in the way");
        first.sweep();
        assertEquals("1", session(first, id).getAttribute("a"));
        Files.delete(directory);
        first.sweep();
        first.close();
        assertEquals("1", session(fixture.server("second", store()), id).getAttribute("a"));
    }

    @Test
    void aDirectoryThatIsALinkIsRefused() throws Exception {
        Files.createSymbolicLink(work.resolve("app"), Files.createDirectory(work.resolve("other")));
        String message = assertThrows(IOException.class, this::store).getMessage();
        assertTrue(message.startsWith("LNR-3320: the directory of sessions " + work.resolve("app")), message);
    }

    /// A store of files that does something once, before or after the next call.
    private final class Meanwhile implements SessionStore {
        private final SessionStore files = store();
        private Runnable beforeSave = () -> {
        };
        private Runnable afterLoad = () -> {
        };

        Meanwhile() throws IOException {
        }

        @Override
        public String describe() {
            return files.describe();
        }

        @Override
        public boolean shared() {
            return false;
        }

        @Override
        public @Nullable StoredSession load(String key, long known) throws StoreException {
            StoredSession found = files.load(key, known);
            Runnable then = afterLoad;
            afterLoad = () -> {
            };
            then.run();
            return found;
        }

        @Override
        public boolean save(StoredSession session, long expected) throws StoreException {
            Runnable first = beforeSave;
            beforeSave = () -> {
            };
            first.run();
            return files.save(session, expected);
        }

        @Override
        public void touch(String key, long accessed, long expires) throws StoreException {
            files.touch(key, accessed, expires);
        }

        @Override
        public boolean remove(String key) throws StoreException {
            return files.remove(key);
        }

        @Override
        public List<String> expired(long now, int most) throws StoreException {
            return files.expired(now, most);
        }

        @Override
        public void close() {
            files.close();
        }
    }

    @Test
    void aSessionThatEndsWhileItIsWrittenStaysEnded() throws Exception {
        Meanwhile store = new Meanwhile();
        Sessions server = fixture.server("a", store);
        String id = newSession(server, Map.of("a", "1"));
        server.sweep();
        session(server, id).setAttribute("a", "2");
        store.beforeSave = () -> session(server, id).invalidate();
        server.sweep();
        assertNull(session(server, id));
        assertEquals(List.of(), files());
    }

    @Test
    void aSessionThatEndsWhileAnotherRequestReadsItStaysEnded() throws Exception {
        Sessions first = fixture.server("a", store());
        String id = newSession(first, Map.of("a", "1"));
        first.close();
        Meanwhile store = new Meanwhile();
        Sessions second = fixture.server("b", store);
        store.afterLoad = () -> session(second, id).invalidate();
        assertNull(session(second, id));
        assertNull(session(second, id));
        assertEquals(0, second.count());
    }

    @Test
    void anOldIdFindsNothingFromTheMomentOfItsChange() throws Exception {
        Meanwhile store = new Meanwhile();
        Sessions server = fixture.server("a", store);
        String old = newSession(server, Map.of("a", "1"));
        server.sweep();
        RequestSession request = StoredFixture.request(server, old);
        String changed = request.changeId();
        assertNull(session(server, old), "not from its file either");
        request.end();
        server.sweep();
        session(server, changed).setAttribute("a", "2");
        String[] last = new String[1];
        store.beforeSave = () -> {
            RequestSession again = StoredFixture.request(server, changed);
            last[0] = again.changeId();
            again.end();
        };
        server.sweep();
        assertNull(session(server, changed), "changed while it was written");
        server.close();
        assertEquals(1, files().size());
        assertEquals("2", session(fixture.server("b", store()), last[0]).getAttribute("a"));
    }
}
