package dev.lanner.launcher.deployment;

import dev.lanner.launcher.app.VersionServlet;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.Http2Client;
import dev.lanner.testkit.Http2Response;
import dev.lanner.testkit.RawClient;
import dev.lanner.testkit.RawResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// A WAR is replaced twenty times while clients use it: no request fails, and no answer is of two versions.
@DisabledOnOs(OS.WINDOWS)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ReplacementUnderLoadTest {
    private static final int BY_FILE = 6;
    private static final int ALL = 20;

    @TempDir Path directory;

    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final LongAdder answers = new LongAdder();
    private volatile boolean done;

    /// One request and its answer: status, a space, the text.
    @FunctionalInterface
    private interface Exchange {
        String of(String path) throws IOException;
    }

    private static Path version(Path war, int version) throws IOException {
        return Wars.war().classes(VersionServlet.class, "Late")
                .file("WEB-INF/classes/version.txt", Integer.toString(version))
                .file("page.html", (version + "\n").repeat(3000)).write(war);
    }

    @Test
    void noRequestFailsAndNoAnswerMixesVersions() throws Exception {
        Path war = LannerProcess.webapps(directory).resolve("v.war");
        try (LannerProcess server = LannerProcess.start(directory, "");
                ExecutorService clients = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().factory())) {
            version(war, 0);
            Eventually.until("the first version serves", () -> served(server) == 0);
            List<Future<?>> running = new ArrayList<>();
            for (String path : List.of("/v/plain", "/v/page.html", "/v/stream", "/v/async")) {
                running.add(clients.submit(overHttp1(server, path)));
                running.add(clients.submit(overHttp2(server, path)));
            }
            running.add(clients.submit(session(server)));
            try {
                for (int i = 1; i <= ALL; i++) {
                    int expected = i;
                    version(war, i);
                    if (i > BY_FILE) {
                        server.ask("redeploy", Map.of("context", "/v"));
                    }
                    Eventually.until("version " + i + " serves", () -> served(server) == expected);
                }
            } finally {
                done = true;
            }
            for (Future<?> client : running) {
                client.get();
            }
            assertEquals(List.of(), List.copyOf(faults));
            assertTrue(answers.sum() > ALL * 8, answers + " answers");
            assertEquals(List.of(),
                    server.log().lines().filter(line -> line.contains(" WARN") || line.contains(" ERROR"))
                            .toList());
        }
    }

    private static int served(LannerProcess server) {
        try (RawClient client = RawClient.connect(server.address())) {
            RawResponse answer = client.exchange("GET /v/plain HTTP/1.1\r\nHost: x\r\n\r\n");
            return answer.status() == 200 ? Integer.parseInt(answer.text().lines().findFirst().orElse("-1")) : -1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Callable<Boolean> overHttp1(LannerProcess server, String path) {
        return () -> {
            try (RawClient client = RawClient.connect(server.address())) {
                return load("h1 " + path, path, target -> {
                    RawResponse answer = client.exchange("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
                    return answer.status() + " " + answer.text();
                });
            }
        };
    }

    private Callable<Boolean> overHttp2(LannerProcess server, String path) {
        return () -> {
            try (Http2Client client = Http2Client.connect(server.address())) {
                return load("h2 " + path, path, target -> {
                    Http2Response answer = client.exchange("GET", target);
                    return answer.status() + " " + answer.text();
                });
            }
        };
    }

    /// A client whose session counts its requests: it goes over to each new version.
    private Callable<Boolean> session(LannerProcess server) {
        return () -> {
            try (RawClient client = RawClient.connect(server.address())) {
                String cookie = "";
                for (int i = 1; !done; i++) {
                    RawResponse answer = client.exchange("GET /v/session HTTP/1.1\r\nHost: x\r\n" + cookie + "\r\n");
                    if (i == 1) {
                        cookie = "Cookie: " + String.valueOf(answer.header("Set-Cookie")).split(";")[0] + "\r\n";
                    }
                    if (!answer.text().equals(i + "\n")) {
                        faults.add("session, request " + i + ": " + answer);
                        return false;
                    }
                }
                return true;
            }
        };
    }

    /// One connection, request after request: each answer whole and of one version, that never goes back.
    private boolean load(String name, String path, Exchange exchange) {
        int last = -1;
        try {
            while (!done) {
                String answer = exchange.of(path);
                if (!answer.startsWith("200 ")) {
                    faults.add(name + ": " + answer);
                    return false;
                }
                List<String> versions = answer.substring(4).lines().distinct().toList();
                int version = versions.size() == 1 ? Integer.parseInt(versions.getFirst()) : -1;
                if (version < last) {
                    faults.add(name + " after " + last + ": " + versions);
                }
                last = version;
                answers.increment();
            }
            return true;
        } catch (IOException | RuntimeException e) {
            faults.add(name + ": " + e);
            return false;
        }
    }
}
