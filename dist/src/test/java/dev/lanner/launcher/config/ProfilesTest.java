package dev.lanner.launcher.config;

import dev.lanner.deploy.section.ResponseHeadersSection;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ProfilesTest {
    private static final String TWO = """
            shutdown-timeout: 30s
            limits: { backlog: 7, max-form-size: 10 }
            response-headers: { X-A: a, X-B: b }
            endpoints: { web: { url: "http://127.0.0.1:1" } }
            profiles:
              dev:
                shutdown-timeout: 1s
                limits: { max-form-size: 20 }
                response-headers: { X-B: dev }
                endpoints: { web: { url: "http://127.0.0.1:2" }, more: { url: "http://127.0.0.1:3" } }
              prod:
                limits: { backlog: 9 }
            """;

    @TempDir Path base;

    private final Map<String, String> environment = new HashMap<>();
    private final List<String> sets = new ArrayList<>();

    @BeforeEach
    void directories() throws IOException {
        Files.createDirectories(base.resolve("conf/contexts"));
    }

    @Test
    void go_over_the_rest_of_the_file_key_by_key_and_tell_their_lines() throws Exception {
        server(TWO);
        Configuration dev = read("dev");

        assertEquals(Duration.ofSeconds(1), dev.server().get(Settings.SHUTDOWN_TIMEOUT));
        assertEquals(base.resolve("conf/lanner.yaml") + ":7", dev.server().origin(Settings.SHUTDOWN_TIMEOUT));
        assertEquals(7, dev.server().get(Settings.BACKLOG));
        assertEquals(20, dev.server().get(Settings.MAX_FORM_SIZE));
        assertEquals(Map.of("X-A", "a", "X-B", "dev"), dev.sections().get(ResponseHeadersSection.SECTION));
        assertEquals(List.of("http://127.0.0.1:2", "http://127.0.0.1:3"),
                dev.endpoints().stream().map(endpoint -> endpoint.url().toString()).toList());
        assertEquals("dev", dev.profile());
        String printed = ConfigurationPrinter.print(dev);
        assertTrue(printed.startsWith("# profile: dev\n"), printed);
        assertTrue(printed.contains("# " + base.resolve("conf/lanner.yaml") + ":7"), printed);
    }

    @Test
    void without_one_none_holds() throws Exception {
        server(TWO);
        Configuration none = read(null);

        assertEquals(Duration.ofSeconds(30), none.server().get(Settings.SHUTDOWN_TIMEOUT));
        assertEquals(10, none.server().get(Settings.MAX_FORM_SIZE));
        assertEquals(1, none.endpoints().size());
        assertEquals("", none.profile());
        assertFalse(ConfigurationPrinter.print(none).contains("profile"));
    }

    @Test
    void the_option_goes_over_the_variable_and_environment_and_sets_over_the_profile() throws Exception {
        server(TWO);
        environment.put("LANNER_PROFILE", "prod");
        assertEquals(9, read(null).server().get(Settings.BACKLOG));
        assertEquals(7, read("dev").server().get(Settings.BACKLOG));
        assertTrue(read("dev").notes().isEmpty());

        environment.put("LANNER_SHUTDOWN_TIMEOUT", "2s");
        assertEquals(Duration.ofSeconds(2), read("dev").server().get(Settings.SHUTDOWN_TIMEOUT));
        sets.add("shutdown-timeout=3s");
        assertEquals(Duration.ofSeconds(3), read("dev").server().get(Settings.SHUTDOWN_TIMEOUT));
    }

    @Test
    void a_context_has_its_part() throws Exception {
        server("profiles: { dev: { limits: { max-part-count: 5 } } }\n");
        Files.writeString(base.resolve("conf/contexts/shop.yaml"), """
                session-timeout: 1h
                profiles:
                  dev: { session-timeout: 1m, response-headers: { X-C: c } }
                  other: { session-timeout: 2m }
                """);
        ContextFile dev = read("dev").contexts().read("shop");
        SettingValues other = read("other").contexts().read("shop").settings();

        assertEquals(Duration.ofMinutes(1), dev.settings().get(Settings.SESSION_TIMEOUT));
        assertEquals(5, dev.settings().get(Settings.MAX_PART_COUNT));
        assertEquals(Map.of("X-C", "c"), dev.sections().get(ResponseHeadersSection.SECTION));
        assertEquals(Duration.ofMinutes(2), other.get(Settings.SESSION_TIMEOUT));
        assertEquals(1000, other.get(Settings.MAX_PART_COUNT));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            dve  | --profile: key 'dve': is not a profile; there are: ctx, dev, prod, did you mean 'dev'?
            test | --profile: key 'test': is not a profile; there are: ctx, dev, prod
            """)
    void an_unknown_one_is_an_error_that_names_those_that_exist(String name, String expected) throws Exception {
        server(TWO);
        Files.writeString(base.resolve("conf/contexts/shop.yaml"), "profiles: { ctx: { session-timeout: 1m } }\n");

        assertTrue(message(name).contains(expected), message(name));
    }

    @Test
    void an_unknown_one_of_the_variable_names_the_variable() {
        environment.put("LANNER_PROFILE", "dev");

        assertTrue(message(null).contains("LANNER_PROFILE: key 'dev': is not a profile: the configuration has no "
                + "'profiles:'"), message(null));
    }

    @Test
    void all_are_checked_whichever_was_chosen_and_faults_are_told_once() throws Exception {
        server("""
                profiles:
                  dev:
                    shutdown-timeot: 1s
                    limits: { backlog: x }
                  prod:
                    response-headers: { Content-Length: 5 }
                    endpoints: { web: 7 }
                  bad: 5
                """);
        for (String name : new String[]{null, "dev", "prod"}) {
            String message = message(name);
            for (String line : List.of(
                    ":3: key 'shutdown-timeot': is not a known key, did you mean 'shutdown-timeout'?",
                    ":4: key 'limits.backlog' value 'x': must be",
                    ":6: key 'response-headers.Content-Length' value '5': is a field that the server",
                    ":7: key 'endpoints.web' value '7': must be a mapping",
                    ":8: key 'profiles.bad' value '5': must be a mapping of settings")) {
                assertEquals(message.indexOf(line), message.lastIndexOf(line), message);
                assertTrue(message.contains(line), () -> line + " is missing in " + message);
            }
        }
    }

    private void server(String yaml) throws IOException {
        Files.writeString(base.resolve("conf/lanner.yaml"), yaml);
    }

    private String message(@Nullable String profile) {
        return assertThrows(ConfigurationException.class, () -> read(profile)).getMessage();
    }

    private Configuration read(@Nullable String profile) throws ConfigurationException {
        return ConfigurationReader.read(new ConfigurationSource(base, null, null, sets, environment, profile));
    }
}
