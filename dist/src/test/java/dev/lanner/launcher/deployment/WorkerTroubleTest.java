package dev.lanner.launcher.deployment;

import dev.lanner.launcher.app.ChaosServlet;
import dev.lanner.launcher.app.TroubleServlet;
import dev.lanner.launcher.control.ControlException;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.RawClient;
import dev.lanner.testkit.RawResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Web applications in worker processes that do what they should not, and what an owner, or somebody else on the machine, may do
/// to them: each has its answer, and the others go on.
@EnabledOnOs(OS.LINUX)
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class WorkerTroubleTest {
    private static final Pattern ENTRY = Pattern.compile("\"target\":\"([^\"?]+).*?\"status\":(\\d+).*?"
            + "(?:\"reason\":\"([^\"]+)\")?,\"connection\"");
    private static final int LOG_SIZE = 65_536;
    private static final int LOG_FILES = 3;

    @TempDir static Path directory;
    private static LannerProcess server;
    private static Path conf;

    @BeforeAll
    static void start() throws Exception {
        conf = Files.createDirectories(directory.resolve("base/conf/contexts"));
        Files.writeString(conf.resolveSibling("lanner.yaml"), """
                access-log: all
                access-log-format: json
                worker:
                  request-timeout: 2s
                  rapid-fails: 3
                  log-size: %d
                  log-files: %d
                  jvm-args: -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx48m -XX:-CreateCoredumpOnCrash
                """.formatted(LOG_SIZE, LOG_FILES));
        Path webapps = Files.createDirectories(LannerProcess.webapps(directory));
        Files.writeString(conf.resolve("fine.yaml"), "hosting: worker\n");
        application("").write(webapps.resolve("good.war"));
        application("").write(webapps.resolve("fine.war"));
        server = LannerProcess.start(directory, "");
        othersGoOn();
    }

    @AfterAll
    static void stop() throws Exception {
        server.stop();
    }

    /// One in the server's process, one in its own.
    @AfterEach
    void others() throws IOException {
        othersGoOn();
    }

    private static void othersGoOn() throws IOException {
        assertEquals(server.pid(), Long.parseLong(get("/good/do").text()));
        assertNotEquals(server.pid(), Long.parseLong(get("/fine/do").text()));
    }

    private static Wars application(String trouble) throws IOException {
        return Wars.war().classes(TroubleServlet.class).classes(ChaosServlet.class).file("WEB-INF/web.xml", "<web-app "
                + "version=\"6.1\"><context-param><param-name>trouble</param-name><param-value>" + trouble
                + "</param-value></context-param></web-app>");
    }

    /// Deploys an application to a worker.
    private static void deploy(String name, String trouble, String settings) throws Exception {
        Files.writeString(conf.resolve(name + ".yaml"), "hosting: worker\n" + settings);
        Path war = application(trouble).write(directory.resolve(name + ".war"));
        server.ask("deploy", Map.of("war", war.toString(), "context", "/" + name, "keep", ""));
    }

    private static RawResponse get(String path) throws IOException {
        return send("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    }

    private static RawResponse post(String path) throws IOException {
        return send("POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    }

    private static RawResponse send(String request) throws IOException {
        try (RawClient client = RawClient.connect(server.address()).timeout(Duration.ofSeconds(60))) {
            return client.exchange(request);
        }
    }

    /// Status and reason code of the last request for this path.
    private static String logged(String path) {
        String found = "";
        try {
            for (String line : Files.readAllLines(directory.resolve("base/logs/access.log"))) {
                Matcher entry = ENTRY.matcher(line);
                if (entry.find() && entry.group(1).equals(path)) {
                    found = entry.group(2) + " " + entry.group(3);
                }
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertLogged(String path, String expected) {
        Eventually.until(path + " is logged as " + expected, () -> logged(path).equals(expected));
    }

    // ---- at the start

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            crash | ended with exit code 3                | the last word of a process that crashes
            exit  | ended with exit code 0                | ''
            throw | its database is away                  | ''
            error | what must be is not                   | ''
            """)
    void whatDoesNotStartIsRefusedWithItsReasonAndThenNotTriedAgainForAWhile(String trouble, String reason,
            String words) throws Exception {
        deploy(trouble, trouble, "");
        RawResponse answer = get("/" + trouble + "/do");
        assertEquals(502, answer.status(), answer::toString);
        assertTrue(!answer.text().contains(reason) && !answer.text().contains("LNR-"), answer::toString);
        assertLogged("/" + trouble + "/do", "502 worker-start-failed");
        assertTrue(server.log().contains(reason) && server.log().contains(words), server.log());
        Eventually.until("there were too many", () -> {
            try {
                return get("/" + trouble + "/do").status() == 503;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        RawResponse refused = get("/" + trouble + "/do");
        assertEquals(503, refused.status(), refused::toString);
        int rest = Integer.parseInt(String.valueOf(refused.header("Retry-After")));
        assertTrue(rest > 0 && rest <= 60, refused::toString);
        assertLogged("/" + trouble + "/do", "503 worker-rapid-fail");
        assertEquals(3, starts(trouble));
        String list = server.ask("list", Map.of());
        assertTrue(list.contains(reason), list);
    }

    /// How many processes were started: each has a file of its own for what it writes.
    private static long starts(String name) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("base/logs"))) {
            return files.filter(file -> file.getFileName().toString().matches("worker-" + name + "_[^_]+_\\d+\\.log"))
                    .count();
        }
    }

    @Test
    void whatNeverGetsReadyIsKilledAtTheLimit() throws Exception {
        deploy("hang", "hang", "worker:\n  startup-timeout: 2s\n");
        long begin = System.nanoTime();
        RawResponse answer = get("/hang/do");
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        assertEquals(503, answer.status(), answer::toString);
        assertTrue(took.toMillis() >= 1900 && took.toMillis() < 15_000, took::toString);
        assertLogged("/hang/do", "503 worker-startup-timeout");
        assertTrue(server.log().contains("worker.startup-timeout"), server.log());
        server.ask("undeploy", Map.of("context", "/hang"));
        Eventually.until("it is killed", () -> family("hang").isEmpty());
    }

    /// The processes whose command line names a context's directory.
    private static List<ProcessHandle> family(String name) {
        return ProcessHandle.of(server.pid()).orElseThrow().descendants().filter(
                each -> each.info().commandLine().orElse("").contains("/workers/" + name + "/")).toList();
    }

    // ---- while it runs

    @Test
    void aLogThatIsFilledIsRotated() throws Exception {
        deploy("fill", "", "");
        assertEquals("written", post("/fill/do?what=fill").text());
        assertEquals(200, get("/fill/do").status());
        try (Stream<Path> files = Files.list(directory.resolve("base/logs"))) {
            List<Path> own = files.filter(file -> file.getFileName().toString().startsWith("worker-fill_")).toList();
            long all = own.stream().mapToLong(file -> file.toFile().length()).sum();
            assertTrue(own.size() > 1 && own.size() <= LOG_FILES, own::toString);
            assertTrue(all <= (LOG_SIZE + 4096L) * LOG_FILES, () -> all + " bytes in " + own);
        }
    }

    @Test
    void aDeadlockEndsForItsClientAtTheLimit() throws Exception {
        deploy("deadlock", "", "");
        String pid = get("/deadlock/do").text();
        long begin = System.nanoTime();
        RawResponse answer = post("/deadlock/do?what=deadlock");
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        assertEquals(504, answer.status(), answer::toString);
        assertTrue(took.toMillis() >= 1900 && took.toMillis() < 10_000, took::toString);
        assertLogged("/deadlock/do", "504 worker-timeout");
        assertEquals(pid, get("/deadlock/do").text(), "others are served by the same process");
    }

    @Test
    void whatAllocatesWithoutEndIsEndedAndStartedAgain() throws Exception {
        deploy("allocate", "", "");
        String pid = get("/allocate/do").text();
        RawResponse answer = post("/allocate/do?what=allocate");
        assertEquals(502, answer.status(), answer::toString);
        assertLogged("/allocate/do", "502 worker-lost");
        RawResponse next = get("/allocate/do");
        assertEquals(200, next.status(), next::toString);
        assertNotEquals(pid, next.text());
        Eventually.until("its last words are kept", () -> {
            try {
                return server.log().contains("OutOfMemoryError");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"killed", "undeployed"})
    void whatItHasForkedEndsWithIt(String how) throws Exception {
        deploy("fork", "", "");
        long pid = Long.parseLong(get("/fork/do").text());
        assertEquals("started", post("/fork/do?what=fork").text());
        ProcessHandle worker = ProcessHandle.of(pid).orElseThrow();
        Eventually.until("it has three", () -> sleepers().size() == 3);
        List<ProcessHandle> children = sleepers();
        if (how.equals("killed")) {
            worker.destroyForcibly();
        } else {
            server.ask("undeploy", Map.of("context", "/fork"));
        }
        Eventually.until("all have ended", () -> !worker.isAlive()
                && children.stream().noneMatch(ProcessHandle::isAlive));
        if (how.equals("killed")) {
            assertNotEquals(pid, Long.parseLong(get("/fork/do").text()));
            server.ask("undeploy", Map.of("context", "/fork"));
        }
    }

    private static List<ProcessHandle> sleepers() {
        return ProcessHandle.allProcesses().filter(each -> each.info().commandLine().orElse("").matches(
                "sleep 360[123]|.*/sleep 360[123]")).toList();
    }

    // ---- the owner, and others

    @Test
    void aWrongJdkIsNamedWithFileAndKey() throws Exception {
        ControlException refused = assertThrows(ControlException.class,
                () -> deploy("jdk", "", "worker:\n  java: /no/such/jdk\n"));
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.startsWith("LNR-") && message.contains("worker.java") && message.contains("/no/such/jdk")
                && message.contains("jdk.yaml"), message);
        assertEquals(503, get("/jdk/do").status());
        server.ask("undeploy", Map.of("context", "/jdk"));
    }

    @Test
    void aTokenOfAnEarlierProcessIsOfNoUse() throws Exception {
        Path told = directory.resolve("told");
        deploy("token", "", "worker:\n  java: " + overheard(told) + "\n");
        long first = Long.parseLong(get("/token/do").text());
        ProcessHandle.of(first).orElseThrow().destroyForcibly();
        Eventually.until("it has ended", () -> ProcessHandle.of(first).isEmpty());
        long second = Long.parseLong(get("/token/do").text());
        List<String> tokens = Files.readAllLines(told);
        assertEquals(2, tokens.size());
        assertNotEquals(tokens.getFirst(), tokens.getLast());
        Path socket = socket(second);
        assertEquals(400, direct(socket, "Lanner-Hop: " + tokens.getFirst() + "\r\n"));
        assertEquals(400, direct(socket, ""));
        assertEquals(200, direct(socket, "Lanner-Hop: " + tokens.getLast() + "\r\nLanner-Hop-Control: ready\r\n"));
        Eventually.until("it is said", () -> logs().contains("LNR-7101") && logs().contains("its token is wrong"));
        String all = logs();
        assertTrue(tokens.stream().noneMatch(all::contains), "a token is in a log");
        String known = Files.readString(Path.of("/proc", Long.toString(second), "cmdline"))
                + Files.readString(Path.of("/proc", Long.toString(second), "environ"));
        assertTrue(tokens.stream().noneMatch(known::contains), "a token is in arguments or environment");
    }

    /// The server's log, and all in its directory for logs.
    private static String logs() {
        try (Stream<Path> files = Files.list(directory.resolve("base/logs"))) {
            StringBuilder all = new StringBuilder(server.log());
            for (Path log : files.toList()) {
                all.append(Files.readString(log));
            }
            return all.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A home of a JDK whose program writes down the first line of its input, and goes on as the real one.
    private static Path overheard(Path told) throws IOException {
        Path real = Path.of(System.getProperty("java.home"));
        Path home = Files.createDirectories(directory.resolve("overheard"));
        Files.copy(real.resolve("release"), home.resolve("release"));
        Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(java, """
                #!/bin/bash
                IFS= read -r line
                echo "$line" >> %s
                exec %s/bin/java "$@" < <(echo "$line"; exec cat)
                """.formatted(told, real));
        assertTrue(java.toFile().setExecutable(true));
        return home;
    }

    /// Of a worker, by its environment.
    private static Path socket(long pid) throws IOException {
        for (String variable : Files.readString(Path.of("/proc", Long.toString(pid), "environ")).split("\0")) {
            if (variable.startsWith("LANNER_WORKER_SOCKET=")) {
                return Path.of(variable.substring(variable.indexOf('=') + 1));
            }
        }
        throw new IOException("the process " + pid + " has no socket");
    }

    private static int direct(Path socket, String fields) throws IOException {
        try (RawClient client = RawClient.connect(UnixDomainSocketAddress.of(socket))) {
            return client.exchange("GET /token/do HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n").status();
        }
    }

    @Test
    void aDirectoryOfAnotherUserIsRefused() throws Exception {
        Path place = Files.createDirectories(directory.resolve("base/workers/foreign"));
        try {
            Files.setAttribute(place, "unix:uid", 65_534, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            Assumptions.abort("only the administrator can give a directory away");
        }
        ControlException refused = assertThrows(ControlException.class, () -> deploy("foreign", "", ""));
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.startsWith("LNR-7127") && message.contains(place.toString())
                && message.contains("belongs to the user"), message);
        assertEquals(503, get("/foreign/do").status());
        server.ask("undeploy", Map.of("context", "/foreign"));
    }
}
