package dev.lanner.session;

import dev.lanner.container.session.store.SessionStore;
import dev.lanner.container.session.store.StoreException;
import dev.lanner.container.session.store.StoredSession;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// What each shared store must do, against a real server.
abstract class SessionStoreContract {
    private static final long HOUR = 3_600_000;

    /// Opens the store of a context.
    abstract SessionStore open(String context) throws StoreException;

    /// The server goes away, as by a crash.
    abstract void stopServer() throws Exception;

    /// It comes back, with what it had.
    abstract void startServer() throws Exception;

    private static String key(int number) {
        return String.format("%048x", number);
    }

    private static StoredSession session(int number, long version, String content) {
        long now = System.currentTimeMillis();
        return new StoredSession(key(number), version, now, now + HOUR, content.getBytes(StandardCharsets.UTF_8));
    }

    private static String content(StoredSession session) {
        return new String(session.content(), StandardCharsets.UTF_8);
    }

    @Test
    void whatWasWrittenIsRead() throws Exception {
        try (SessionStore store = open("written")) {
            assertTrue(store.shared());
            assertNull(store.load(key(1), 0));
            StoredSession session = session(1, 1, "one");
            assertTrue(store.save(session, 0));
            StoredSession read = store.load(key(1), 0);
            assertEquals("one", content(read));
            assertEquals(1, read.version());
            assertEquals(session.accessed(), read.accessed());
            assertEquals(session.expires(), read.expires());
            assertEquals(0, store.load(key(1), 1).content().length, "who knows the version gets no content");
            assertTrue(store.save(session(1, 2, "two"), 1));
            assertEquals("two", content(store.load(key(1), 1)));
        }
    }

    @Test
    void anyBytesAndNoExpiry() throws Exception {
        byte[] all = new byte[100_000];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        try (SessionStore store = open("bytes")) {
            assertTrue(store.save(new StoredSession(key(1), 1, 5, Long.MAX_VALUE, all), 0));
            StoredSession read = store.load(key(1), 0);
            assertArrayEquals(all, read.content());
            assertEquals(Long.MAX_VALUE, read.expires());
            assertEquals(List.of(), store.expired(System.currentTimeMillis(), 10));
        }
    }

    @Test
    void whoLostTheRaceWritesNothing() throws Exception {
        try (SessionStore one = open("race"); SessionStore two = open("race")) {
            assertTrue(one.save(session(1, 1, "one"), 0));
            assertFalse(two.save(session(1, 1, "two"), 0), "it is there already");
            assertTrue(two.save(session(1, 2, "two"), 1));
            assertFalse(one.save(session(1, 2, "late"), 1));
            assertFalse(one.save(session(2, 2, "none"), 1), "there is none");
            assertEquals("two", content(one.load(key(1), 0)));
            assertNull(one.load(key(2), 0));
        }
    }

    @Test
    void ofManyWritersOneWinsEachVersion() throws Exception {
        try (SessionStore store = open("many"); ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            assertTrue(store.save(session(1, 1, "x"), 0));
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
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
            assertEquals(81, store.load(key(1), 0).version());
        }
    }

    @Test
    void useIsWrittenWithoutANewVersion() throws Exception {
        try (SessionStore store = open("use")) {
            long later = System.currentTimeMillis() + 5000;
            store.touch(key(1), later, later + HOUR);
            assertNull(store.load(key(1), 0));
            assertTrue(store.save(session(1, 1, "one"), 0));
            store.touch(key(1), later, later + HOUR);
            StoredSession read = store.load(key(1), 0);
            assertEquals(later, read.accessed());
            assertEquals(later + HOUR, read.expires());
            assertEquals(1, read.version());
            assertEquals("one", content(read));
        }
    }

    @Test
    void oneOfSeveralThatForgetASessionIsToldSo() throws Exception {
        try (SessionStore one = open("forget"); SessionStore two = open("forget")) {
            assertTrue(one.save(session(1, 1, "one"), 0));
            assertTrue(two.remove(key(1)));
            assertFalse(one.remove(key(1)));
            assertNull(one.load(key(1), 0));
        }
    }

    @Test
    void contextsAreApart() throws Exception {
        try (SessionStore one = open("a"); SessionStore two = open("b%2f##2")) {
            assertTrue(one.save(session(1, 1, "one"), 0));
            assertNull(two.load(key(1), 0));
            assertTrue(two.save(session(1, 1, "two"), 0));
            assertTrue(two.remove(key(1)));
            assertNotNull(one.load(key(1), 0));
        }
    }

    @Test
    void aServerThatGoesIsSaidSoAndItsReturnNeedsNothing() throws Exception {
        try (SessionStore store = open("away")) {
            assertTrue(store.save(session(1, 1, "one"), 0));
            stopServer();
            try {
                for (int i = 0; i < 3; i++) {
                    long begin = System.nanoTime();
                    String message = assertThrows(StoreException.class, () -> store.load(key(1), 0)).getMessage();
                    assertTrue(message.startsWith("LNR-70") && message.contains(store.describe()), message);
                    assertTrue(System.nanoTime() - begin < 6_000_000_000L, "the wait is bounded");
                }
                // a server that starts while it is away
                open("away").close();
            } finally {
                startServer();
            }
            assertEquals("one", content(loadAgain(store)));
        }
    }

    /// A pool may need some seconds to see that its server is back.
    private static StoredSession loadAgain(SessionStore store) throws StoreException {
        long end = System.nanoTime() + 20_000_000_000L;
        while (true) {
            try {
                return store.load(key(1), 0);
            } catch (StoreException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
            }
        }
    }
}
