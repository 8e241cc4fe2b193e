package dev.lanner.launcher.deployment;

import dev.lanner.launcher.app.WorkerServlet;
import dev.lanner.launcher.control.ControlException;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.RawClient;
import dev.lanner.testkit.RawResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Web applications in processes of their own: the server, and its workers, as real processes.
@DisabledOnOs(OS.WINDOWS)
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class WorkersTest {
    private static final String WORKER = "hosting: worker\n";

    private static final Duration LONGEST = Duration.ofSeconds(60);

    @TempDir private Path directory;

    /// What `conf/contexts/NAME.yaml` says.
    private void context(String name, String text) throws IOException {
        Files.writeString(Files.createDirectories(directory.resolve("base/conf/contexts")).resolve(name + ".yaml"),
                text);
    }

    private void war(String name) throws IOException {
        Files.createDirectories(LannerProcess.webapps(directory));
        Wars.war().classes(WorkerServlet.class).file("index.html", "hello")
                .write(LannerProcess.webapps(directory).resolve(name + ".war"));
    }

    private static RawResponse get(InetSocketAddress address, String path) throws IOException {
        try (RawClient client = RawClient.connect(address)) {
            // a worker may have to start
            return client.timeout(LONGEST).exchange("GET " + path + " HTTP/1.1\r\nHost: shop.example\r\n\r\n");
        }
    }

    private static String text(LannerProcess server, String path) throws IOException {
        RawResponse response = get(server.address(), path);
        assertEquals(200, response.status(), response.text());
        return response.text();
    }

    private static long pid(LannerProcess server, String context) throws IOException {
        return Long.parseLong(text(server, context + "/process/pid"));
    }

    /// One that has ended and that nobody has asked for its exit code does not run.
    private static boolean runs(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return !stat.substring(stat.lastIndexOf(')')).startsWith(") Z");
        } catch (IOException e) {
            return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
        }
    }

    private static void kill(long pid) {
        assertTrue(ProcessHandle.of(pid).orElseThrow().destroyForcibly());
    }

    private static List<Long> children(LannerProcess server) {
        return ProcessHandle.of(server.pid()).orElseThrow().descendants().map(ProcessHandle::pid).toList();
    }

    /// A member of the first worker in the list.
    private static String listed(LannerProcess server, String member) throws ControlException {
        String json = server.ask("list", Map.of("json", ""));
        Matcher found = Pattern.compile("\"workers\": \\[.*?\"" + member + "\": \"?([^,\"}]*)").matcher(json);
        return found.find() ? found.group(1) : "no " + member + " in " + json;
    }

    @Test
    void oneLineGivesAnApplicationAProcessOfItsOwnAtItsFirstRequest() throws Exception {
        war("in");
        war("out");
        context("out", WORKER);
        try (LannerProcess server = LannerProcess.start(directory, "")) {
            assertEquals(server.pid(), pid(server, "/in"));
            assertEquals(List.of(), children(server));
            assertEquals("idle", listed(server, "state"));
            assertEquals("null", listed(server, "pid"));

            long worker = pid(server, "/out");

            assertEquals(List.of(worker), children(server));
            assertEquals("ready", listed(server, "state"));
            assertEquals(Long.toString(worker), listed(server, "pid"));
            String in = text(server, "/in/process/path?x=/in");
            assertEquals(in.replace("/in", "/out"), text(server, "/out/process/path?x=/out"));
            assertEquals(text(server, "/in/process/peer"), text(server, "/out/process/peer"));
            assertEquals(worker, pid(server, "/out"), "it is the same one all the time");
        }
    }

    @Test
    void theNextRequestAfterAKillIsServedByANewOne() throws Exception {
        war("shop");
        context("shop", WORKER);
        try (LannerProcess server = LannerProcess.start(directory, "")) {
            long first = pid(server, "/shop");
            kill(first);

            long second = pid(server, "/shop");

            assertNotEquals(first, second);
            assertEquals("1", listed(server, "restarts"));
            assertEquals("1", listed(server, "crashes"));
            assertEquals("137", listed(server, "code"));
            String table = server.ask("list", Map.of());
            assertTrue(table.contains("  worker 0: ready, pid " + second + ", since "), table);
            assertTrue(table.contains("1 restart, 1 crash\n    last end at "), table);
            assertTrue(table.contains(", exit code 137"), table);
        }
    }

    @Test
    void theOwnersEnvironmentHeapPropertiesAndDirectoryAreSeen() throws Exception {
        war("shop");
        Path work = Files.createDirectories(directory.resolve("place"));
        context("shop", WORKER + "worker:\n  heap: 67108864\n  jvm-args: \"-Downer.word=seen -XX:+UseSerialGC\"\n"
                + "  directory: " + work + "\nworker-environment:\n  SHOP_MODE: test\n");
        try (LannerProcess server = LannerProcess.start(directory, "-Dfront.word=too -Xmx300m")) {
            long heap = Long.parseLong(text(server, "/shop/process/heap"));
            assertTrue(heap <= 67_108_864 && heap > 60_000_000, "the heap has " + heap);
            assertEquals("test", text(server, "/shop/process/variable?name=SHOP_MODE"));
            assertEquals("null", text(server, "/shop/process/variable?name=JAVA_OPTS"));
            assertEquals("seen", text(server, "/shop/process/property?name=owner.word"));
            assertEquals("too", text(server, "/shop/process/property?name=front.word"));
            assertEquals(work.toRealPath().toString(), text(server, "/shop/process/directory"));
        }
    }

    @Test
    void aWorkerAndWhatItHasStartedEndWithTheServerThatIsKilled() throws Exception {
        war("shop");
        context("shop", WORKER);
        try (LannerProcess server = LannerProcess.start(directory, "")) {
            long worker = pid(server, "/shop");
            long child = Long.parseLong(text(server, "/shop/process/fork"));
            assertTrue(runs(worker) && runs(child));

            server.close();

            Eventually.until("the worker has ended", () -> !runs(worker));
            Eventually.until("its child has ended", () -> !runs(child));
        }
    }

    @Test
    void aStopLeavesNothing() throws Exception {
        war("shop");
        context("shop", WORKER + "worker: { processes: 2, start: with-server }\n");
        try (LannerProcess server = LannerProcess.start(directory, "")) {
            long worker = pid(server, "/shop");
            long child = Long.parseLong(text(server, "/shop/process/fork"));
            List<Long> all = children(server);
            assertTrue(all.contains(worker) && all.contains(child) && all.size() == 3, all.toString());

            server.stop();

            all.forEach(
                    pid -> assertFalse(runs(pid), pid + " goes on, of " + all + " with " + worker + " and " + child));
            try (Stream<Path> files = Files.walk(directory.resolve("base"))) {
                assertEquals(List.of(), files.filter(file -> {
                    return Files.exists(file) && !Files.isDirectory(file) && !Files.isRegularFile(file);
                }).toList(), "no sockets are left");
            }
        }
    }

    @Test
    void versionsHaveProcessesOfTheirOwnAndAPrefixShowsAsWithout() throws Exception {
        war("shop##1");
        war("shop##2");
        war("in");
        war("out");
        context("shop", WORKER);
        int port = freePort();
        context("in", "prefixes: [\"http://in.example:" + port + "/store/\"]\n");
        context("out", WORKER + "prefixes: [\"http://out.example:" + port + "/store/\"]\n");
        Files.writeString(directory.resolve("base/conf/lanner.yaml"),
                "endpoints: { web: { url: \"http://127.0.0.1:" + port + "\" } }\n");
        try (LannerProcess server = LannerProcess.startAsConfigured(directory)) {
            long newest = pid(server, "/shop");
            String json = server.ask("list", Map.of("json", ""));
            assertTrue(json.contains("\"version\": \"2\", \"state\": \"running\", \"hosting\": \"worker\""), json);
            assertEquals(List.of(newest), children(server), "nobody has asked for the older version");

            String in = prefixed(server, "in.example");
            assertEquals(in.replace("in.example", "out.example"), prefixed(server, "out.example"));
            assertTrue(in.startsWith("/store /process "), in);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private static String prefixed(LannerProcess server, String host) throws IOException {
        try (RawClient client = RawClient.connect(server.address())) {
            RawResponse response = client.timeout(LONGEST)
                    .exchange("GET /store/process/path HTTP/1.1\r\nHost: " + host + ":"
                            + server.address().getPort() + "\r\n\r\n");
            assertEquals(200, response.status(), response.text());
            return response.text();
        }
    }

    @Test
    void recyclingReplacesTheProcess() throws Exception {
        war("shop");
        war("in");
        context("shop", WORKER);
        try (LannerProcess server = LannerProcess.start(directory, "")) {
            long first = pid(server, "/shop");

            assertEquals("Recycled /shop\n", server.ask("recycle", Map.of("context", "/shop")));

            assertNotEquals(first, pid(server, "/shop"));
            Eventually.until("the old one has ended", () -> !runs(first));
            ControlException fault = assertThrows(ControlException.class,
                    () -> server.ask("recycle", Map.of("context", "/in")));
            assertTrue(String.valueOf(fault.getMessage()).contains("LNR-5711"), fault.getMessage());
        }
    }

    @Test
    void metricsTellOfEachWorker() throws Exception {
        war("shop");
        context("shop", WORKER);
        try (LannerProcess server = LannerProcess.start(directory, "", "--set", "admin-url=http://127.0.0.1:0")) {
            String before = metrics(server);
            assertTrue(
                    before.contains("lanner_worker_state{context=\"/shop\",pid=\"\",state=\"idle\",worker=\"0\"} 1.0"),
                    before);
            long pid = pid(server, "/shop");

            String after = metrics(server);

            for (String line : List.of(
                    "lanner_worker_state{context=\"/shop\",pid=\"" + pid + "\",state=\"ready\",worker=\"0\"} 1.0",
                    "lanner_worker_requests_total{context=\"/shop\",pid=\"" + pid + "\",worker=\"0\"} 1.0",
                    "lanner_worker_starts_total{context=\"/shop\",worker=\"0\"} 1.0",
                    "lanner_worker_ends_total{context=\"/shop\",kind=\"crashed\",worker=\"0\"} 0.0",
                    "lanner_worker_memory_bytes{context=\"/shop\",pid=\"" + pid + "\",worker=\"0\"} ",
                    "lanner_worker_start_duration_seconds{context=\"/shop\",worker=\"0\"} ")) {
                assertTrue(after.contains(line), line + " is not in\n" + after);
            }
        }
    }

    private static String metrics(LannerProcess server) throws IOException {
        URI admin = server.admin();
        return get(new InetSocketAddress(admin.getHost(), admin.getPort()), "/metrics").text();
    }

    @Test
    void withoutWorkersNothingOfThemIsLoaded() throws Exception {
        war("in");
        Path classes = directory.resolve("classes");
        try (LannerProcess server = LannerProcess.start(directory, "-Xlog:class+load:file=" + classes)) {
            assertEquals("hello", text(server, "/in/index.html"));
            server.stop();
        }
        try (Stream<String> lines = Files.lines(classes)) {
            assertEquals(List.of(), lines.filter(line -> line.contains(" dev.lanner.worker.")).toList());
        }
    }
}
