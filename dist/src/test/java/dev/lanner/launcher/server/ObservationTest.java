package dev.lanner.launcher.server;

import dev.lanner.launcher.config.ConfigurationReader;
import dev.lanner.launcher.config.ConfigurationSource;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.Http2Client;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.TabularData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Health, metrics and MBean of a running server.
class ObservationTest {
    @TempDir Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final HttpClient client = HttpClient.newHttpClient();
    private Server server;

    @AfterEach
    void stop() {
        client.close();
        if (server != null) {
            server.stop();
        }
    }

    @Test
    void metrics_after_a_known_load_say_what_was_done() throws Exception {
        start("admin-url: \"http://127.0.0.1:0\"\naccess-log: off\n");
        for (int i = 0; i < 3; i++) {
            assertEquals(200, get(web() + "/plain/").statusCode());
        }
        assertEquals(404, get(web() + "/nowhere").statusCode());
        // an answer arrives a moment before its request is over
        Eventually.until("the last request is counted", () -> value(metrics().body(),
                "http_server_request_duration_seconds_count", "status_code=\"404\"") == 1
                && value(metrics().body(), "http_server_request_duration_seconds_count", "status_code=\"200\"") == 3);
        HttpResponse<String> metrics = metrics();

        assertTrue(metrics.headers().firstValue("content-type").orElseThrow().startsWith("text/plain; version=0.0.4"));
        assertEquals(3, value(metrics.body(), "http_server_request_duration_seconds_count", "status_code=\"200\"",
                "http_route=\"/plain:probe\"", "url_scheme=\"http\"", "network_protocol_version=\"1.1\""));
        assertEquals(1, value(metrics.body(), "lanner_accepted_connections_total", "endpoint=\"web\""));
        assertEquals(1, value(metrics.body(), "lanner_active_connections", "endpoint=\"web\""));
        assertEquals(0, value(metrics.body(), "http_server_active_requests", "context=\"/plain\""));
        assertEquals(1, value(metrics.body(), "lanner_context_state", "context=\"/own\"", "state=\"running\""));
        assertTrue(value(metrics.body(), "jvm_memory_used_bytes", "area=\"heap\"") > 0);
    }

    @Test
    void streams_of_http2_are_counted_with_what_became_of_them() throws Exception {
        start("admin-url: \"http://127.0.0.1:0\"\nlimits: { max-streams-per-connection: 2 }\n");
        URI web = URI.create(web());
        try (Http2Client h2 = Http2Client.connect(new InetSocketAddress(web.getHost(), web.getPort()))) {
            assertEquals(200, h2.exchange("GET", "/plain/").status());
            int first = h2.request("POST", "/plain/", false);
            int second = h2.request("POST", "/plain/", false);
            int third = h2.request("POST", "/plain/", false);
            h2.until(() -> h2.response(third).over());
            assertEquals(2, value(metrics().body(), "lanner_http2_active_streams", "endpoint=\"web\""));

            h2.number(Http2Client.RST_STREAM, first, 8);
            h2.data(second, "four", true);
            assertEquals("4", h2.read(second).text());
            int upper = h2.headers(true, ":method", "GET", ":scheme", "http", ":path", "/", "X", "y");
            h2.until(() -> h2.response(upper).over());
            Eventually.until("no stream is left",
                    () -> value(metrics().body(), "lanner_http2_active_streams", "endpoint=\"web\"") == 0);
            String metrics = metrics().body();

            assertEquals(3, value(metrics, "lanner_http2_streams_total", "endpoint=\"web\""));
            assertEquals(1, value(metrics, "lanner_http2_refused_streams_total", "endpoint=\"web\""));
            assertEquals(1, value(metrics, "lanner_http2_reset_streams_total", "side=\"client\""));
            assertEquals(1, value(metrics, "lanner_http2_reset_streams_total", "side=\"client\"", "\"CANCEL\""));
            assertEquals(1,
                    value(metrics, "lanner_http2_reset_streams_total", "side=\"server\"", "\"REFUSED_STREAM\""));
            assertEquals(1,
                    value(metrics, "lanner_http2_reset_streams_total", "side=\"server\"", "\"PROTOCOL_ERROR\""));
            assertEquals(2, value(metrics, "lanner_http2_reset_streams_total", "side=\"server\""));
        }
    }

