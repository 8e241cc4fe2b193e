package dev.lanner.session;

import dev.lanner.container.session.store.SessionStore;
import dev.lanner.container.session.store.StoreException;
import dev.lanner.container.session.store.StoreSetup;
import dev.lanner.container.session.store.StoredSession;
import dev.lanner.session.redis.RedisSessionStoreFactory;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.SettingValues.Value;
import dev.lanner.spi.config.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class RedisStoreTest extends SessionStoreContract {
    @TempDir private static Path directory;

    private static RedisServer server;

    @BeforeAll
    static void startRedis() throws Exception {
        assumeTrue(RedisServer.program() != null, "redis-server is not installed");
        server = new RedisServer(Files.createDirectory(directory.resolve("redis")));
        server.start();
    }

    @AfterAll
    static void stopRedis() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    private static SessionStore open(String context, Map<Setting<?>, Object> more) throws StoreException {
        Map<Setting<?>, Value> values = new HashMap<>();
        values.put(Settings.SESSIONS_REDIS_URL, new Value("redis://127.0.0.1:" + server.port() + "/0", "test"));
        values.put(Settings.SESSIONS_TIMEOUT, new Value(Duration.ofSeconds(2), "test"));
        more.forEach((setting, value) -> values.put(setting, new Value(value, "test:1")));
        return new RedisSessionStoreFactory().open(
                new StoreSetup(context, new SettingValues(null, values), directory, directory));
    }

    @Override
    SessionStore open(String context) throws StoreException {
        return open(context, Map.of());
    }

    @Override
    void stopServer() throws Exception {
        server.kill();
    }

    @Override
    void startServer() throws Exception {
        server.start();
    }

    @Test
    void redisForgetsByItself() throws Exception {
        try (SessionStore store = open("ttl")) {
            long now = System.currentTimeMillis();
            String key = "a".repeat(48);
            assertTrue(store.save(new StoredSession(key, 1, now, now + 150, new byte[]{1}), 0));
            long end = System.nanoTime() + 10_000_000_000L;
            while (store.load(key, 0) != null && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            assertNull(store.load(key, 0));
            assertEquals(List.of(), store.expired(Long.MAX_VALUE, 10));
        }
    }

    @Test
    void passwordsComeFromAFile() throws Exception {
        Path data = Files.createDirectory(directory.resolve("secured"));
        try (RedisServer secured = new RedisServer(data, "--requirepass", "open sesame")) {
            secured.start();
            Path file = directory.resolve("password");
            Files.writeString(file, "open sesame\nnot this\n");
            Map<Setting<?>, Object> right = Map.of(Settings.SESSIONS_REDIS_URL, "redis://127.0.0.1:" + secured.port(),
                    Settings.SESSIONS_REDIS_PASSWORD_FILE, "password");
            try (SessionStore store = open("secured", right)) {
                assertNull(store.load("b".repeat(48), 0));
                assertEquals("redis at 127.0.0.1:" + secured.port(), store.describe());
            }
            try (SessionStore store = open("secured",
                    Map.of(Settings.SESSIONS_REDIS_URL, "redis://127.0.0.1:" + secured.port()))) {
                String message = assertThrows(StoreException.class, () -> store.load("b".repeat(48), 0)).getMessage();
                assertTrue(message.contains("NOAUTH"), message);
            }
        }
    }

    @Test
    void aPasswordFileThatOthersMayReadIsToldOf() throws Exception {
        Path file = Files.writeString(directory.resolve("shared-password"), "x\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        List<String> lines = new CopyOnWriteArrayList<>();
        Handler log = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(new SimpleFormatter().formatMessage(line));
            }

            @Override
            public void flush() {
                // kept in memory
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
        Logger logger = Logger.getLogger("dev.lanner.session.redis.RedisConfig");
        logger.addHandler(log);
        try (SessionStore store = open("shared", Map.of(Settings.SESSIONS_REDIS_URL, "redis://127.0.0.1:1",
                Settings.SESSIONS_REDIS_PASSWORD_FILE, "shared-password"))) {
            assertEquals("redis at 127.0.0.1:1", store.describe());
        } finally {
            logger.removeHandler(log);
        }
        assertEquals(1, lines.size(), lines::toString);
        assertTrue(lines.getFirst().startsWith("LNR-3231: sessions.redis-password-file: " + file), lines.getFirst());
    }

    @Test
    void byTlsOnlyWithACertificateThatIsTrusted() throws Exception {
        Path data = Files.createDirectory(directory.resolve("tls"));
        int code = new ProcessBuilder("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj",
                "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout",
                data.resolve("key.pem").toString(), "-out", data.resolve("cert.pem").toString())
                .redirectErrorStream(true)
                .redirectOutput(data.resolve("openssl.log").toFile()).start().waitFor();
        assumeTrue(code == 0, "openssl makes no certificate");
        try (RedisServer plain = new RedisServer(data);
                RedisServer server = new RedisServer(data, "--port", "0", "--tls-port", Integer.toString(plain.port()),
                        "--tls-cert-file", data.resolve("cert.pem").toString(), "--tls-key-file",
                        data.resolve("key.pem").toString(), "--tls-auth-clients", "no")) {
            server.listensOn(plain.port());
            server.start();
            Map<Setting<?>, Object> trusted = Map.of(Settings.SESSIONS_REDIS_URL, "rediss://localhost:" + plain.port(),
                    Settings.SESSIONS_REDIS_CA_FILE, "tls/cert.pem");
            try (SessionStore store = open("tls", trusted)) {
                assertNull(store.load("b".repeat(48), 0));
            }
            try (SessionStore store = open("tls",
                    Map.of(Settings.SESSIONS_REDIS_URL, "rediss://localhost:" + plain.port()))) {
                assertThrows(StoreException.class, () -> store.load("b".repeat(48), 0));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost:6379", "http://localhost", "redis://", "redis://user:word@localhost",
        "redis://localhost/x", "redis://localhost/?a=b", "redis://local host"})
    void badUrlsAreRefused(String url) {
        String message = assertThrows(StoreException.class, () -> open("bad", Map.of(Settings.SESSIONS_REDIS_URL, url)))
                .getMessage();
        assertTrue(message.startsWith("LNR-7001: sessions.redis-url (test:1) must be redis://HOST:PORT/DATABASE"),
                message);
    }

    @Test
    void filesThatAreNotThereAreNamed() {
        String password = assertThrows(StoreException.class,
                () -> open("bad", Map.of(Settings.SESSIONS_REDIS_PASSWORD_FILE, "none"))).getMessage();
        assertTrue(password.startsWith("LNR-7002: sessions.redis-password-file " + directory.resolve("none")),
                password);
        String authority = assertThrows(StoreException.class, () -> open("bad",
                Map.of(Settings.SESSIONS_REDIS_URL, "rediss://localhost", Settings.SESSIONS_REDIS_CA_FILE, "none")))
                .getMessage();
        assertTrue(authority.startsWith("LNR-7003: sessions.redis-ca-file " + directory.resolve("none")), authority);
    }
}
