package dev.lanner.launcher.server;

import dev.lanner.launcher.config.ConfigurationReader;
import dev.lanner.launcher.config.ConfigurationSource;
import dev.lanner.launcher.control.ControlClient;
import dev.lanner.launcher.control.ControlRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// The settings of a context, each through a running server.
@Timeout(120)
class ContextConfigurationTest {
    private static final String MULTIPART = "multipart/form-data; boundary=b";

    @TempDir Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Semaphore inside = new Semaphore(0);
    private final Semaphore goOn = new Semaphore(0);
    private Server server;
    private Path base;

    @AfterEach
    void stop() {
        goOn.release(100);
        if (server != null) {
            server.stop();
        }
        System.getProperties().remove(SettingsServlet.GATE);
    }

    private void start(String lanner, String own, String war) throws Exception {
        base = directory.resolve("base");
        Files.createDirectories(base.resolve("conf/contexts"));
        Files.createDirectories(base.resolve("webapps"));
        Files.writeString(base.resolve("conf/lanner.yaml"),
                "endpoints: { web: { url: \"http://127.0.0.1:0\" } }\n" + lanner);
        if (!own.isEmpty()) {
            Files.writeString(base.resolve("conf/contexts/own.yaml"), own);
        }
        SettingsServlet.application(base.resolve("webapps/own"), war);
        SettingsServlet.application(base.resolve("webapps/plain"), "");
        System.getProperties().put(SettingsServlet.GATE, new Semaphore[]{inside, goOn});
        ConfigurationSource source = new ConfigurationSource(base, null, null, List.of(), Map.of());
        server = new Server(ConfigurationReader.read(source), source, BaseDirectory.take(base),
                new PrintStream(out, true, StandardCharsets.UTF_8), () -> {
                });
        server.start(List.of());
    }

