package dev.lanner.launcher.config;

import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ConfigurationReaderTest {
    @TempDir Path base;

    private final Map<String, String> environment = new java.util.HashMap<>();
    private final List<String> sets = new ArrayList<>();

    @BeforeEach
    void directories() throws IOException {
        Files.createDirectories(base.resolve("conf/contexts"));
    }

    @Test
    void without_anything_the_server_listens_on_both_loopback_addresses() throws Exception {
        Configuration configuration = read(null);

        assertEquals(List.of("http://localhost:8080"), urls(configuration));
        assertEquals("default", configuration.server().origin(Settings.SHUTDOWN_TIMEOUT));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            http://127.0.0.1:1, http://127.0.0.1:2, 3, http://127.0.0.1:1
            -,                  http://127.0.0.1:2, 3, http://127.0.0.1:2
            -,                  -,                  3, http://*:3
            -,                  -,                  -, http://127.0.0.1:4
            """)
    void command_line_goes_over_environment_over_file(String option, String variable, String ports, String expected)
            throws Exception {
        file("endpoints: { web: { url: 'http://127.0.0.1:4' } }");
        put("LANNER_URLS", variable);
        put("LANNER_HTTP_PORTS", ports);

        assertEquals(List.of(expected), urls(read(option)));
    }

    @Test
    void relative_files_of_certificates_and_tls_lie_below_conf() throws Exception {
        file("""
                endpoints:
                  web:
                    url: https://127.0.0.1:4
                    certificate: { path: a.pem, key-path: /b.pem, password-file: c }
                    tls: { trust-store: d/e.pem }
                """);
        SettingValues values = read(null).endpoints().getFirst().settings();
        Path conf = base.resolve("conf").toAbsolutePath().normalize();

        assertEquals(conf.resolve("a.pem").toString(), values.get(Settings.TLS_CERTIFICATE));
        assertEquals("/b.pem", values.get(Settings.TLS_CERTIFICATE_KEY));
        assertEquals(conf.resolve("c").toString(), values.get(Settings.TLS_PASSWORD_FILE));
        assertEquals(conf.resolve("d/e.pem").toString(), values.get(Settings.TLS_TRUST_STORE));
    }

    @Test
    void one_note_names_the_endpoints_that_are_replaced() throws Exception {
        file("""
                endpoints:
                  web: { url: 'http://127.0.0.1:4' }
                  socket: { url: 'http://unix:/tmp/s' }
                """);

        assertEquals(List.of("LNR-5002: --urls replaces the endpoints of the configuration: web, socket"),
                read("http://127.0.0.1:1;http://127.0.0.1:2").notes());
    }

    @Test
    void settings_come_from_the_nearest_source_with_their_origin() throws Exception {
        file("""
                shutdown-timeout: 1s
                event-loops: 2
                limits:
                  backlog: 7
                """);
        environment.put("LANNER_SHUTDOWN_TIMEOUT", "2s");
        environment.put("LANNER_LIMITS_MAX_SESSIONS", "9");
        sets.add("shutdown-timeout=3s");

        var server = read(null).server();

        assertEquals(Duration.ofSeconds(3), server.get(Settings.SHUTDOWN_TIMEOUT));
        assertEquals("--set", server.origin(Settings.SHUTDOWN_TIMEOUT));
        assertEquals(base.resolve("conf/lanner.yaml") + ":2", server.origin(Settings.EVENT_LOOPS));
        assertEquals(base.resolve("conf/lanner.yaml") + ":4", server.origin(Settings.BACKLOG));
        assertEquals("LANNER_LIMITS_MAX_SESSIONS", server.origin(Settings.MAX_SESSIONS));
    }

    @Test
    void an_endpoint_goes_over_endpoint_defaults_over_the_server() throws Exception {
        file("""
                limits: { backlog: 1, max-connections: 1, keep-alive-timeout: 1s }
                endpoint-defaults:
                  limits: { max-connections: 2, keep-alive-timeout: 2s }
                endpoints:
                  web:
                    url: "http://127.0.0.1:0"
                    limits: { keep-alive-timeout: 3s }
                """);

        EndpointConfig web = read(null).endpoints().getFirst();

        assertEquals("web", web.name());
        assertEquals(base.resolve("conf/lanner.yaml") + ":6", web.origin());
        assertEquals(1, web.settings().get(Settings.BACKLOG));
        assertEquals(2, web.settings().get(Settings.MAX_CONNECTIONS));
        assertEquals(Duration.ofSeconds(3), web.settings().get(Settings.KEEP_ALIVE_TIMEOUT));
    }

    @Test
    void set_reaches_into_endpoints_without_regard_to_case() throws Exception {
        file("endpoints: { Web: { url: 'http://127.0.0.1:1', limits: { backlog: 5 } } }");
        sets.add("endpoints.web.limits.backlog=6");
        sets.add("endpoints.web.url=http://127.0.0.1:9");

        Configuration configuration = read(null);

        assertEquals(List.of("http://127.0.0.1:9"), urls(configuration));
        assertEquals(6, configuration.endpoints().getFirst().settings().get(Settings.BACKLOG));
    }

    @Test
    void a_context_has_its_file_over_the_server() throws Exception {
        file("limits: { max-request-body-size: 100, max-part-count: 3 }");
        Files.writeString(base.resolve("conf/contexts/a#b.yaml"), "limits: { max-request-body-size: 5 }\n");

        ContextFiles contexts = read(null).contexts();

        assertEquals(5, contexts.settings("a#b").get(Settings.MAX_REQUEST_BODY_SIZE));
        assertEquals(3, contexts.settings("a#b").get(Settings.MAX_PART_COUNT));
        assertEquals(100, contexts.settings("ROOT").get(Settings.MAX_REQUEST_BODY_SIZE));
        assertEquals(List.of("a#b"), contexts.names());
    }

    @Test
    void a_file_of_comments_and_an_empty_group_say_nothing() throws Exception {
        file("# nothing\n\n   # at all\n");
        assertEquals(1, read(null).endpoints().size());

        file("limits:\n  # backlog: 5\nendpoints:\nendpoint-defaults: {}\n");
        assertEquals(List.of("http://localhost:8080"), urls(read(null)));
    }

    @Test
    void lists_are_written_either_way() throws Exception {
        file("log-levels: [a.b=debug, c=off]");
        Map<String, System.Logger.Level> levels = read(null).server().get(Settings.LOG_LEVELS);
        file("log-levels: a.b=debug, c=off");

        assertEquals(Map.of("a.b", System.Logger.Level.DEBUG, "c", System.Logger.Level.OFF), levels);
        assertEquals(levels, read(null).server().get(Settings.LOG_LEVELS));
    }

    @Test
    void an_unknown_variable_is_noted_and_does_no_harm() throws Exception {
        environment.put("LANNER_PORT_8080_TCP", "tcp://10.0.0.1:8080");
        environment.put("LANNER_URL", "x");

        List<String> notes = read(null).notes();

        assertEquals(2, notes.size());
        assertTrue(notes.toString().contains("LANNER_URL means nothing here, did you mean LANNER_URLS?"),
                notes.toString());
    }

    @Test
    void what_print_config_writes_means_the_same_and_tells_origins() throws Exception {
        file("""
                shutdown-timeout: 1s
                log-levels: [a=debug]
                limits: { backlog: 7 }
                endpoints:
                  web: { url: 'http://127.0.0.1:4', limits: { backlog: 8 } }
                """);
        Files.writeString(base.resolve("conf/contexts/ROOT.yaml"), "limits: { max-request-body-size: unlimited }\n");
        environment.put("LANNER_EXECUTION", "virtual");
        String printed = ConfigurationPrinter.print(read(null));
        environment.clear();
        file(printed);

        Configuration again = read(null);

        assertTrue(printed.contains("# LANNER_EXECUTION"), printed);
        assertTrue(printed.contains("# " + base.resolve("conf/lanner.yaml") + ":3"), printed);
        assertTrue(printed.contains("# conf/contexts/ROOT.yaml\n"), printed);
        assertTrue(printed.lines().anyMatch(line -> line.startsWith("event-loops: 0 ") && line.endsWith("# default")));
        assertEquals(Settings.Execution.VIRTUAL, again.server().get(Settings.EXECUTION));
        assertEquals(List.of("http://127.0.0.1:4"), urls(again));
        assertEquals(8, again.endpoints().getFirst().settings().get(Settings.BACKLOG));
        assertEquals(Map.of("a", System.Logger.Level.DEBUG), again.server().get(Settings.LOG_LEVELS));
    }

    private void put(String name, String value) {
        if (value != null) {
            environment.put(name, value);
        }
    }

    private void file(String yaml) throws IOException {
        Files.writeString(base.resolve("conf/lanner.yaml"), yaml);
    }

    private Configuration read(String urls) throws ConfigurationException {
        return ConfigurationReader.read(new ConfigurationSource(base, null, urls, sets, environment));
    }

    private static List<String> urls(Configuration configuration) {
        return configuration.endpoints().stream().map(endpoint -> endpoint.url().toString()).toList();
    }
}
