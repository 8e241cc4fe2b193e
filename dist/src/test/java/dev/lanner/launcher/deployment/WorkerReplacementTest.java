package dev.lanner.launcher.deployment;

import dev.lanner.launcher.app.BodyServlet;
import dev.lanner.launcher.app.EchoEndpoint;
import dev.lanner.launcher.app.VersionServlet;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.Http2Client;
import dev.lanner.testkit.Http2Response;
import dev.lanner.testkit.RawClient;
import dev.lanner.testkit.RawResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// A web application in worker processes is replaced, taken offline and ended: real processes, and clients that use it
/// meanwhile.
@DisabledOnOs(OS.WINDOWS)
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class WorkerReplacementTest {
    private static final int BY_FILE = 3;
    private static final int ALL = 10;
    private static final int PART = 8192;
    private static final int PARTS = 40;

    @TempDir Path directory;

    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final LongAdder answers = new LongAdder();
    private final LongAdder uploads = new LongAdder();
    private final LongAdder echoes = new LongAdder();
    private final LongAdder goodbyes = new LongAdder();
    private volatile boolean done;

    /// One request and its answer: status, a space, the text.
    @FunctionalInterface
    private interface Exchange {
        String of(String path) throws IOException;
    }

    private LannerProcess start(String settings) throws IOException {
        Files.createDirectories(directory.resolve("base/conf"));
        Files.writeString(directory.resolve("base/conf/lanner.yaml"), "hosting: worker\n" + settings);
        return LannerProcess.start(directory, "");
    }

    private Path version(String name, String version) throws IOException {
        return Wars.war().classes(VersionServlet.class, "Late").classes(BodyServlet.class).classes(EchoEndpoint.class)
                .file("WEB-INF/classes/version.txt", version).file("page.html", (version + "\n").repeat(3000))
                .write(Files.createDirectories(LannerProcess.webapps(directory)).resolve(name + ".war"));
    }

    private static String page(LannerProcess server, String path) {
        try (RawClient client = RawClient.connect(server.address())) {
            RawResponse answer = client.exchange("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
            return answer.status() == 200
                    ? answer.text().lines().findFirst().orElse("")
                    : Integer.toString(answer.status());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<ProcessHandle> workers(LannerProcess server) {
        return ProcessHandle.of(server.pid()).map(front -> front.descendants().toList()).orElse(List.of());
    }

    @Test
    void tenReplacementsUnderLoadFailNoRequest() throws Exception {
        version("v", "0");
        try (LannerProcess server = start("sessions:\n  store: file\n");
                ExecutorService clients = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().factory())) {
            assertEquals("0", page(server, "/v/plain"));
            List<Future<?>> running = new ArrayList<>();
            for (String path : List.of("/v/plain", "/v/page.html", "/v/stream", "/v/async")) {
                running.add(clients.submit(overHttp1(server, path)));
                running.add(clients.submit(overHttp2(server, path)));
            }
            running.add(clients.submit(session(server)));
            running.add(clients.submit(upload(server)));
            running.add(clients.submit(webSocket(server)));
            try {
                for (int i = 1; i <= ALL; i++) {
                    String expected = Integer.toString(i);
                    version("v", expected);
                    if (i > BY_FILE) {
                        server.ask("redeploy", Map.of("context", "/v"));
                    }
                    Eventually.until("version " + i + " serves", () -> page(server, "/v/plain").equals(expected));
                }
            } finally {
                done = true;
            }
            for (Future<?> client : running) {
                client.get();
            }
            assertEquals(List.of(), List.copyOf(faults));
            assertTrue(answers.sum() > ALL * 8, answers + " answers");
            assertTrue(uploads.sum() > 1, uploads + " uploads");
            assertTrue(echoes.sum() > ALL && goodbyes.sum() > 1, echoes + " echoes, " + goodbyes + " goodbyes");
            Eventually.until("one worker is left", () -> workers(server).size() == 1);
            assertEquals(List.of(), complaints(server));
        }
    }

    private static List<String> complaints(LannerProcess server) throws IOException {
        return server.log().lines().filter(line -> line.contains(" WARN") || line.contains(" ERROR")).toList();
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

    /// One connection, request after request: each answer whole and of one version, that never goes back.
    private boolean load(String name, String path, Exchange exchange) {
        int last = -1;
        try {
            while (!done) {
                String answer = exchange.of(path);
                List<String> versions = answer.startsWith("200 ")
                        ? answer.substring(4).lines().distinct().toList()
                        : List.of();
                if (versions.size() != 1 || Integer.parseInt(versions.getFirst()) < last) {
                    faults.add(name + " after " + last + ": " + answer);
                    return false;
                }
                last = Integer.parseInt(versions.getFirst());
                answers.increment();
            }
            return true;
        } catch (IOException | RuntimeException e) {
            faults.add(name + ": " + e);
            return false;
        }
    }

    /// A client whose session counts its requests: it is in a file, where each process finds it.
    private Callable<Boolean> session(LannerProcess server) {
        return () -> {
            try (RawClient client = RawClient.connect(server.address())) {
                String cookie = "";
                for (int i = 1; !done; i++) {
                    RawResponse answer = client.exchange("GET /v/session HTTP/1.1\r\nHost: x\r\n" + cookie + "\r\n");
                    if (i == 1) {
                        cookie = "Cookie: " + String.valueOf(answer.header("Set-Cookie")).split(";", 2)[0] + "\r\n";
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

    /// Uploads that take their time, one after the other.
    private Callable<Boolean> upload(LannerProcess server) {
        return () -> {
            byte[] part = new byte[PART];
            try (RawClient client = RawClient.connect(server.address())) {
                while (!done) {
                    client.send("POST /v/body HTTP/1.1\r\nHost: x\r\nContent-Length: " + PART * PARTS + "\r\n\r\n");
                    for (int i = 0; i < PARTS; i++) {
                        client.send(part);
                        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
                    }
                    RawResponse answer = client.read();
                    if (!answer.text().equals("read " + PART * PARTS + ";")) {
                        faults.add("upload: " + answer);
                        return false;
                    }
                    uploads.increment();
                }
                return true;
            } catch (IOException | RuntimeException e) {
                faults.add("upload: " + e);
                return false;
            }
        };
    }

    /// What a client has got.
    private static final class Received implements WebSocket.Listener {
        private final BlockingQueue<String> all = new LinkedBlockingQueue<>();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            all.add(text.toString());
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            all.add("closed " + code);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            all.add("failed " + error);
        }

        String next() throws InterruptedException {
            return String.valueOf(all.poll(30, TimeUnit.SECONDS));
        }
    }

    private static WebSocket open(HttpClient client, LannerProcess server, Received received) {
        return client.newWebSocketBuilder().buildAsync(URI.create("ws://" + server.url().getAuthority() + "/v/echo"),
                received).join();
    }

    /// Messages there and back; when the application is replaced it says goodbye, and the client comes again.
    private Callable<Boolean> webSocket(LannerProcess server) {
        return () -> {
            try (HttpClient client = HttpClient.newHttpClient()) {
                while (!done) {
                    Received received = new Received();
                    WebSocket socket = open(client, server, received);
                    String answer = "0";
                    for (int i = 0; !done && answer.equals(Integer.toString(i)); i++) {
                        echoes.increment();
                        socket.sendText(Integer.toString(i + 1), true);
                        answer = received.next();
                        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
                    }
                    if (answer.equals("closed 1001")) {
                        goodbyes.increment();
                    } else if (!done) {
                        faults.add("WebSocket: " + answer);
                        return false;
                    }
                    socket.abort();
                }
                return true;
            } catch (RuntimeException e) {
                faults.add("WebSocket: " + e);
                return false;
            }
        };
    }

    private static void awaitText(RawClient client, String text) throws IOException {
        StringBuilder all = new StringBuilder();
        while (all.indexOf(text) < 0) {
            all.append(client.readSome());
        }
    }

    @Test
    void offlineThereIsNoProcessAndAfterwardsTheFirstRequestStartsOne() throws Exception {
        version("v", "1");
        try (LannerProcess server = start(""); RawClient slow = RawClient.connect(server.address())) {
            assertEquals(List.of(), workers(server), "nothing runs before the first request");
            assertEquals("1", page(server, "/v/plain"));
            assertEquals(1, workers(server).size());
            slow.send("POST /v/body HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
            awaitText(slow, "100 Continue");

            Path page = Files.writeString(server.webapps().resolve("v.app_offline.html"), "back soon");
            Eventually.until("the page is sent", () -> page(server, "/v/plain").equals("503"));
            assertEquals(1, workers(server).size(), "a request runs there");
            slow.send("abc");
            awaitText(slow, "read 3;");
            Eventually.until("the process has ended", () -> workers(server).isEmpty());

            Files.delete(page);
            Eventually.until("it is there again", () -> page(server, "/v/plain").equals("1"));
            assertEquals(1, workers(server).size());
        }
    }

    @Test
    void atTheServersEndWebSocketsAreToldGoodbyeAndNoProcessIsLeft() throws Exception {
        version("v", "1");
        try (LannerProcess server = start(""); HttpClient client = HttpClient.newHttpClient()) {
            Received received = new Received();
            WebSocket socket = open(client, server, received);
            socket.sendText("hello", true);
            assertEquals("hello", received.next());
            List<ProcessHandle> workers = workers(server);
            assertEquals(1, workers.size());

            server.stop();

            assertEquals("closed 1001", received.next());
            assertEquals(List.of(), workers.stream().filter(ProcessHandle::isAlive).toList());
            assertEquals(List.of(), complaints(server), "nothing had to be aborted");
            socket.abort();
        }
    }

    @Test
    void aSessionStaysWithTheVersionThatHasIt() throws Exception {
        version("v##1", "1");
        try (LannerProcess server = start("undeploy-old-versions: true\n");
                RawClient client = RawClient.connect(server.address())) {
            RawResponse first = client.exchange("GET /v/session HTTP/1.1\r\nHost: x\r\n\r\n");
            String own = "Host: x\r\nCookie: " + String.valueOf(first.header("Set-Cookie")).split(";", 2)[0]
                    + "\r\n\r\n";
            version("v##2", "2");
            Eventually.until("version 2 serves", () -> page(server, "/v/plain").equals("2"));

            assertEquals("2\n", client.exchange("GET /v/session HTTP/1.1\r\n" + own).text());
            assertTrue(client.exchange("GET /v/plain HTTP/1.1\r\n" + own).text().startsWith("1\n"));
            assertTrue(client.exchange("GET /v/plain HTTP/1.1\r\nHost: x\r\nCookie: JSESSIONID=of-nobody\r\n\r\n")
                    .text().startsWith("2\n"));
            assertEquals(2, workers(server).size());
        }
    }

    @Test
    void aVersionThatDoesNotStartLeavesTheOneThatServes() throws Exception {
        version("v", "1");
        try (LannerProcess server = start("watch-webapps: false\n")) {
            assertEquals("1", page(server, "/v/plain"));
            ProcessHandle worker = workers(server).getFirst();
            Wars.war().file("WEB-INF/web.xml", "<web-app").write(server.webapps().resolve("v.war"));

            String answer = assertThrows(Exception.class, () -> server.ask("redeploy", Map.of("context", "/v")))
                    .getMessage();
            assertTrue(answer.contains("LNR-4001") && answer.contains("WEB-INF/web.xml:1"), answer);
            assertEquals("1", page(server, "/v/plain"));
            assertEquals(List.of(worker), workers(server), "of the new one nothing is left");

            version("v", "2");
            server.ask("redeploy", Map.of("context", "/v"));
            assertEquals("2", page(server, "/v/plain"));
            Eventually.until("the old one has ended", () -> !worker.isAlive());
        }
    }
}
