package dev.lanner.container.session;

import dev.lanner.container.session.file.FileSessionStoreFactory;
import dev.lanner.container.session.store.SessionStore;
import dev.lanner.container.session.store.StoreException;
import dev.lanner.container.session.store.StoreSetup;
import dev.lanner.container.session.store.StoredSession;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.SettingValues.Value;
import dev.lanner.spi.config.Settings;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Sessions in files that several processes of a server use at the same time.
class SharedFilesTest {
    private static final long NOW = 1_000_000;
    private static final long HOUR = 3_600_000;

    @TempDir private Path work;

    private SessionStore open(Duration timeout) throws StoreException {
        return new FileSessionStoreFactory().open(new StoreSetup("app",
                new SettingValues(null, Map.of(Settings.SESSIONS_TIMEOUT, new Value(timeout, "test"))), work, work,
                true));
    }

    private SessionStore open() throws StoreException {
        return open(Duration.ofSeconds(20));
    }

    private static String key(int number) {
        return String.format("%048x", number);
    }

    private static StoredSession session(int number, long version, String content) {
        return new StoredSession(key(number), version, NOW, NOW + HOUR, content.getBytes(StandardCharsets.UTF_8));
    }

    private static String content(SessionStore store, int number) throws StoreException {
        StoredSession found = store.load(key(number), 0);
        return found == null ? "none" : new String(found.content(), StandardCharsets.UTF_8);
    }

    private Set<String> files() throws IOException {
        try (Stream<Path> all = Files.list(work.resolve("app"))) {
            return all.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void whatOneWritesTheOtherReads() throws Exception {
        try (SessionStore one = open(); SessionStore two = open()) {
            assertTrue(one.shared() && one.local());
            assertEquals("none", content(two, 1));
            assertTrue(one.save(session(1, 1, "one"), 0));
            assertEquals("one", content(two, 1));
            assertFalse(two.save(session(1, 1, "two"), 0), "it is there already");
            assertTrue(two.save(session(1, 2, "two"), 1));
            assertFalse(one.save(session(1, 2, "late"), 1));
            assertFalse(one.save(session(2, 2, "none"), 1), "there is none");
            assertEquals("two", content(one, 1));
            StoredSession known = one.load(key(1), 2);
            assertNotNull(known);
            assertEquals(0, known.content().length, "who knows the version gets no content");
            one.touch(key(1), NOW + 5, NOW + HOUR + 5);
            one.touch(key(2), NOW + 5, NOW + HOUR + 5);
            StoredSession touched = two.load(key(1), 0);
            assertNotNull(touched);
            assertEquals(2, touched.version());
            assertEquals(NOW + 5, touched.accessed());
            assertTrue(two.remove(key(1)));
            assertFalse(one.remove(key(1)), "one of several is told so");
            assertEquals("none", content(one, 1));
        }
        assertEquals(Set.of("lock"), files());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(
                work.resolve("app/lock"))));
    }

    @Test
    void ofManyWritersOneWinsEachVersion() throws Exception {
        try (SessionStore first = open();
                SessionStore second = open();
                ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            assertTrue(first.save(session(1, 1, "x"), 0));
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                SessionStore store = i % 2 == 0 ? first : second;
                all.add(pool.submit(() -> {
                    int won = 0;
                    while (won < 10) {
                        long version = store.load(key(1), 0).version();
                        won += store.save(session(1, version + 1, "x"), version) ? 1 : 0;
                    }
                    return won;
                }));
            }
            for (Future<Integer> each : all) {
                assertEquals(10, each.get());
            }
            assertEquals(81, first.load(key(1), 0).version());
        }
    }

    @Test
    void aProcessThatHoldsTheLockHoldsNobodyUpForLongerThanTheTimeout() throws Exception {
        try (SessionStore store = open(Duration.ofMillis(20))) {
            assertTrue(store.save(session(1, 1, "one"), 0));
            try (FileChannel other = FileChannel.open(work.resolve("app/lock"), StandardOpenOption.WRITE);
                    FileLock held = other.lock()) {
                assertTrue(held.isValid());
                String message = assertThrows(StoreException.class, () -> store.save(session(1, 2, "two"), 1))
                        .getMessage();
                assertTrue(message.contains("sessions.timeout = 20 ms"), message);
                assertEquals("one", content(store, 1), "who reads needs no lock");
            }
            assertTrue(store.save(session(1, 2, "two"), 1));
        }
    }

    @Test
    void thoseWhoseTimeIsOverAreFoundWhoeverWroteThem() throws Exception {
        try (SessionStore one = open(); SessionStore two = open()) {
            assertTrue(one.save(session(1, 1, "one"), 0));
            assertTrue(two.save(session(2, 1, "two"), 0));
            assertEquals(List.of(), one.expired(NOW + HOUR - 1, 10));
            two.touch(key(2), NOW + HOUR, NOW + 2 * HOUR);
            assertEquals(List.of(key(1)), one.expired(NOW + HOUR + 60_000, 10));
            assertEquals(List.of(key(1)), two.expired(NOW + HOUR + 60_000, 10));
            assertTrue(two.remove(key(1)));
            assertEquals(List.of(), one.expired(NOW + HOUR + 120_000, 10));
            assertEquals(List.of(key(2)), one.expired(NOW + 3 * HOUR, 10));
        }
    }

    @Test
    void whatIsNoSessionIsMovedAside() throws Exception {
        try (SessionStore store = open()) {
            assertTrue(store.save(session(1, 1, "one"), 0));
        }
        Path directory = work.resolve("app");
        Files.writeString(directory.resolve("notes.txt"), "x");
        Files.writeString(directory.resolve(key(3) + ".new"), "x");
        Files.writeString(directory.resolve(key(2)), "damaged");
        try (SessionStore store = open()) {
            assertEquals(Set.of("lock", "set-aside", key(1), key(2)), files());
            assertNull(store.load(key(2), 0));
            assertTrue(store.save(session(2, 1, "two"), 0));
            assertEquals("two", content(store, 2));
        }
        // for one process again
        try (SessionStore store = new FileSessionStoreFactory().open(new StoreSetup("app", SettingValues.DEFAULTS, work,
                work))) {
            assertFalse(store.shared());
            assertEquals("one", content(store, 1));
        }
        assertEquals(Set.of("lock", "set-aside", key(1), key(2)), files());
    }

    @Test
    void aDirectoryThatIsALinkIsRefused() throws Exception {
        Files.createSymbolicLink(work.resolve("app"), Files.createDirectory(work.resolve("other")));
        String message = assertThrows(IOException.class, this::open).getMessage();
        assertTrue(message.startsWith("LNR-3320: the directory of sessions " + work.resolve("app")), message);
    }

    @Test
    void aSessionIsUsedByTwoProcessesInTurn() throws Exception {
        StoredFixture fixture = new StoredFixture();
        Sessions one = fixture.server("one", open());
        Sessions two = fixture.server("two", open());
        RequestSession first = StoredFixture.request(one, null);
        HttpSession session = first.httpSession(true);
        session.setAttribute("count", 1);
        first.end();
        String id = session.getId();
        for (int i = 1; i < 10; i++) {
            RequestSession next = StoredFixture.request(i % 2 == 0 ? one : two, id);
            HttpSession found = next.httpSession(false);
            assertNotNull(found);
            assertEquals(i, found.getAttribute("count"));
            found.setAttribute("count", i + 1);
            next.end();
        }
        one.close();
        RequestSession last = StoredFixture.request(two, id);
        assertEquals(10, last.httpSession(false).getAttribute("count"));
        last.end();
        two.close();
    }
}
