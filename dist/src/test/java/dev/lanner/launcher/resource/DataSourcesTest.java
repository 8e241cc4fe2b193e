package dev.lanner.launcher.resource;

import dev.lanner.launcher.app.DataServlet;
import dev.lanner.launcher.config.ConfigurationReader;
import dev.lanner.launcher.config.ConfigurationSource;
import dev.lanner.launcher.server.BaseDirectory;
import dev.lanner.launcher.server.Server;
import dev.lanner.launcher.server.WarArgument;
import dev.lanner.testkit.Eventually;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Data sources of a running server, with PostgreSQL.
class DataSourcesTest {
    private static Postgres postgres;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    @TempDir Path directory;
    private Server server;

    @BeforeAll
    static void startDatabase() throws Exception {
        postgres = Postgres.start("create table words (word text)", "insert into words values ('hello')");
    }

    @AfterAll
    static void stopDatabase() throws Exception {
        if (postgres != null) {
            postgres.close();
        }
    }

    @BeforeEach
    void makeBase() throws Exception {
        Files.createDirectories(directory.resolve("base/conf/contexts"));
        Files.writeString(directory.resolve("base/conf/shop-password"), Postgres.PASSWORD + "\n");
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop();
        }
    }

    private void context(String text) throws Exception {
        Files.writeString(directory.resolve("base/conf/contexts/shop.yaml"), text);
    }

    private static String source(String more) {
        return "{ type: datasource, url: \"" + postgres.url() + "\", user: lanner, password-file: shop-password, "
                + "connection-timeout: 500ms, max-pool-size: 3" + more + " }";
    }

    private void start(String webXml, String... sets) throws Exception {
        Path war = DataServlet.explode(directory.resolve("shop"), webXml);
        Path base = directory.resolve("base");
        server = new Server(ConfigurationReader.read(new ConfigurationSource(base, null, "http://127.0.0.1:0",
                List.of(sets), Map.of())), BaseDirectory.take(base), new PrintStream(out, true, StandardCharsets.UTF_8),
                () -> {
                });
        server.start(List.of(WarArgument.parse(war.toString())));
    }

    private String get(String path) throws Exception {
        return get(line("Listening on "), "/shop/data" + path);
    }

    private String line(String start) {
        return out.toString(StandardCharsets.UTF_8).lines().filter(line -> line.startsWith(start)).findFirst()
                .orElseThrow().substring(start.length());
    }

    private static String get(String url, String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(HttpRequest.newBuilder(URI.create(url + path)).build(),
                    HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 200 ? response.body() : Integer.toString(response.statusCode());
        }
    }

    private String injected() {
        try {
            return get("/injected");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private String look(String name) throws Exception {
        return get("/lookup?name=" + URLEncoder.encode(name, StandardCharsets.UTF_8));
    }

    @Test
    void aDataSourceIsInjectedLookedUpAndReferredTo() throws Exception {
        context("environment: { greeting: hi }\nresources:\n  jdbc/shop: " + source("") + "\n");
        start("<resource-ref><res-ref-name>jdbc/ref</res-ref-name><res-type>javax.sql.DataSource</res-type>"
                + "<lookup-name>java:comp/env/jdbc/shop</lookup-name></resource-ref>");

        assertEquals("hello", get("/injected"));
        assertEquals("hello", look("java:comp/env/jdbc/shop"));
        assertEquals("hello", get("/ref"));
        assertEquals("hi", get("/greeting"));
    }

    @Test
    void aDatabaseThatGoesAwayAndReturnsIsFoundAgain() throws Exception {
        context("resources: { jdbc/shop: " + source("") + " }\n");
        postgres.end();
        try {
            start("");
            String failure = get("/injected");
            assertTrue(failure.startsWith("LNR-4170 ") && failure.contains("shop.yaml:1: resource jdbc/shop: no "
                    + "connection within 500 ms: ") && failure.contains("refused"), failure);
            assertFalse(failure.contains(Postgres.PASSWORD), failure);
        } finally {
            postgres.begin();
        }
        Eventually.until("the pool finds the database again", () -> injected().equals("hello"));
        postgres.end();
        try {
            Eventually.until("the pool sees that the database is gone",
                    () -> injected().startsWith("LNR-4170 "));
        } finally {
            postgres.begin();
        }
        Eventually.until("the pool finds the database once more", () -> injected().equals("hello"));
    }

    @Test
    void failFastStopsTheDeployment() throws Exception {
        context("resources: { jdbc/shop: " + source(", fail-fast: true").replace(":" + postgres.port() + "/", ":1/")
                + " }\n");
        start("");

        assertEquals("503", get("/injected"));
    }

    @Test
    void contextsLinkToSharedOnes() throws Exception {
        Files.writeString(directory.resolve("base/conf/lanner.yaml"), "resources:\n  jdbc/main: " + source("") + "\n");
        context("resources: { jdbc/shop: { type: shared, name: jdbc/main } }\n");
        start("", "admin-url=http://127.0.0.1:0");

        assertEquals("hello", get("/injected"));
        String metrics = get(line("Health and metrics on "), "/metrics");
        assertTrue(metrics.contains("db_client_connection_count{context=\"\",db_client_connection_pool_name="
                + "\"jdbc/main\",db_client_connection_state=\"idle\"} 1.0"), metrics);
    }

    @Test
    void theApplicationMayDefineItsOwn() throws Exception {
        start("<data-source><name>java:comp/env/jdbc/shop</name><class-name>org.postgresql.ds.PGSimpleDataSource"
                + "</class-name><server-name>127.0.0.1</server-name><port-number>" + postgres.port()
                + "</port-number><database-name>postgres</database-name><user>lanner</user><password>"
                + Postgres.PASSWORD + "</password></data-source>");

        assertEquals("hello", get("/injected"));
    }

    @Test
    void poolsAreMeasured() throws Exception {
        context("resources: { jdbc/shop: " + source("") + " }\n");
        start("", "admin-url=http://127.0.0.1:0", "jmx=true");
        assertEquals("kept", get("/keep"));

        String metrics = get(line("Health and metrics on "), "/metrics");
        String labels = "context=\"/shop\",db_client_connection_pool_name=\"jdbc/shop\"";
        assertTrue(metrics.contains("db_client_connection_count{" + labels
                + ",db_client_connection_state=\"used\"} 1.0"), metrics);
        assertTrue(metrics.contains("db_client_connection_max{" + labels + "} 3.0"), metrics);
        assertTrue(metrics.contains("db_client_connection_pending_requests{" + labels + "} 0.0"), metrics);
        assertEquals(1, active("Pool (/shop jdbc/shop)"));
        assertEquals("released", get("/release"));
        assertEquals(0, active("Pool (/shop jdbc/shop)"));
        server.stop();
        assertTrue(ManagementFactory.getPlatformMBeanServer()
                .queryNames(new ObjectName("com.zaxxer.hikari:*"), null).isEmpty());
    }

    private static int active(String type) throws Exception {
        return (int) ManagementFactory.getPlatformMBeanServer().getAttribute(
                new ObjectName("com.zaxxer.hikari:type=" + type), "ActiveConnections");
    }
}