    @Test
    void requests_that_wait_for_their_turn_are_counted() throws Exception {
        start("admin-url: \"http://127.0.0.1:0\"\nlimits: { max-concurrent-requests: 1, request-queue-size: 1 }\n");
        URI web = URI.create(web());
        try (Http2Client h2 = Http2Client.connect(new InetSocketAddress(web.getHost(), web.getPort()))) {
            int runs = h2.request("POST", "/plain/", false);
            Eventually.until("one runs", () -> value(metrics().body(), "http_server_active_requests", "/plain") == 1);
            int waits = h2.request("POST", "/plain/", true);
            Eventually.until("one waits", () -> value(metrics().body(), "lanner_queued_requests", "/plain") == 1);
            assertEquals(503, h2.exchange("GET", "/plain/").status());
            h2.data(runs, "four", true);

            assertEquals("4", h2.read(runs).text());
            assertEquals("0", h2.read(waits).text());
            String metrics = metrics().body();
            assertEquals(0, value(metrics, "lanner_queued_requests", "/plain"));
            assertEquals(1, value(metrics, "lanner_waited_requests_total", "/plain"));
            assertEquals(1, value(metrics, "lanner_refused_requests_total", "/plain", "request-queue-full"));
            assertEquals(0, value(metrics, "lanner_refused_requests_total", "/plain", "request-queue-timeout"));
            assertEquals(0, value(metrics, "lanner_waited_requests_total", "/own"));
        }
    }

    @Test
    void a_server_is_live_at_once_and_ready_when_its_applications_are() throws Exception {
        start("admin-url: \"http://127.0.0.1:0\"\n");

        assertEquals("{\"state\":\"live\"}\n", get(admin() + "/health/live").body());
        HttpResponse<String> ready = get(admin() + "/health/ready");
        assertEquals(200, ready.statusCode());
        assertEquals("{\"state\":\"ready\",\"contexts\":{\"/own\":\"running\",\"/plain\":\"running\"}}\n",
                ready.body());
        assertEquals(ready.body(), get(admin() + "/health").body());
    }

    @Test
    void a_server_with_an_application_that_failed_is_live_but_not_ready() throws Exception {
        Path broken = directory.resolve("base/webapps/broken/WEB-INF/web.xml");
        Files.createDirectories(broken.getParent());
        Files.writeString(broken, "<web-app>");
        start("admin-url: \"http://127.0.0.1:0\"\n");

        assertEquals(200, get(admin() + "/health/live").statusCode());
        HttpResponse<String> ready = get(admin() + "/health/ready");
        assertEquals(503, ready.statusCode());
        assertTrue(ready.body().contains("\"state\":\"failed\"") && ready.body().contains("\"/broken\":\"failed\""),
                ready.body());
        assertFalse(ready.body().contains("web.xml"), "reasons are not for everybody");
    }

    @Test
    void a_server_that_is_asked_to_stop_says_so_before_it_stops_to_accept() throws Exception {
        start("admin-url: \"http://127.0.0.1:0\"\ndrain-delay: 1h\n");
        Thread stopping = Thread.ofPlatform().daemon().start(server::stop);

        Eventually.until("not ready", () -> status(admin() + "/health/ready") == 503);
        assertTrue(get(admin() + "/health/ready").body().startsWith("{\"state\":\"draining\""));
        assertEquals(200, get(admin() + "/health/live").statusCode());
        assertEquals(200, get(web() + "/plain/").statusCode(), "requests are still served");
        stopping.interrupt();
        stopping.join();
        server = null;
    }

