package dev.lanner.launcher.server;

import dev.lanner.launcher.config.ConfigurationReader;
import dev.lanner.launcher.config.ConfigurationSource;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.testkit.InMemoryConnector;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

/// What configuration decides, as web applications and connectors see it.
class ServerFeaturesTest {
    @TempDir Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private Server server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop();
        }
    }

    private void start(String lannerYaml, Map<String, String> contextFiles) throws Exception {
        Path base = directory.resolve("base");
        Files.createDirectories(base.resolve("conf/contexts"));
        Files.createDirectories(base.resolve("webapps"));
        Files.writeString(base.resolve("conf/lanner.yaml"), lannerYaml);
        for (Map.Entry<String, String> file : contextFiles.entrySet()) {
            Files.writeString(base.resolve("conf/contexts/" + file.getKey()), file.getValue());
        }
        ProbeServlet.application(base.resolve("webapps/own"));
        ProbeServlet.application(base.resolve("webapps/plain"));
        server = new Server(ConfigurationReader.read(new ConfigurationSource(base, null, null, List.of(), Map.of())),
                BaseDirectory.take(base), new PrintStream(out, true, StandardCharsets.UTF_8), () -> {
                });
        server.start(List.of());
    }

    private List<String> urls() {
        return out.toString(StandardCharsets.UTF_8).lines().filter(line -> line.startsWith("Listening on "))
                .map(line -> line.substring("Listening on ".length())).toList();
    }

    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    private int post(String url, int bytes) throws Exception {
        return send(
                HttpRequest.newBuilder(URI.create(url)).POST(HttpRequest.BodyPublishers.ofByteArray(new byte[bytes]))
                        .build())
                .statusCode();
    }

    @Test
    void the_real_port_is_an_attribute_of_each_servlet_context() throws Exception {
        start("endpoints: { web: { url: \"http://127.0.0.1:0\" } }\n", Map.of());

        String url = urls().getFirst();
        assertEquals("[" + url + "]", send(HttpRequest.newBuilder(URI.create(url + "/plain/")).build()).body());
    }

    @Test
    void a_third_connector_is_started_by_configuration_alone() throws Exception {
        start("endpoints: { pigeon: { url: \"http://127.0.0.1:1\", connector: pigeon } }\n", Map.of());

        ConnectorContext context = PigeonConnectorFactory.RUNNING.get();
        assertNotNull(context);
        assertEquals(List.of("http://pigeon"), urls());
        InMemoryConnector carrier = new InMemoryConnector(context.application());
        assertEquals("[http://pigeon]", carrier.get("/plain/").send().text());
        assertEquals(404, carrier.get("/none").send().status());

        server.stop();
        assertNull(PigeonConnectorFactory.RUNNING.get());
    }

    @Test
    void the_limit_of_a_context_comes_before_that_of_its_endpoint() throws Exception {
        start("limits: { max-request-body-size: 5 }\nendpoints:\n  small: { url: \"http://127.0.0.1:0\", "
                + "limits: { max-request-body-size: 10 } }\n  plain: { url: \"http://127.0.0.1:0\" }\n",
                Map.of("own.yaml", "limits: { max-request-body-size: 20 }\n"));
        String small = urls().get(0);
        String plain = urls().get(1);

        assertEquals(200, post(small + "/own/", 20));
        assertEquals(413, post(small + "/own/", 21));
        assertEquals(200, post(small + "/plain/", 10));
        assertEquals(413, post(small + "/plain/", 11));
        assertEquals(200, post(plain + "/own/", 20));
        assertEquals(200, post(plain + "/plain/", 5));
        assertEquals(413, post(plain + "/plain/", 6));
    }
}
