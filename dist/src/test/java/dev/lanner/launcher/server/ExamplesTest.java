package dev.lanner.launcher.server;

import dev.lanner.launcher.config.ConfigurationReader;
import dev.lanner.launcher.config.ConfigurationSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// The examples WAR in a whole server, at the root and elsewhere.
class ExamplesTest {
    private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\"#]*)\"");
    private static final Path EXAMPLES = Path.of(System.getProperty("basedir", "."), "../examples");

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

    @ParameterizedTest
    @ValueSource(strings = {"/", "/some/where"})
    void all_links_of_the_page_and_of_the_error_pages_lead_somewhere(String context) throws Exception {
        start(context);
        String prefix = context.equals("/") ? "" : context;

        HttpResponse<String> page = get(prefix + "/");
        assertEquals(200, page.statusCode());
        assertEquals(6, followLinks(page));
        HttpResponse<String> jsp = get(prefix + "/page.jsp?name=%3Cb%3E");
        assertEquals(4, followLinks(jsp));
        assertTrue(jsp.body().contains("Hello, &lt;b&gt;") && jsp.body().contains("60,481,729"), jsp.body());
        HttpResponse<String> missing = get(prefix + "/not/there");
        assertEquals(404, missing.statusCode());
        assertEquals(4, followLinks(missing), missing.body());
        HttpResponse<String> large = client.send(HttpRequest.newBuilder(uri(prefix + "/upload"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[2 << 20])).build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals(413, large.statusCode());
        assertEquals(4, followLinks(large), large.body());
    }

    @Test
    void the_error_pages_are_no_addresses_of_their_own() throws Exception {
        start("/");

        assertEquals(404, get("/error/too-large").statusCode());
        assertEquals(404, get("/WEB-INF/too-large.html").statusCode());
    }

    private int followLinks(HttpResponse<String> page) throws Exception {
        int count = 0;
        for (Matcher link = LINK.matcher(page.body()); link.find(); count++) {
            URI target = page.uri().resolve(link.group(1));
            assertEquals(200, client.send(HttpRequest.newBuilder(target).build(), HttpResponse.BodyHandlers.ofString())
                    .statusCode(), target.toString());
        }
        return count;
    }

    private void start(String context) throws Exception {
        Path war = explode(directory.resolve("examples"));
        Path base = directory.resolve("base");
        server = new Server(
                ConfigurationReader
                        .read(new ConfigurationSource(base, null, "http://127.0.0.1:0", List.of(), Map.of())),
                BaseDirectory.take(base), new PrintStream(out, true, StandardCharsets.UTF_8), () -> {
                });
        server.start(List.of(WarArgument.parse(context + "=" + war)));
    }

    private static Path explode(Path root) throws IOException {
        copy(EXAMPLES.resolve("src/main/webapp"), root);
        copy(EXAMPLES.resolve("target/classes"), root.resolve("WEB-INF/classes"));
        return root;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(uri(path)).header("Accept-Language", "en").build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        String listening = out.toString(StandardCharsets.UTF_8).lines().findFirst().orElseThrow();
        return URI.create(listening.substring("Listening on ".length()) + path);
    }
}
