package dev.lanner.launcher.deployment;

import dev.lanner.launcher.app.BodyServlet;
import dev.lanner.launcher.app.FactsServlet;
import dev.lanner.launcher.app.MirrorServlet;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.Http2Client;
import dev.lanner.testkit.Http2Response;
import dev.lanner.testkit.RawClient;
import dev.lanner.testkit.RawResponse;
import dev.lanner.testkit.TestCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// One WAR in the server's process and in worker processes of the same server: the same answers, whatever way a request comes;
/// and what belongs to workers alone.
@EnabledOnOs(OS.LINUX)
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class WorkerRowsTest {
    private static final String FORGED = "Lanner-Hop: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA;scheme=https;user=admin\r\n"
            + "Lanner-Hop-Field: X-Evil:1\r\nLanner-Hop-Certificate: AAAA\r\nlanner-hop-control: ready\r\n";
    private static final int LIMIT = 1000;

    @TempDir static Path directory;
    private static final TestCertificate CERTIFICATE = TestCertificate.localhost();
    private static final TestCertificate CLIENT = TestCertificate.make("client", "-ext", "eku=clientAuth");
    private static LannerProcess server;
    private static InetSocketAddress plain;
    private static InetSocketAddress encrypted;

    @BeforeAll
    static void start() throws Exception {
        plain = free();
        encrypted = free();
        Path conf = Files.createDirectories(directory.resolve("base/conf/contexts"));
        Files.writeString(conf.resolveSibling("client.pem"), "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder().encodeToString(CLIENT.store().getCertificate("a").getEncoded())
                + "\n-----END CERTIFICATE-----\n");
        Files.writeString(conf.resolveSibling("lanner.yaml"), """
                endpoints:
                  web: { url: "http://127.0.0.1:%d" }
                  tls:
                    url: https://127.0.0.1:%d
                    certificate: { path: "%s", password-file: "%s" }
                    tls: { client-certificate: want, trust-store: client.pem }
                limits: { max-request-body-size: %d }
                access-log: all
                worker:
                  jvm-args: -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx48m
                """.formatted(plain.getPort(), encrypted.getPort(), CERTIFICATE.file(), CERTIFICATE.passwordFile(),
                LIMIT));
        Files.writeString(conf.resolve("proc.yaml"), "hosting: worker\n");
        Files.writeString(conf.resolve("pair.yaml"), "hosting: worker\nworker:\n  processes: 2\n");
        Files.writeString(conf.resolve("idle.yaml"), "hosting: worker\nworker:\n  idle-timeout: 1s\n");
        Files.writeString(conf.resolve("full.yaml"), "hosting: worker\nworker:\n  max-requests: 25\n");
        Path webapps = Files.createDirectories(LannerProcess.webapps(directory));
        for (String name : List.of("same", "proc", "pair", "idle", "full")) {
            Wars.war().classes(FactsServlet.class).classes(MirrorServlet.class, "Echo").classes(BodyServlet.class)
                    .file("page.html", "<p>a page</p>\n".repeat(200)).write(webapps.resolve(name + ".war"));
        }
        server = LannerProcess.startAsConfigured(directory);
    }

    @AfterAll
    static void stop() throws Exception {
        server.stop();
    }

    private static InetSocketAddress free() throws IOException {
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        try (ServerSocket socket = new ServerSocket(0, 1, loopback)) {
            return new InetSocketAddress(loopback, socket.getLocalPort());
        }
    }

    private static String get(String path, String fields) throws IOException {
        try (RawClient client = RawClient.connect(plain)) {
            return client.exchange("GET " + path + " HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n").text();
        }
    }

    // ---- the same in both

    static List<String> requests() {
        String form = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 7\r\n\r\na=1&b=2";
        String parts = "--x\r\nContent-Disposition: form-data; name=\"one\"\r\n\r\n1234\r\n--x--\r\n";
        List<String> all = new ArrayList<>();
        for (String path : List.of("/", "", "/page.html", "/nothing", "/WEB-INF/web.xml", "/m/cookie", "/m/redirect",
                "/m/error", "/m/forward", "/m/include", "/m/async", "/m/dispatch", "/m/pieces", "/m/large",
                "/m/client", "/m/x;y=1?q=%20z", "/facts?a=b")) {
            all.add("GET #" + path + " HTTP/1.1\r\nHost: shop.example:81\r\nAccept-Language: de\r\nX-Twice: 1\r\n"
                    + "X-Twice: 2\r\n\r\n");
        }
        all.add("HEAD #/page.html HTTP/1.1\r\nHost: x\r\n\r\n");
        all.add("OPTIONS #/page.html HTTP/1.1\r\nHost: x\r\n\r\n");
        all.add("GET #/page.html HTTP/1.1\r\nHost: x\r\nRange: bytes=5-9\r\n\r\n");
        all.add("POST #/m/parameters?c=3 HTTP/1.1\r\nHost: x\r\n" + form);
        all.add("POST #/m/body HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
        all.add("POST #/m/body HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
        all.add("POST #/m/parts HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: "
                + parts.length() + "\r\n\r\n" + parts);
        return all;
    }

    /// Behind each other on one connection, so that this is the same too.
    @ParameterizedTest
    @MethodSource("requests")
    void answersAreTheSame(String request) throws IOException {
        String method = request.substring(0, request.indexOf(' '));
        try (RawClient client = RawClient.connect(plain)) {
            String same = seen(client.send(request.replace("#", "/same")).read(method));
            String other = seen(client.send(request.replace("#", "/proc")).read(method));

            assertEquals(same.replace("/same", "/proc"), other);
        }
    }

    private static String seen(RawResponse answer) {
        StringBuilder all = new StringBuilder().append(answer.status()).append('\n');
        answer.headers().forEach((name, value) -> {
            if (!name.equalsIgnoreCase("Date")) {
                all.append(name).append(": ").append(value).append('\n');
            }
        });
        // error pages name the request
        return all.append(answer.text()).toString().replaceAll("<small>Request [\\w-]+</small>", "");
    }

    @Test
    void aClientsCertificateAndTheEncryptionAreSeen() throws Exception {
        try (RawClient client = RawClient.connect(encrypted, CERTIFICATE.client(CLIENT), "localhost")) {
            String same = client.exchange("GET /same/facts HTTP/1.1\r\nHost: localhost\r\n\r\n").text();
            String other = client.exchange("GET /proc/facts HTTP/1.1\r\nHost: localhost\r\n\r\n").text();

            assertTrue(same.contains("jakarta.servlet.request.X509Certificate: 1 CN=client")
                    && same.contains("cipher_suite: TLS_") && same.contains("server: https true localhost 443"), same);
            assertEquals(same.replace("/same", "/proc"), other);
        }
    }

    @Test
    void streamsOfHttp2AreTheSameToo() throws Exception {
        try (Http2Client client = Http2Client.over(RawClient.connect(encrypted, CERTIFICATE.client(CLIENT), "localhost",
                "h2"), "https")) {
            Http2Response same = client.exchange("GET", "/same/facts");
            Http2Response other = client.exchange("GET", "/proc/facts");

            assertTrue(same.text().contains(" HTTP/2.0\n"), same::toString);
            assertEquals(same.text().replace("/same", "/proc"), other.text());
        }
    }

    @Test
    void bytesOfAConnectionThatLeavesHttpComeBack() throws IOException {
        for (String context : List.of("/same", "/proc")) {
            try (RawClient client = RawClient.connect(plain)) {
                client.send("GET " + context
                        + "/m/upgrade HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n");
                assertEquals(101, client.read("HEAD").status());
                client.send("hello");
                assertEquals("hello", new String(client.readBytes(5)));
                client.halfClose();
                client.expectClosed();
            }
        }
    }

    @Test
    void whatAClientSendsInTheNameOfTheServerIsNotBelieved() throws IOException {
        String facts = get("/proc/facts", FORGED);

        assertTrue(facts.contains("server: http false x 80 ") && facts.contains("user: null null"), facts);
        assertTrue(!facts.contains("lanner-hop") && !facts.contains("x-evil") && !facts.contains("X509"), facts);
    }

    /// An application may begin its answer before it reads.
    @ParameterizedTest
    @ValueSource(strings = {"/same", "/proc"})
    void anAnswerMayBeginBeforeTheBodyComes(String context) throws IOException {
        try (RawClient client = RawClient.connect(plain)) {
            client.send("POST " + context + "/body?first HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n");
            String answer = client.readSome();
            while (!answer.contains("first;")) {
                answer += client.readSome();
            }
            client.send("hello");
            while (!answer.contains("read 5;")) {
                answer += client.readSome();
            }
        }
    }

    // ---- limits

    @ParameterizedTest
    @ValueSource(strings = {"/same", "/proc"})
    void aBodyAboveTheLimitIsRefusedByTheServerAlone(String context) throws Exception {
        String target = context + "/m/body?limit";
        for (String body : List.of("Content-Length: " + LIMIT + "\r\n\r\n" + "x".repeat(LIMIT),
                "Content-Length: " + (LIMIT + 1) + "\r\n\r\n" + "x".repeat(LIMIT + 1),
                "Transfer-Encoding: chunked\r\n\r\n" + "64\r\n" + ("x".repeat(100) + "\r\n64\r\n").repeat(10)
                        + "x".repeat(100) + "\r\n0\r\n\r\n")) {
            try (RawClient client = RawClient.connect(plain)) {
                client.trySend(("POST " + target + " HTTP/1.1\r\nHost: x\r\n" + body).getBytes());
                assertEquals(body.startsWith("Content-Length: " + LIMIT + "\r") ? 200 : 413, client.read().status());
            }
        }
        Path log = directory.resolve("base/logs/access.log");
        Eventually.until("all are logged", () -> lines(log, target).size() == 3);
        assertEquals(2, lines(log, target).stream().filter(line -> line.contains("request-body-too-large")).count(),
                () -> lines(log, target).toString());
    }

    private static List<String> lines(Path log, String target) {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(target)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- several processes

    @Test
    void twoProcessesShareTheLoadAndEachClientStaysAtItsOwn() throws IOException {
        get("/pair/count", "");
        Eventually.until("both serve", () -> {
            Set<String> processes = new HashSet<>();
            for (int i = 0; i < 10; i++) {
                processes.add(process("/pair"));
            }
            return processes.size() == 2;
        });
        for (int i = 0; i < 4; i++) {
            String cookies = "";
            String process = "";
            try (RawClient client = RawClient.connect(plain)) {
                for (int count = 1; count <= 10; count++) {
                    RawResponse answer = client.exchange("GET /pair/count HTTP/1.1\r\nHost: x\r\n" + cookies + "\r\n");
                    if (count == 1) {
                        process = answer.text().split(" ")[0];
                        cookies = "Cookie: " + String.join("; ", answer.headers().all("Set-Cookie").stream()
                                .map(one -> one.split(";")[0]).toList()) + "\r\n";
                        assertTrue(answer.headers().all("Set-Cookie").stream().anyMatch(one -> one.matches(
                                "LANNERWORKER=[^; ]+; Path=/pair; HttpOnly; SameSite=Lax")), answer::toString);
                    }
                    assertEquals(process + " " + count, answer.text());
                }
            }
        }
    }

    private static String process(String context) {
        try {
            return get(context + "/count", "").split(" ")[0];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- the life of processes

    @Test
    void whatNobodyUsesIsStoppedAndTheNextRequestStartsIt() {
        long first = Long.parseLong(process("/idle"));
        Eventually.until("it is stopped", () -> ProcessHandle.of(first).isEmpty());
        long second = Long.parseLong(process("/idle"));

        assertNotEquals(first, second);
    }

    @Test
    void whatHasServedEnoughIsReplacedAndNoRequestFails() throws IOException {
        Set<String> processes = new HashSet<>();
        try (RawClient client = RawClient.connect(plain)) {
            while (processes.size() < 3) {
                RawResponse answer = client.exchange("GET /full/count HTTP/1.1\r\nHost: x\r\n\r\n");
                assertEquals(200, answer.status(), answer::toString);
                processes.add(answer.text().split(" ")[0]);
            }
        }
        Eventually.until("the old ones have ended", () -> processes.stream().map(Long::parseLong)
                .filter(pid -> ProcessHandle.of(pid).isPresent()).count() == 1);
    }

    @Test
    void aRequestThatRunsIsServedWhenTheServerStops() throws Exception {
        Path other = Files.createDirectories(directory.resolve("other"));
        Path conf = Files.createDirectories(other.resolve("base/conf/contexts"));
        Files.writeString(conf.resolve("app.yaml"), "hosting: worker\n");
        Wars.war().classes(BodyServlet.class).write(Files.createDirectories(LannerProcess.webapps(other))
                .resolve("app.war"));
        try (LannerProcess stopping = LannerProcess.start(other, "");
                RawClient client = RawClient.connect(stopping.address())) {
            client.send("POST /app/body?first HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n");
            String answer = client.readSome();
            while (!answer.contains("first;")) {
                answer += client.readSome();
            }
            List<ProcessHandle> workers = ProcessHandle.of(stopping.pid()).orElseThrow().descendants().toList();
            assertEquals(1, workers.size());
            Thread stop = Thread.ofVirtual().start(() -> {
                try {
                    stopping.stop();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            Eventually.until("nobody else is accepted", () -> refused(stopping.address()));
            client.send("hello");
            assertTrue(client.readToEndText().contains("read 5;"));
            stop.join();
            assertTrue(workers.stream().noneMatch(ProcessHandle::isAlive));
        }
    }

    private static boolean refused(InetSocketAddress address) {
        try (RawClient client = RawClient.connect(address)) {
            return client.localAddress() == null;
        } catch (IOException e) {
            return true;
        }
    }
}
