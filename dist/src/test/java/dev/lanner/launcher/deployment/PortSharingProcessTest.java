package dev.lanner.launcher.deployment;

import dev.lanner.launcher.app.ProcessServlet;
import dev.lanner.launcher.control.ControlException;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.RawClient;
import dev.lanner.testkit.RawResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// Ports shared by processes that are killed and stopped.
@DisabledOnOs(OS.WINDOWS)
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class PortSharingProcessTest {
    @TempDir Path directory;

    private final Deque<LannerProcess> processes = new ArrayDeque<>();
    private LannerProcess front;
    private int port;

    @BeforeEach
    void choosePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            port = socket.getLocalPort();
        }
    }

    @AfterEach
    void killAll() throws InterruptedException {
        for (LannerProcess process : processes) {
            process.close();
        }
    }

    private LannerProcess running(LannerProcess process) {
        processes.addFirst(process);
        return process;
    }

    private void startFront() throws IOException {
        Path conf = Files.createDirectories(directory.resolve("front/base/conf"));
        Files.writeString(conf.resolve("lanner.yaml"), """
                reservations:
                  "http://shop.example:%1$d/":
                  "http://blog.example:%1$d/":
                access-log: all
                endpoints: { web: { url: "http://127.0.0.1:%1$d" } }
                """.formatted(port));
        front = running(LannerProcess.startAsConfigured(directory.resolve("front")));
    }

    private LannerProcess worker(String name, String host, String... arguments) throws IOException {
        Path home = directory.resolve(name);
        Wars.war().classes(ProcessServlet.class).file("index.html", name)
                .write(Files.createDirectories(LannerProcess.webapps(home)).resolve("ROOT.war"));
        List<String> all = new ArrayList<>(List.of("--set", "front.name=" + name));
        all.addAll(List.of(arguments));
        return running(LannerProcess.startBehind(home, front.base(), prefix(host), all.toArray(String[]::new)));
    }

    private String prefix(String host) {
        return "http://" + host + ":" + port + "/";
    }

    private static String request(String method, String host, String path) {
        return method + " " + path + " HTTP/1.1\r\nHost: " + host
                + (method.equals("POST") ? "\r\nContent-Length: 0" : "") + "\r\n\r\n";
    }

    private String get(String host, String path) {
        try (RawClient client = RawClient.connect(front.address())) {
            RawResponse response = client.exchange(request("GET", host, path));
            return response.status() == 200 ? response.text() : String.valueOf(response.status());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String registrations() {
        try {
            return front.ask("registrations", Map.of());
        } catch (ControlException e) {
            throw new AssertionError(e);
        }
    }

    private String status(String host) {
        String said = get(host, "/who");
        assertTrue(Set.of("404", "503").contains(said), said);
        return said;
    }

    private void awaitFree(String host) {
        Eventually.until("the prefix of " + host + " is free", () -> !registrations().contains(host));
    }

    private void awaitActive(int requests) {
        Eventually.until(requests + " requests are with the process",
                () -> registrations().matches("(?s).*  no +" + requests + " .*"));
    }

    private String accessLog() throws IOException {
        return Files.readString(front.base().resolve("logs/access.log"), StandardCharsets.UTF_8);
    }

    @Test
    void aKilledProcessFreesItsPrefixAndItsRequestsAreAnswered() throws Exception {
        startFront();
        LannerProcess shop = worker("shop", "shop.example");
        worker("blog", "blog.example");
        assertEquals(shop.pid() + " http://shop.example/who  127.0.0.1 " + port, get("shop.example", "/who"));
        assertEquals("blog", get("blog.example", "/"));
        try (RawClient waiting = RawClient.connect(front.address());
                RawClient posted = RawClient.connect(front.address());
                RawClient begun = RawClient.connect(front.address())) {
            waiting.send(request("GET", "shop.example", "/hang"));
            posted.send(request("POST", "shop.example", "/hang"));
            begun.send(request("GET", "shop.example", "/hang?begin"));
            assertEquals("HTTP/1.1 200 ", new String(begun.readBytes(13), StandardCharsets.US_ASCII));
            awaitActive(3);
            shop.kill();
            assertEquals(502, waiting.read().status());
            assertEquals(502, posted.read().status());
            // its end in the middle, not as of a whole answer
            assertFalse(begun.readToEndText().endsWith("0\r\n\r\n"));
        }
        awaitFree("shop.example");
        // 503 while what served it is being taken away
        Eventually.until("nothing serves it", () -> status("shop.example").equals("404"));
        assertEquals("blog", get("blog.example", "/"));
        Eventually.until("the reasons are in the access log", () -> {
            try {
                return accessLog().contains(" worker-lost") && accessLog().contains(" process-gone");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        LannerProcess next = worker("next", "shop.example");
        assertTrue(get("shop.example", "/who").startsWith(next.pid() + " "));
    }

    @Test
    void aKilledFrontServerIsFoundAgain() throws Exception {
        startFront();
        LannerProcess shop = worker("shop", "shop.example");
        front.kill();
        startFront();
        Eventually.until("it has registered again", () -> registrations().contains("shop.example"));
        assertTrue(get("shop.example", "/who").startsWith(shop.pid() + " "));
        assertEquals(List.of(), shop.log().lines().filter(line -> line.contains(" ERROR")).toList());
    }

    @Test
    void severalProcessesShareAPrefixAndOneIsKilledUnderLoad() throws Exception {
        startFront();
        LannerProcess first = worker("first", "shop.example", "--set", "front.shared=true");
        LannerProcess second = worker("second", "shop.example", "--set", "front.shared=true");
        try (Load load = new Load(8)) {
            load.awaitMore(first, 200);
            load.awaitMore(second, 200);
            first.kill();
            load.awaitMore(second, 200);
            LannerProcess third = worker("third", "shop.example", "--set", "front.shared=true");
            load.awaitMore(third, 200);
            second.stop();
            load.awaitMore(third, 200);
            load.end();
            assertEquals(List.of(), load.failures());
        }
        assertFalse(registrations().contains("first") || registrations().contains("second"), registrations());
    }

    /// Clients that ask one process or another, again and again.
    private final class Load implements AutoCloseable {
        private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        private final Map<String, LongAdder> answers = new ConcurrentHashMap<>();
        private final Queue<String> failures = new ConcurrentLinkedQueue<>();
        private final AtomicBoolean over = new AtomicBoolean();
        private final List<Future<?>> clients = new ArrayList<>();

        Load(int count) {
            for (int i = 0; i < count; i++) {
                clients.add(threads.submit(this::run));
            }
        }

        private void run() {
            try (RawClient client = RawClient.connect(front.address())) {
                while (!over.get()) {
                    RawResponse response = client.exchange(request("GET", "shop.example", "/who"));
                    if (response.status() == 200) {
                        String pid = response.text().substring(0, response.text().indexOf(' '));
                        answers.computeIfAbsent(pid, key -> new LongAdder()).increment();
                    } else {
                        failures.add(response.status() + " " + response.text());
                    }
                }
            } catch (IOException e) {
                failures.add(String.valueOf(e));
            }
        }

        void awaitMore(LannerProcess process, int count) {
            LongAdder own = answers.computeIfAbsent(Long.toString(process.pid()), key -> new LongAdder());
            long before = own.sum();
            Eventually.until(count + " more answers of " + process.pid() + "; " + failures,
                    () -> own.sum() >= before + count || !failures.isEmpty());
        }

        void end() throws Exception {
            over.set(true);
            for (Future<?> client : clients) {
                client.get(60, TimeUnit.SECONDS);
            }
        }

        List<String> failures() {
            return List.copyOf(failures);
        }

        @Override
        public void close() {
            over.set(true);
            threads.close();
        }
    }

    /// Makes the base directory of a server of another user.
    private Path base(String name, String user, String yaml) throws IOException {
        Path base = directory.resolve(name).resolve("base");
        Path webapps = Files.createDirectories(base.resolve("webapps"));
        Files.createDirectories(base.resolve("conf"));
        Files.writeString(base.resolve("conf/lanner.yaml"), yaml.replace("PORT", Integer.toString(port)));
        Wars.war().classes(ProcessServlet.class).write(webapps.resolve("ROOT.war"));
        own(base, user);
        return base;
    }

    private static void own(Path path, String user) throws IOException {
        UserPrincipal owner = path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user);
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.toList()) {
                Files.setOwner(each, owner);
            }
        }
    }

    private Path sockets(String name, String user) throws IOException {
        Path made = Files.createDirectory(directory.resolve(name));
        own(made, user);
        return made;
    }

    private static String status(LannerProcess process) {
        try {
            return process.ask("status", Map.of());
        } catch (ControlException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void usersThatTheReservationNamesRegisterAndOthersDoNot() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "root starts processes of other users");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "setpriv is not installed");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path register = sockets("front-run", "daemon").resolve("register");
        base("front", "daemon", "reservations:\n  \"http://shop.example:PORT/\": [nobody]\n"
                + "  \"http://blog.example:PORT/\":\nregistration-socket: " + register
                + "\nendpoints: { web: { url: \"http://127.0.0.1:PORT\" } }\n");
        front = running(LannerProcess.startAs("daemon", directory.resolve("front"), false));
        String to = "front: { socket: " + register + ", user: daemon, listen: LISTEN, prefixes: \"http://HOST:PORT/\", "
                + "name: NAME }\n";
        base("shop", "nobody", to.replace("LISTEN", sockets("shop-run", "nobody").resolve("s").toString())
                .replace("HOST", "shop.example").replace("NAME", "shop"));
        LannerProcess shop = running(LannerProcess.startAs("nobody", directory.resolve("shop"), true));
        assertTrue(status(shop).contains("registered as shop\n"), status(shop));
        assertTrue(get("shop.example", "/who").startsWith(shop.pid() + " http://shop.example/who"));
        assertTrue(registrations().contains("shop  nobody  " + shop.pid()), registrations());

        base("blog", "nobody", to.replace("LISTEN", sockets("blog-run", "nobody").resolve("s").toString())
                .replace("HOST", "blog.example").replace("NAME", "blog"));
        LannerProcess blog = running(LannerProcess.startAs("nobody", directory.resolve("blog"), true));
        assertTrue(status(blog).contains("LNR-7181: the prefix " + prefix("blog.example")
                + " is not for the user nobody: the reservation " + prefix("blog.example")), status(blog));

        base("other", "games", to.replace("LISTEN", sockets("other-run", "games").resolve("s").toString())
                .replace("HOST", "shop.example").replace("NAME", "other"));
        LannerProcess other = running(LannerProcess.startAs("games", directory.resolve("other"), true));
        assertTrue(status(other).contains(" not registered: LNR-5741: the front server at " + register), status(other));
        assertTrue(front.log().contains("LNR-5405: the user games was refused at " + register), front.log());

        base("wrong", "nobody", to.replace("user: daemon, ", "")
                .replace("LISTEN", sockets("wrong-run", "nobody").resolve("s").toString())
                .replace("HOST", "shop.example").replace("NAME", "wrong"));
        LannerProcess wrong = running(LannerProcess.startAs("nobody", directory.resolve("wrong"), true));
        assertTrue(status(wrong).contains("LNR-5749: the front server at " + register
                + " runs as the user daemon and not as nobody"), status(wrong));

        base("blind", "nobody", "front: { base: " + front.base() + ", user: daemon, prefixes: \""
                + prefix("shop.example") + "\", name: blind }\n");
        LannerProcess blind = running(LannerProcess.startAs("nobody", directory.resolve("blind"), true));
        assertTrue(status(blind).contains("LNR-5741: the front server at " + front.base() + " can't be asked: "),
                status(blind));
    }

    @Test
    void anEmptyServerLoadsNothingOfIt() throws Exception {
        Path loaded = directory.resolve("classes");
        running(LannerProcess.start(directory.resolve("plain"), "-Xlog:class+load:file=" + loaded));
        String classes = Files.readString(loaded);
        assertNotEquals(-1, classes.indexOf(" dev.lanner.launcher.server.Server "));
        assertEquals(List.of(), classes.lines().filter(line -> line.contains(" dev.lanner.worker.")
                || line.contains("launcher.front.") || line.contains("PortSharing")).toList());
    }
}
