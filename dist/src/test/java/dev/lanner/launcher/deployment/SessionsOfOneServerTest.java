package dev.lanner.launcher.deployment;

import dev.lanner.launcher.app.BasketServlet;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.RawClient;
import dev.lanner.testkit.RawResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Sessions of one server, as a process: over redeployments, stops and kills.
@DisabledOnOs(OS.WINDOWS)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SessionsOfOneServerTest {
    @TempDir private Path directory;

    private LannerProcess start(String store) throws IOException {
        Path conf = Files.createDirectories(directory.resolve("base/conf"));
        Files.writeString(conf.resolve("lanner.yaml"), "sessions:\n  store: " + store + "\n");
        war("1");
        return LannerProcess.start(directory, "");
    }

    private void war(String version) throws IOException {
        Files.createDirectories(LannerProcess.webapps(directory));
        Wars.war().classes(BasketServlet.class, "Item", "Basket").file("version.txt", version)
                .write(LannerProcess.webapps(directory).resolve("shop.war"));
    }

    private static RawResponse get(LannerProcess server, String path, String cookie) throws IOException {
        try (RawClient client = RawClient.connect(server.address())) {
            return client.exchange("GET /shop" + path + " HTTP/1.1\r\nHost: shop.example\r\n"
                    + (cookie == null ? "" : "Cookie: " + cookie + "\r\n") + "\r\n");
        }
    }

    private static String newSession(LannerProcess server) throws IOException {
        String set = get(server, "/count", null).header("Set-Cookie");
        return set.substring(0, set.indexOf(';'));
    }

    @Test
    void inMemoryTheySurviveReplacements() throws Exception {
        try (LannerProcess server = start("memory")) {
            String cookie = newSession(server);
            for (int i = 2; i < 6; i++) {
                assertEquals(Integer.toString(i), get(server, "/count", cookie).text());
                String version = Integer.toString(i);
                war(version);
                server.ask("redeploy", Map.of("context", "/shop"));
                Eventually.until("version " + version + " serves", () -> text(server, "/version.txt").equals(version));
            }
            assertEquals("6", get(server, "/count", cookie).text());
            assertTrue(!Files.exists(directory.resolve("base/sessions")), "nothing is made for memory");
        }
    }

    private static String text(LannerProcess server, String path) {
        try {
            return get(server, path, null).text();
        } catch (IOException e) {
            return "";
        }
    }

    @Test
    void inFilesTheySurviveStopsAndKills() throws Exception {
        String cookie;
        try (LannerProcess server = start("file")) {
            cookie = newSession(server);
            assertEquals("2", get(server, "/count", cookie).text());
            server.stop();
        }
        try (LannerProcess server = LannerProcess.start(directory, "")) {
            Map<Path, FileTime> before = written();
            assertEquals("3", get(server, "/count", cookie).text());
            String other = newSession(server);
            for (int i = 0; i < 3 && !areWritten(before); i++) {
                awaitWrite(before);
            }
            server.close();
            try (LannerProcess next = LannerProcess.start(directory, "")) {
                assertEquals("4", get(next, "/count", cookie).text());
                assertEquals("2", get(next, "/count", other).text());
                war("2");
                next.ask("redeploy", Map.of("context", "/shop"));
                assertEquals("5", get(next, "/count", cookie).text());
            }
        }
        assertEquals("rw-------", java.nio.file.attribute.PosixFilePermissions
                .toString(Files.getPosixFilePermissions(directory.resolve("base/sessions/key"))));
    }

    /// What changed is written each ten seconds, which is as long as [Eventually] waits: so it may take another time. What
    /// is never written shows in the counters.
    private void awaitWrite(Map<Path, FileTime> before) {
        try {
            Eventually.until("what changed is written", () -> areWritten(before));
        } catch (AssertionError late) {
            // the caller waits once more
        }
    }

    /// Whether there is one more, and those of before have changed.
    private boolean areWritten(Map<Path, FileTime> before) {
        Map<Path, FileTime> now = written();
        return now.size() > before.size()
                && before.entrySet().stream().noneMatch(file -> file.getValue().equals(now.get(file.getKey())));
    }

    private Map<Path, FileTime> written() {
        Map<Path, FileTime> times = new HashMap<>();
        try (Stream<Path> files = Files.list(directory.resolve("base/sessions/shop"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                times.put(file, Files.getLastModifiedTime(file));
            }
        } catch (IOException e) {
            // just being written or renamed: looked at again
            times.clear();
        }
        return times;
    }
}