    private URI uri(String path) {
        return URI.create(out.toString(StandardCharsets.UTF_8).lines().filter(line -> line.startsWith("Listening on "))
                .findFirst().orElseThrow().substring("Listening on ".length()) + path);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private String text(String path) throws Exception {
        HttpResponse<String> response = get(path);
        assertEquals(200, response.statusCode(), response.body());
        return response.body();
    }

    private int post(String path, String type, String body) throws Exception {
        return client.send(HttpRequest.newBuilder(uri(path)).header("Content-Type", type)
                .POST(BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    private static String parts(int count, int headerSize) {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < count; i++) {
            body.append("--b\r\nContent-Disposition: form-data; name=\"p").append(i).append("\"\r\nX: ")
                    .append("x".repeat(headerSize)).append("\r\n\r\nv\r\n");
        }
        return body.append("--b--\r\n").toString();
    }

    @ParameterizedTest(name = "by the WAR: {0}")
    @CsvSource({"false", "true"})
    void limits_of_bodies_forms_and_parts_hold_to_the_byte(boolean war) throws Exception {
        String limits = "limits: { max-request-body-size: 4000, max-form-size: 3000, max-parameter-count: 2, "
                + "max-part-count: 2, max-part-headers-size: 256 }\n";
        start("", war ? "" : limits, war ? limits : "");

        assertEquals(200, post("/own/s/body", "text/plain", "x".repeat(4000)));
        assertEquals(413, post("/own/s/body", "text/plain", "x".repeat(4001)));
        assertEquals(200, post("/plain/s/body", "text/plain", "x".repeat(4001)));
        String form = "application/x-www-form-urlencoded";
        assertEquals(200, post("/own/s/form", form, "a=" + "x".repeat(2998)));
        assertEquals(413, post("/own/s/form", form, "a=" + "x".repeat(2999)));
        assertEquals(200, post("/own/s/form", form, "a=1&b=2"));
        assertEquals(400, post("/own/s/form", form, "a=1&b=2&c=3"));
        assertEquals(200, post("/plain/s/form", form, "a=1&b=2&c=3"));
        assertEquals(200, post("/own/s/parts", MULTIPART, parts(2, 1)));
        assertEquals(413, post("/own/s/parts", MULTIPART, parts(3, 1)));
        assertEquals(413, post("/own/s/parts", MULTIPART, parts(1, 256)));
        assertEquals(200, post("/plain/s/parts", MULTIPART, parts(3, 256)));
    }

    @Test
    void a_war_does_not_raise_the_limit_of_an_endpoint() throws Exception {
        start("endpoint-defaults: { limits: { max-request-body-size: 10 } }\n", "",
                "limits: { max-request-body-size: 1000 }\n");

        assertEquals(200, post("/own/s/body", "text/plain", "x".repeat(10)));
        assertEquals(413, post("/own/s/body", "text/plain", "x".repeat(11)));
    }

    @Test
    void a_war_that_loosens_is_not_deployed_and_the_others_are() throws Exception {
        start("limits: { max-form-size: 5 }\n", "limits: { max-sessions: 7 }\n",
                "limits:\n  max-form-size: 6\n  max-sessions: 8\n");

        assertEquals(503, get("/own/file.txt").statusCode());
        assertEquals("file", text("/plain/file.txt"));
        String list = ask("list", Map.of());
        String shown = base.resolve("webapps/own") + "!/WEB-INF/lanner.yaml";
        assertTrue(list.contains("LNR-5510: the WAR's own configuration has 2 faults:"), list);
        assertTrue(list.contains(shown
                + ":2: key 'limits.max-form-size' value '6': must be at most 5: the owner's value "
                + "is 5 (" + base.resolve("conf/lanner.yaml") + ":2), and a WAR may only tighten it; tighten it there, "
                + "or write it into " + base.resolve("conf/contexts/own.yaml")), list);
        assertTrue(
                list.contains(shown + ":3: key 'limits.max-sessions' value '8': must be at most 7: the owner's value "
                        + "is 7 (" + base.resolve("conf/contexts/own.yaml") + ":1)"),
                list);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"loop", "virtual", "platform"})
    void a_context_runs_on_threads_of_its_own_whatever_the_server_does(String execution) throws Exception {
        start("execution: " + execution + "\n", "executor: { type: platform, threads: 2 }\n", "");

        for (int i = 0; i < 5; i++) {
            assertTrue(text("/own/s/thread").matches("platform lanner-request-/own-[12] true"), text("/own/s/thread"));
        }
        assertFalse(text("/plain/s/thread").contains("/own"), text("/plain/s/thread"));
        assertTrue(text("/own/s/async")
                .matches("platform lanner-request-/own-[12] true, then platform lanner-request-/own-[12] true"),
                text("/own/s/async"));
        String body = client.send(HttpRequest.newBuilder(uri("/own/s/body"))
                .POST(BodyPublishers.ofString("x".repeat(3_000_000))).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        assertTrue(body.matches("platform lanner-request-/own-[12] true 3000000"), body);
        assertEquals(500, get("/own/s/throws").statusCode());
        assertEquals("file", text("/own/file.txt"));
    }

    @ParameterizedTest
    @CsvSource({"'executor: { type: platform, threads: 1, queue-size: 0 }'",
        "'limits: { max-concurrent-requests: 1, request-queue-size: 0 }'"})
    void what_finds_no_room_gets_503_with_retry_after(String yaml) throws Exception {
        start("", yaml + "\n", "");
        CompletableFuture<HttpResponse<String>> first = client.sendAsync(
                HttpRequest.newBuilder(uri("/own/s/wait")).build(), HttpResponse.BodyHandlers.ofString());
        assertTrue(inside.tryAcquire(20, TimeUnit.SECONDS));

        HttpResponse<String> second = get("/own/file.txt");
        assertEquals(503, second.statusCode());
        assertEquals("1", second.headers().firstValue("Retry-After").orElseThrow());
        assertEquals("file", text("/plain/file.txt"));
        goOn.release();
        assertEquals("went on", first.get().body());
        assertEquals("file", text("/own/file.txt"));
    }

    @Test
    void the_pool_serves_more_requests_than_it_has_threads_in_turn() throws Exception {
        start("", "executor: { type: platform, threads: 2 }\n", "");
        List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(client.sendAsync(HttpRequest.newBuilder(uri("/own/s/wait")).build(),
                    HttpResponse.BodyHandlers.ofString()));
        }
        assertTrue(inside.tryAcquire(2, 20, TimeUnit.SECONDS));
        assertFalse(inside.tryAcquire());
        goOn.release(20);
        for (CompletableFuture<HttpResponse<String>> each : all) {
            assertEquals("went on", each.get().body());
        }
    }

    @Test
    void response_fields_are_on_every_response_unless_the_application_says_them() throws Exception {
        start("response-headers: { X-Server-Wide: yes, X-Taken-Back: a }\n",
                "response-headers: { X-Frame-Options: DENY, x-taken-back: '' }\n",
                "response-headers: { X-Of-War: w }\n");

        for (String path : List.of("/own/s/thread", "/own/file.txt", "/own/none", "/own/s/error", "/own/s/throws",
                "/own/s/redirect", "/own", "/own/WEB-INF/web.xml")) {
            Map<String, List<String>> fields = get(path).headers().map();
            assertEquals(List.of("DENY"), fields.get("x-frame-options"), path);
            assertEquals(List.of("yes"), fields.get("x-server-wide"), path);
            assertEquals(List.of("w"), fields.get("x-of-war"), path);
            assertFalse(fields.containsKey("x-taken-back"), path);
        }
        assertEquals(List.of("SAMEORIGIN"), get("/own/s/own-field").headers().allValues("X-Frame-Options"));
        Map<String, List<String>> plain = get("/plain/file.txt").headers().map();
        assertEquals(List.of("a"), plain.get("x-taken-back"));
        assertFalse(plain.containsKey("x-frame-options"));
    }

    @Test
    void the_session_cookie_is_the_owners() throws Exception {
        start("", """
                session-timeout: 90s
                session-cookie: { name: SID, path: /, domain: example.org, same-site: strict, secure: always }
                limits: { max-sessions: 1 }
                """, "");

        HttpResponse<String> response = get("/own/s/session");
        String cookie = response.headers().firstValue("Set-Cookie").orElseThrow();
        assertEquals("90", response.body());
        assertTrue(cookie.startsWith("SID="), cookie);
        for (String attribute : List.of("Path=/", "Domain=example.org", "SameSite=Strict", "Secure", "HttpOnly")) {
            assertTrue(List.of(cookie.split("; ")).contains(attribute), cookie);
        }
        assertEquals(503, get("/own/s/session").statusCode());
        String plain = get("/plain/s/session").headers().firstValue("Set-Cookie").orElseThrow();
        assertTrue(plain.startsWith("JSESSIONID=") && plain.contains("Path=/plain"), plain);
    }

    @Test
    void session_ids_travel_as_the_owner_says() throws Exception {
        start("", "session-tracking: url\n", "session-cookie: { name: WARS }\n");

        HttpResponse<String> response = get("/own/s/url");
        assertTrue(response.body().startsWith("x;WARS="), response.body());
        assertTrue(response.headers().firstValue("Set-Cookie").isEmpty());
        assertEquals("x", get("/plain/s/url").body());
    }

    @Test
    void upgraded_connections_of_a_context_have_a_limit() throws Exception {
        start("", "limits: { max-upgraded-connections: 1 }\n", "");
        try (Socket first = upgrade("/own/s/upgrade", "101")) {
            upgrade("/own/s/upgrade", "503").close();
            upgrade("/plain/s/upgrade", "101").close();
            assertEquals("file", text("/own/file.txt"));
            assertTrue(first.isConnected());
        }
        // the end of the first is noticed by its connection a moment later
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        String answer = "";
        while (!answer.startsWith("HTTP/1.1 101") && System.nanoTime() < deadline) {
            try (Socket again = new Socket("127.0.0.1", uri("/").getPort())) {
                answer = ask(again, "/own/s/upgrade");
            }
        }
        assertTrue(answer.startsWith("HTTP/1.1 101"), answer);
    }

    private Socket upgrade(String path, String status) throws IOException {
        Socket socket = new Socket("127.0.0.1", uri("/").getPort());
        String answer = ask(socket, path);
        assertTrue(answer.startsWith("HTTP/1.1 " + status), answer);
        assertEquals(status.equals("503"), answer.contains("Retry-After: 1"), answer);
        return socket;
    }

    private static String ask(Socket socket, String path) throws IOException {
        socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: x\r\nUpgrade: silent\r\n"
                + "Connection: Upgrade\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        for (int b = in.read(); b >= 0 && head.indexOf("\r\n\r\n") < 0; b = in.read()) {
            head.append((char) b);
            if (head.indexOf("\r\n\r\n") >= 0) {
                break;
            }
        }
        return head.toString();
    }

    @Test
    void a_context_has_an_access_log_of_its_own() throws Exception {
        start("access-log: rejected\n", "access-log: all\naccess-log-file: own.log\naccess-log-format: json\n", "");
        text("/own/s/thread?a=1");
        get("/own/none");
        text("/plain/s/thread");
        server.stop();

        List<String> own = Files.readAllLines(base.resolve("logs/own.log"));
        assertEquals(2, own.size(), own.toString());
        assertTrue(own.getFirst().startsWith("{") && own.getFirst().contains("/own/s/thread"), own.toString());
        assertTrue(own.get(1).contains("/own/none"), own.toString());
        assertEquals("", Files.readString(base.resolve("logs/access.log")));
    }

    @Test
    void a_context_may_be_left_out_of_the_servers_log_or_have_all_of_its_requests_in_it() throws Exception {
        start("access-log: all\n", "access-log: 'off'\n", "");
        text("/own/s/thread");
        text("/plain/s/thread");
        server.stop();

        List<String> lines = Files.readAllLines(base.resolve("logs/access.log"));
        assertEquals(1, lines.size(), lines.toString());
        assertTrue(lines.getFirst().contains("/plain/s/thread"), lines.toString());
    }

    private String ask(String command, Map<String, String> values) throws Exception {
        return new ControlClient(base.resolve("run")).ask(new ControlRequest(command, values), Duration.ofSeconds(60));
    }

    @Test
    void a_changed_file_holds_when_the_context_is_deployed_again_and_reload_says_so() throws Exception {
        start("", "session-timeout: 60s\n", "");
        assertEquals("Nothing has changed\n", ask("reload", Map.of()));
        Files.writeString(base.resolve("conf/contexts/own.yaml"), "session-timeout: 3600s\n");
        Files.writeString(base.resolve("conf/contexts/plain.yaml"), "session-timeout: 2h\n");

        String report = ask("reload", Map.of());
        assertTrue(report.contains("/own: its file in conf/contexts has changed, and holds when it is deployed again: "
                + "lanner redeploy /own\n"), report);
        assertTrue(report.contains("/plain: its file in conf/contexts has changed"), report);
        assertEquals("60", text("/own/s/session"));
        ask("redeploy", Map.of("context", "/own"));
        assertEquals("3600", text("/own/s/session"));
        ask("redeploy", Map.of("context", "/plain"));
        assertEquals("7200", text("/plain/s/session"));
        assertEquals("Nothing has changed\n", ask("reload", Map.of()));
    }

    @Test
    void watch_config_deploys_a_context_again_whose_file_has_changed() throws Exception {
        start("watch-config: true\n", "session-timeout: 60s\n", "");
        assertEquals("60", text("/own/s/session"));
        Files.writeString(base.resolve("conf/contexts/own.yaml"), "session-timeout: 3600s\n");

        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        String seconds = text("/own/s/session");
        while (seconds.equals("60") && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            seconds = text("/own/s/session");
        }
        assertEquals("3600", seconds);
    }

    @Test
    void rejected_requests_of_a_context_are_in_its_log() throws Exception {
        start("access-log: 'off'\n",
                "access-log: rejected\naccess-log-file: own.log\nlimits: { max-request-body-size: 5 }\n", "");
        text("/own/s/thread");
        assertEquals(413, post("/own/s/body", "text/plain", "123456"));
        assertEquals(413, post("/own/s/body", "text/plain", "123456"));
        server.stop();

        List<String> lines = Files.readAllLines(base.resolve("logs/own.log"));
        assertEquals(2, lines.size(), lines.toString());
        assertTrue(lines.getFirst().contains("/own/s/body"), lines.toString());
        assertFalse(Files.exists(base.resolve("logs/access.log")));
    }
}