    @Test
    void nothing_but_reading_is_possible_and_applications_do_not_see_the_admin_endpoint() throws Exception {
        start("admin-url: \"http://127.0.0.1:0\"\n");

        assertEquals(405, client.send(HttpRequest.newBuilder(URI.create(admin() + "/metrics"))
                .POST(HttpRequest.BodyPublishers.ofString("x")).build(), HttpResponse.BodyHandlers.ofString())
                .statusCode());
        assertEquals(404, get(admin() + "/plain/").statusCode());
        assertEquals(404, get(web() + "/metrics").statusCode());
        assertFalse(get(web() + "/plain/").body().contains(admin()));
    }

    @Test
    void an_mbean_shows_the_server() throws Exception {
        start("jmx: true\n");
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        ObjectName name = new ObjectName("dev.lanner:type=Server");
        get(web() + "/plain/");

        assertEquals("serving", beans.getAttribute(name, "State"));
        assertEquals(true, beans.getAttribute(name, "Ready"));
        assertEquals(List.of(web()), List.of((String[]) beans.getAttribute(name, "Urls")));
        assertEquals("running", ((TabularData) beans.getAttribute(name, "Contexts"))
                .get(new Object[]{"/plain"}).get("value"));
        Eventually.until("the request is counted", () -> requests(beans, name) == 1);
        server.stop();
        assertFalse(beans.isRegistered(name));
    }

    @Test
    void the_phases_of_a_request_never_go_back() throws Exception {
        start("access-log: all\naccess-log-format: json\n");
        get(web() + "/plain/?secret=1");
        server.stop();
        String line = Files.readString(directory.resolve("base/logs/access.log"));

        Matcher phases = Pattern.compile("\"([a-z_]+)\":([0-9]+)")
                .matcher(line.substring(line.indexOf("\"phases_us\":{") + "\"phases_us\":{".length()));
        List<String> names = new ArrayList<>();
        long before = 0;
        while (phases.find()) {
            names.add(phases.group(1));
            assertTrue(Long.parseLong(phases.group(2)) >= before, line);
            before = Long.parseLong(phases.group(2));
        }
        assertEquals(List.of("accepted", "head_started", "head_parsed", "dispatched", "first_byte", "ended"), names);
    }

    private int status(String url) {
        try {
            return get(url).statusCode();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private HttpResponse<String> metrics() {
        try {
            return get(admin() + "/metrics");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static long requests(MBeanServer beans, ObjectName name) {
        try {
            return (Long) beans.getAttribute(name, "Requests");
        } catch (JMException e) {
            throw new AssertionError(e);
        }
    }

    private static double value(String metrics, String name, String... labels) {
        return metrics.lines().filter(line -> line.startsWith(name + "{"))
                .filter(line -> List.of(labels).stream().allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).sum();
    }

    private void start(String lannerYaml) throws Exception {
        Path base = directory.resolve("base");
        Files.createDirectories(base.resolve("conf"));
        Files.writeString(base.resolve("conf/lanner.yaml"),
                lannerYaml + "endpoints: { web: { url: \"http://127.0.0.1:0\" } }\n");
        ProbeServlet.application(base.resolve("webapps/own"));
        ProbeServlet.application(base.resolve("webapps/plain"));
        server = new Server(ConfigurationReader.read(new ConfigurationSource(base, null, null, List.of(), Map.of())),
                BaseDirectory.take(base), new PrintStream(out, true, StandardCharsets.UTF_8), () -> {
                });
        server.start(List.of());
    }

    private String web() {
        return line("Listening on ");
    }

    private String admin() {
        return line("Health and metrics on ");
    }

    private String line(String start) {
        return out.toString(StandardCharsets.UTF_8).lines().filter(line -> line.startsWith(start)).findFirst()
                .orElseThrow().substring(start.length());
    }

    private HttpResponse<String> get(String url) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
