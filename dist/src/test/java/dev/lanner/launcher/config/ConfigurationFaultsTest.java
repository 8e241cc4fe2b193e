package dev.lanner.launcher.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ConfigurationFaultsTest {
    @TempDir Path base;

    /// `|` stands for a line break.
    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '^', textBlock = """
            shutdown-timeot: 5s                       ~ 1: key 'shutdown-timeot': is not a known key, did you mean 'shutdown-timeout'?
            limits:|  max-request-body-sze: 5         ~ 2: key 'limits.max-request-body-sze': is not a known key, did you mean 'limits.max-request-body-size'?
            max-request-body-size: 5                  ~ 1: key 'max-request-body-size': is not a known key, did you mean 'limits.max-request-body-size'?
            limits: { backlog: many }                 ~ 1: key 'limits.backlog' value 'many': must be a whole number of connections, 1 to 65535
            limits: { backlog: 0 }                    ~ 1: key 'limits.backlog' value '0': must be connections, 1 to 65535
            limits: { backlog: 1.5 }                  ~ 1: key 'limits.backlog' value '1.5': must be a whole number of connections, 1 to 65535
            limits: { backlog: }                      ~ 1: key 'limits.backlog': has no value; must be connections, 1 to 65535
            limits: { backlog: [1, 2] }               ~ 1: key 'limits.backlog' value '1, 2': must be connections, 1 to 65535, not a list
            limits: { backlog: { a: 1 } }             ~ 1: key 'limits.backlog': must be connections, 1 to 65535, not a mapping
            limits: 5                                 ~ 1: key 'limits' value '5': must be a mapping of settings
            shutdown-timeout: 5                       ~ 1: key 'shutdown-timeout' value '5': must be a time such as 500ms, 30s, 2m or 1h, from 0s to 8760h, or unlimited
            tcp-no-delay: yes                         ~ 1: key 'tcp-no-delay' value 'yes': must be true or false
            execution: threads                        ~ 1: key 'execution' value 'threads': must be one of loop, virtual, platform
            unix-mode: rw-------                      ~ 1: key 'unix-mode' value 'rw-------': must be permissions in octal, such as 0600 or 0660
            request-encoding: UTF-9                   ~ 1: key 'request-encoding' value 'UTF-9': must be a character encoding such as UTF-8, or none for the specification's ISO-8859-1
            log-levels: [dev.lanner]                  ~ 1: key 'log-levels' value 'dev.lanner': must be a list of LOGGER=LEVEL, the level one of all, trace, debug, info, warning, error, off
            protocols: [http1]                        ~ 1: key 'protocols': is a setting of an endpoint (endpoint-defaults, endpoints)
            endpoints: { a: { url: 'http://localhost:1', protocols: [http9] } } ~ 1: key 'endpoints.a.protocols' value 'http9': must be a list of one or more of http1, http2
            endpoints: { a: { limits: { backlog: 5 } } } ~ 1: key 'endpoints.a.url': is missing: the endpoint 'a' needs a URL such as http://localhost:8080
            endpoints:|  a:                           ~ 2: key 'endpoints.a.url': is missing: the endpoint 'a' needs a URL such as http://localhost:8080
            endpoints: { a: { ulr: 'http://localhost:1', url: 'http://localhost:1' } } ~ 1: key 'endpoints.a.ulr': is not a known key, did you mean 'endpoints.a.url'?
            endpoints: { a: 'http://localhost:1' }    ~ 1: key 'endpoints.a' value 'http://localhost:1': must be a mapping, such as { url: "http://localhost:8080" }
            endpoints: [a, b]                         ~ 1: key 'endpoints' value 'a, b': must be a mapping of names to endpoints
            endpoints: { 'a b': { url: 'http://localhost:1' } } ~ 1: key 'endpoints.a b': the name of an endpoint holds letters, digits, '-' and '_'
            https-redirect: 443                       ~ 1: key 'https-redirect': is a setting of an endpoint (endpoint-defaults, endpoints)
            endpoints: { a: { url: 'http://localhost:1', https-redirect: 65536 } } ~ 1: key 'endpoints.a.https-redirect' value '65536': must be off, a port from 1 to 65535, or the name of an https endpoint
            endpoints: { a: { url: 'http://localhost:1', https-redirect: b } } ~ 1: key 'endpoints.a.https-redirect' value 'b': must be off, a port or the name of an https endpoint over TCP; there is none
            endpoints: { a: { url: 'http://localhost:1', https-redirect: b }, b: { url: 'http://localhost:2' }, c: { url: 'https://localhost:3' } } ~ 1: key 'endpoints.a.https-redirect' value 'b': must be off, a port or the name of an https endpoint over TCP; there are: c
            endpoint-defaults: 5                      ~ 1: key 'endpoint-defaults' value '5': must be a mapping of settings
            endpoint-defaults: { shutdown-timeout: 5s } ~ 1: key 'endpoint-defaults.shutdown-timeout': is a setting of the server (top level)
            event-loops: 1|event-loops: 2             ~ 2: key 'event-loops': stands twice, first in line 1
            - a                                       ~ 1: must be a mapping of keys to values
            'a: [1'                                   ~ 1: must be a mapping of keys to values
            """)
    void each_fault_names_line_key_value_and_rule(String yaml, String fault) throws IOException {
        ConfigurationException thrown = faults(yaml.replace('|', '\n'));

        assertEquals(1, thrown.faults().size(), thrown.getMessage());
        assertEquals(base.resolve("conf/lanner.yaml") + ":" + fault.strip(), thrown.faults().getFirst().toString());
    }

    @Test
    void names_of_endpoints_do_not_differ_by_case() throws IOException {
        ConfigurationException thrown = faults("""
                endpoints:
                  Web: { url: "http://localhost:1" }
                  web: { url: "http://localhost:2" }
                """);

        assertTrue(thrown.getMessage().contains(":3: key 'endpoints.web': is the same name as 'Web'"),
                thrown.getMessage());
    }

    @Test
    void text_that_is_not_yaml_is_reported_with_its_line() throws IOException {
        ConfigurationException thrown = faults("event-loops: 1\nlimits: { backlog: 5\n");

        assertTrue(thrown.getMessage().contains("lanner.yaml:3: is not YAML: "), thrown.getMessage());
    }

    @Test
    void a_bad_url_is_reported_with_its_key() throws IOException {
        ConfigurationException thrown = faults("endpoints: { a: { url: 'ftp://x' } }");

        assertTrue(thrown.getMessage().contains(":1: key 'endpoints.a.url' value 'ftp://x': "), thrown.getMessage());
    }

    @Test
    void faults_of_all_sources_are_reported_together() throws IOException {
        Files.createDirectories(base.resolve("conf/contexts"));
        Files.writeString(base.resolve("conf/lanner.yaml"), "event-lops: 1\nexecution: none\n");
        Files.writeString(base.resolve("conf/contexts/a#b.yaml"), "limits: { max-request-body-size: -1 }\n");

        ConfigurationException thrown = assertThrows(ConfigurationException.class,
                () -> ConfigurationReader.read(new ConfigurationSource(base, null, "nothing", List.of("x"),
                        Map.of("LANNER_TCP_NO_DELAY", "on"))));

        assertEquals(List.of(base.resolve("conf/lanner.yaml") + ":1", base.resolve("conf/lanner.yaml") + ":2",
                "LANNER_TCP_NO_DELAY", "--set", "--urls", base.resolve("conf/contexts/a#b.yaml") + ":1"),
                thrown.faults().stream().map(fault -> fault.origin().toString()).toList());
        assertTrue(thrown.getMessage().startsWith("LNR-5001: the configuration has 6 faults:"), thrown.getMessage());
    }

    @Test
    void a_file_that_is_named_must_be_there() {
        ConfigurationException thrown = assertThrows(ConfigurationException.class,
                () -> ConfigurationReader.read(
                        new ConfigurationSource(base, base.resolve("x.yaml"), null, List.of(), Map.of())));

        assertEquals(base.resolve("x.yaml") + ": cannot be read: no such file", thrown.faults().getFirst().toString());
    }

    @Test
    void a_mapping_that_holds_itself_ends_with_a_fault() throws IOException {
        ConfigurationException thrown = faults("limits: &a\n  limits: *a\n");

        assertTrue(thrown.getMessage().contains("lies too deep"), thrown.getMessage());
    }

    @Test
    void control_characters_of_a_value_do_not_reach_the_message() throws IOException {
        ConfigurationException thrown = faults("execution: \"a\\nb\\e[2J\"");

        assertTrue(thrown.getMessage().contains("value 'a?b?[2J'"), thrown.getMessage());
    }

    @Test
    void bytes_that_are_not_utf_8_are_refused() throws IOException {
        Files.createDirectories(base.resolve("conf"));
        Files.write(base.resolve("conf/lanner.yaml"), new byte[]{'a', ':', ' ', (byte) 0xff});

        assertTrue(assertThrows(ConfigurationException.class, this::read).getMessage().contains("must be UTF-8"));
    }

    private ConfigurationException faults(String yaml) throws IOException {
        Files.createDirectories(base.resolve("conf"));
        Files.writeString(base.resolve("conf/lanner.yaml"), yaml);
        return assertThrows(ConfigurationException.class, this::read);
    }

    private Configuration read() throws ConfigurationException {
        return ConfigurationReader.read(new ConfigurationSource(base, null, null, List.of(), Map.of()));
    }
}
