package dev.lanner.launcher.config;

import dev.lanner.deploy.section.ResponseHeadersSection;
import dev.lanner.deploy.section.WorkerEnvironmentSection;
import dev.lanner.spi.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SectionsTest {
    @TempDir Path base;

    private final List<String> sets = new ArrayList<>();

    @BeforeEach
    void directories() throws IOException {
        Files.createDirectories(base.resolve("conf/contexts"));
    }

    @Test
    void stand_beside_settings_at_the_server_and_at_a_context() throws Exception {
        server("shutdown-timeout: 1s\nresponse-headers: { X-A: server, X-B: b }\n");
        context("limits: { max-part-count: 3 }\nresponse-headers:\n  X-A: own # comment\n");
        Configuration configuration = read();

        assertEquals(Map.of("X-A", "server", "X-B", "b"), configuration.sections().get(ResponseHeadersSection.SECTION));
        assertEquals(Map.of("X-A", "own"),
                configuration.contexts().read("shop").sections().get(ResponseHeadersSection.SECTION));
        assertEquals(Map.of(), configuration.contexts().read("other").sections().get(ResponseHeadersSection.SECTION));
    }

    @Test
    void variables_of_workers_are_read_and_not_shown() throws Exception {
        server("worker-environment: { MODE: production, EMPTY: \"\" }\n");
        context("hosting: worker\nworker:\n  jvm-args: [\"-Xlog:gc*,safepoint\", \"-Dgreeting=good day\"]\n"
                + "worker-environment: { MODE: test, DB: hunter2 }\n");
        Configuration configuration = read();
        ContextFile file = configuration.contexts().read("shop");

        assertEquals(Map.of("MODE", "test", "EMPTY", "", "DB", "hunter2"),
                WorkerEnvironmentSection.merge(configuration.sections().get(WorkerEnvironmentSection.SECTION),
                        file.sections().get(WorkerEnvironmentSection.SECTION)));
        assertEquals(List.of("-Xlog:gc*,safepoint", "-Dgreeting=good day"),
                file.settings().get(Settings.WORKER_JVM_ARGS));
        String printed = ConfigurationPrinter.print(configuration);
        assertTrue(printed.contains("MODE: ") && !printed.contains("production"), printed);
    }

    @Test
    void the_command_line_goes_over_the_file_key_by_key() throws Exception {
        server("response-headers: { X-A: a, X-B: b }\n");
        sets.add("response-headers.X-B=c");

        assertEquals(Map.of("X-A", "a", "X-B", "c"), read().sections().get(ResponseHeadersSection.SECTION));
    }

    @Test
    void all_faults_of_all_files_are_reported_together() throws Exception {
        server("response-headers: { 'X A': a, Content-Length: 5 }\nresponse-header: { X: y }\nlimits: { backlog: x }\n");
        context("response-headers:\n  X-A:\n  x-a: b\n  X-C: [a, b]\n  X-D: ' d'\n");
        Files.writeString(base.resolve("conf/contexts/b.yaml"), "response-headers: DENY\n");

        String message = assertThrows(ConfigurationException.class, this::read).getMessage();

        String server = base.resolve("conf/lanner.yaml").toString();
        String shop = base.resolve("conf/contexts/shop.yaml").toString();
        for (String line : List.of(server + ":1: key 'response-headers.X A' value 'a': is not the name of a field",
                server + ":1: key 'response-headers.Content-Length' value '5': is a field that the server",
                server + ":2: key 'response-header.X': is not a known key, did you mean 'response-headers'?",
                server + ":3: key 'limits.backlog' value 'x': must be a whole number",
                shop + ":2: key 'response-headers.X-A': has no value",
                shop + ":3: key 'response-headers.x-a' value 'b': stands twice",
                shop + ":4: key 'response-headers.X-C': must be one value",
                shop + ":5: key 'response-headers.X-D' value ' d': must be the value of a field",
                base.resolve("conf/contexts/b.yaml") + ":1: key 'response-headers' value 'DENY': must be a mapping")) {
            assertTrue(message.contains(line), () -> line + " is missing in " + message);
        }
        assertTrue(message.startsWith("LNR-5001: the configuration has 9 faults"), message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            response-headers: { "X-\\u00e9": a } | is not the name of a field
            response-headers: { X-A: "a\\r\\nSet-Cookie: b" } | must be the value of a field
            response-headers: { X-A: "\\u00e9" } | must be the value of a field
            response-headers: { X-A: { b: c } } | must be one value
            response-headers: { transfer-encoding: chunked } | is a field that the server
            """)
    void bad_fields_are_refused(String yaml, String rule) throws Exception {
        context(yaml);

        String message = assertThrows(ConfigurationException.class, this::read).getMessage();

        assertTrue(message.contains("shop.yaml:1: key 'response-headers."), message);
        assertTrue(message.contains(rule), message);
    }

    @Test
    void print_config_shows_them_with_their_origins_and_can_be_read_again() throws Exception {
        server("response-headers:\n  X-A: \"a \\\"b\\\" \\\\ c\"\n  X-B: 'null'\n");
        context("response-headers: { X-C: d }\n");
        String printed = ConfigurationPrinter.print(read());
        assertTrue(printed.lines().anyMatch(line -> line.strip().startsWith("X-B: ")
                && line.endsWith("# " + base.resolve("conf/lanner.yaml") + ":3")), printed);
        assertTrue(printed.lines().anyMatch(line -> line.startsWith("#     X-C: d ")
                && line.endsWith("# " + base.resolve("conf/contexts/shop.yaml") + ":1")), printed);
        server(printed);

        assertEquals(Map.of("X-A", "a \"b\" \\ c", "X-B", "null"),
                read().sections().get(ResponseHeadersSection.SECTION));
    }

    private void server(String yaml) throws IOException {
        Files.writeString(base.resolve("conf/lanner.yaml"), yaml);
    }

    private void context(String yaml) throws IOException {
        Files.writeString(base.resolve("conf/contexts/shop.yaml"), yaml);
    }

    private Configuration read() throws ConfigurationException {
        return ConfigurationReader.read(new ConfigurationSource(base, null, null, sets, Map.of()));
    }
}
