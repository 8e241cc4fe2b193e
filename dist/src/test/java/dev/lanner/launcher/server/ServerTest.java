package dev.lanner.launcher.server;

import dev.lanner.launcher.app.BodyServlet;
import dev.lanner.launcher.config.ConfigurationReader;
import dev.lanner.launcher.config.ConfigurationSource;
import dev.lanner.launcher.control.ControlClient;
import dev.lanner.launcher.control.ControlException;
import dev.lanner.launcher.control.ControlRequest;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ServerTest {
    @TempDir Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final CountDownLatch ended = new CountDownLatch(1);
    private Server server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop();
        }
    }

    @Test
    void it_says_where_it_listens_then_that_it_is_ready() throws Exception {
        start("http://127.0.0.1:0;http://unix:" + directory.resolve("s"));
        List<String> lines = lines();

        assertTrue(lines.get(0).matches("Listening on http://127\\.0\\.0\\.1:[1-9][0-9]*"), lines.get(0));
        assertEquals("Listening on http://unix:" + directory.resolve("s"), lines.get(1));
        assertTrue(lines.get(2).matches("Ready in [0-9]+ ms"), lines.get(2));
        assertEquals(3, lines.size());
    }

    @Test
    void an_empty_server_answers_404_on_both_kinds_of_socket() throws Exception {
        start("http://127.0.0.1:0;http://unix:" + directory.resolve("s"));

        assertEquals(404, get("/").statusCode());
        assertTrue(overUnixSocket("/").startsWith("HTTP/1.1 404 "), overUnixSocket("/"));
    }

    @Test
    void web_applications_of_the_command_line_and_of_webapps_are_served() throws Exception {
        application("base/webapps/shop", "from webapps");
        application("other", "from the command line");
        start("http://127.0.0.1:0", "/=" + directory.resolve("other"));

        assertEquals("from webapps", get("/shop/index.html").body());
        assertEquals("from the command line", get("/index.html").body());
    }

    @Test
    void the_command_line_wins_over_webapps() throws Exception {
        application("base/webapps/shop", "from webapps");
        application("other", "from the command line");
        start("http://127.0.0.1:0", "/shop=" + directory.resolve("other"));

        assertEquals("from the command line", get("/shop/index.html").body());
        String list = ask("list", Map.of());
        assertTrue(list.matches(
                "PATH +HOST +VERSION +STATE +SESSIONS +ACTIVE +SINCE +SOURCE\n/shop +\\* +- +running +0 +0 +\\S+Z  "
                        + directory.resolve("other") + "\n"),
                list);
    }

    @Test
    void the_body_limit_of_a_context_holds_for_it_alone() throws Exception {
        BodyServlet.explode(directory.resolve("small"));
        BodyServlet.explode(directory.resolve("large"));
        Files.createDirectories(directory.resolve("base/conf/contexts"));
        Files.writeString(directory.resolve("base/conf/contexts/small.yaml"),
                "limits: { max-request-body-size: 10_240 }\n");
        start("http://unix:" + directory.resolve("s"), directory.resolve("small").toString(),
                directory.resolve("large").toString());
        String most = "x".repeat(10_240);

        assertTrue(declared("/small/body", most).endsWith("\r\nread 10240;"));
        assertTrue(chunked("/small/body", most).contains("read 10240;"));
        assertTrue(declared("/small/body", most + "x").startsWith("HTTP/1.1 413 "));
        assertTrue(chunked("/small/body", most + "x").startsWith("HTTP/1.1 413 "));
        assertTrue(declared("/large/body", most + "x").contains("read 10241;"));
        assertTrue(chunked("/large/body", most + "x").contains("read 10241;"));
    }

    @Test
    void a_bad_application_fails_alone_with_its_reason_in_the_list() throws Exception {
        application("good", "good");
        Path bad = application("bad", "bad");
        Files.writeString(bad.resolve("WEB-INF/web.xml"), "<web-app>\n<servlet>");
        start("http://127.0.0.1:0", "/good=" + directory.resolve("good"), "/bad=" + bad);

        assertEquals(200, get("/good/index.html").statusCode());
        assertEquals(503, get("/bad/index.html").statusCode());
        String list = ask("list", Map.of());
        assertTrue(list.contains("\n/good  *     -        running "), list);
        assertTrue(list.contains("\n/bad   *     -        failed ")
                && list.contains("\n  LNR-4001 " + bad + "!/WEB-INF/web.xml:2"), list);
    }

    @Test
    void applications_come_and_go_over_the_control_socket() throws Exception {
        Path app = application("app", "hello");
        start("http://127.0.0.1:0");

        assertEquals("Deployed " + app + " at /x, until the server stops\n",
                ask("deploy", Map.of("war", app.toString(), "context", "/x")));
        assertEquals("hello", get("/x/index.html").body());
        assertTrue(ask("status", Map.of()).contains("application: /x running " + app), "in the status");
        assertEquals("Undeployed /x\n", ask("undeploy", Map.of("context", "/x")));
        assertEquals(404, get("/x/index.html").statusCode());
        assertTrue(assertThrows(ControlException.class, () -> ask("undeploy", Map.of("context", "/x"))).getMessage()
                .startsWith("LNR-5407: "));
        assertTrue(assertThrows(ControlException.class,
                () -> ask("deploy", Map.of("war", directory.resolve("none.war").toString()))).getMessage()
                .startsWith("LNR-4"));
    }

    @Test
    void a_fault_in_the_file_of_a_context_refuses_its_deployment() throws Exception {
        Path app = application("app", "hello");
        start("http://127.0.0.1:0");
        Files.createDirectories(directory.resolve("base/conf/contexts"));
        Files.writeString(directory.resolve("base/conf/contexts/x.yaml"), "limits: { max-part-count: -1 }\n");

        String message = assertThrows(ControlException.class,
                () -> ask("deploy", Map.of("war", app.toString(), "context", "/x"))).getMessage();
        assertTrue(message.contains("x.yaml:1: key 'limits.max-part-count' value '-1'"), message);
    }

    @Test
    void stop_over_the_control_socket_gives_everything_back() throws Exception {
        start("http://127.0.0.1:0;http://unix:" + directory.resolve("s"));

        assertEquals("pid: " + ProcessHandle.current().pid() + "\n", ask("stop", Map.of()));
        server.awaitStop();
        ended.await();

        assertTrue(Files.notExists(directory.resolve("s")));
        assertTrue(Files.notExists(directory.resolve("base/run/control")));
        assertTrue(Files.notExists(directory.resolve("base/run/lanner.pid")));
        BaseDirectory.take(directory.resolve("base")).close();
    }

    @Test
    void who_asks_again_for_a_stop_does_not_cut_the_one_that_is_under_way() throws Exception {
        BodyServlet.explode(directory.resolve("slow"));
        Files.createDirectories(directory.resolve("base/conf"));
        Files.writeString(directory.resolve("base/conf/lanner.yaml"), "shutdown-timeout: 1s\n");
        Path pid = directory.resolve("base/run/lanner.pid");
        BlockingQueue<Boolean> done = new LinkedBlockingQueue<>();
        server = make("base", "http://unix:" + directory.resolve("s"), () -> done.add(Files.notExists(pid)));
        server.start(List.of(war(directory.resolve("slow").toString())));
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("s")))) {
            channel.write(StandardCharsets.ISO_8859_1.encode(
                    "POST /slow/body HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n"));
            assertTrue(channel.read(ByteBuffer.allocate(100)) > 0, "it reads");
            server.requestStop();
            server.requestStop();

            assertEquals(true, done.poll(60, TimeUnit.SECONDS));
            assertEquals(true, done.poll(60, TimeUnit.SECONDS));
        }
    }

    @Test
    void a_port_in_use_is_an_error_that_leaves_nothing_behind() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String url = "http://127.0.0.1:" + taken.getLocalPort();
            LauncherException thrown = assertThrows(LauncherException.class,
                    () -> start("http://unix:" + directory.resolve("s") + ";" + url));

            assertTrue(thrown.getMessage().contains(url) && thrown.getMessage().contains("in use"),
                    thrown.getMessage());
            assertEquals(ExitCode.FAILED, thrown.exitCode());
        }
        assertTrue(Files.notExists(directory.resolve("s")), "the first endpoint is closed again");
        BaseDirectory.take(directory.resolve("base")).close();
    }

    @Test
    void a_second_server_on_the_same_unix_socket_is_refused() throws Exception {
        start("http://unix:" + directory.resolve("s"));
        Server second = make("second", "http://unix:" + directory.resolve("s"));

        LauncherException thrown = assertThrows(LauncherException.class, () -> second.start(List.of()));

        assertTrue(thrown.getMessage().contains(directory.resolve("s").toString()), thrown.getMessage());
        assertTrue(overUnixSocket("/").startsWith("HTTP/1.1 404 "), "the first goes on");
    }

    @Test
    void an_access_log_that_can_not_be_opened_stops_the_start() throws Exception {
        Files.createDirectories(directory.resolve("base/logs/access.log"));
        LauncherException thrown = assertThrows(LauncherException.class, () -> start("http://127.0.0.1:0"));

        assertTrue(thrown.getMessage().startsWith("LNR-5306: "), thrown.getMessage());
    }

    @Test
    void a_rejected_request_is_in_the_access_log_with_its_reason() throws Exception {
        start("http://unix:" + directory.resolve("s"));
        raw("GET /\u0001 HTTP/1.1\r\nHost: x\r\n\r\n");
        server.stop();

        String log = Files.readString(directory.resolve("base/logs/access.log"));
        assertTrue(log.contains(" 400 ") && log.lines().count() == 1, log);
        assertTrue(log.chars().noneMatch(c -> c < ' ' && c != '\n'), log);
    }

    private void start(String urls, String... wars) throws Exception {
        server = make("base", urls);
        server.start(java.util.Arrays.stream(wars).map(ServerTest::war).toList());
    }

    private Server make(String base, String urls) throws Exception {
        return make(base, urls, ended::countDown);
    }

    private Server make(String base, String urls, Runnable afterStop) throws Exception {
        Path path = directory.resolve(base);
        return new Server(
                ConfigurationReader.read(new ConfigurationSource(path, null, urls, List.of(), Map.of())),
                BaseDirectory.take(path), new PrintStream(out, true, StandardCharsets.UTF_8), afterStop);
    }

    private static WarArgument war(String argument) {
        try {
            return WarArgument.parse(argument);
        } catch (LauncherException e) {
            throw new AssertionError(e);
        }
    }

    private Path application(String name, String index) throws Exception {
        Path root = directory.resolve(name);
        Files.createDirectories(root.resolve("WEB-INF"));
        Files.writeString(root.resolve("index.html"), index);
        return root;
    }

    private List<String> lines() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private HttpResponse<String> get(String path) throws Exception {
        String url = lines().getFirst().substring("Listening on ".length());
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create(url + path)).build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private String ask(String command, Map<String, String> values) throws ControlException {
        return new ControlClient(directory.resolve("base/run")).ask(new ControlRequest(command, values),
                Duration.ofSeconds(60));
    }

    private String declared(String path, String body) throws Exception {
        return raw("POST " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body);
    }

    private String chunked(String path, String body) throws Exception {
        return raw("POST " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n"
                + "\r\n" + Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n");
    }

    private String overUnixSocket(String path) throws Exception {
        return raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    }

    private String raw(String request) throws Exception {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("s")))) {
            channel.write(StandardCharsets.ISO_8859_1.encode(request));
            ByteBuffer answer = ByteBuffer.allocate(65_536);
            while (channel.read(answer) >= 0 && answer.hasRemaining()) {
                // until the end of the stream
            }
            return StandardCharsets.ISO_8859_1.decode(answer.flip()).toString();
        }
    }
}
