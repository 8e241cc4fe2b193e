package dev.lanner.launcher.config;

import dev.lanner.deploy.resource.EnvironmentValue;
import dev.lanner.deploy.resource.PoolConfig;
import dev.lanner.deploy.resource.ResourceDefinition;
import dev.lanner.deploy.section.EnvironmentSection;
import dev.lanner.deploy.section.ResourcesSection;
import dev.lanner.spi.config.Sections;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// The sections `environment` and `resources`.
class ResourcesSectionTest {
    @TempDir Path base;
    private Path file;

    @BeforeEach
    void make() throws Exception {
        Files.createDirectories(base.resolve("conf/contexts"));
        Files.writeString(base.resolve("conf/secret"), "geheim\nnot this\n");
        file = base.resolve("conf/contexts/shop.yaml");
    }

    private Configuration read(String text) throws Exception {
        Files.writeString(file, text);
        return ConfigurationReader.read(new ConfigurationSource(base, null, null, List.of(), Map.of()));
    }

    private Sections sections(String text) throws Exception {
        return read(text).contexts().read(List.of("shop")).sections();
    }

    private ResourceDefinition one(String text) throws Exception {
        return sections("resources: { x: " + text + " }\n").get(ResourcesSection.SECTION).get("x");
    }

    private List<String> faults(String text) {
        return assertThrows(ConfigurationException.class, () -> read(text)).faults().stream()
                .map(fault -> fault.toString().replace(base + "/", "")).toList();
    }

    @Test
    void entriesAreTextsUnlessTheySayAType() throws Exception {
        String origin = file + ":";
        assertEquals(
                Map.of("greeting", new EnvironmentValue("hello", null, origin + 2), "pool.size",
                        new EnvironmentValue("5", null, origin + 3), "typed",
                        new EnvironmentValue("6", "Integer", origin + 4)),
                sections("environment:\n  greeting: hello\n  pool.size: 5\n  typed: { type: Integer, value: 6 }\n")
                        .get(EnvironmentSection.SECTION));
    }

    @Test
    void aDataSourceHasDefaults() throws Exception {
        ResourceDefinition.Database database = assertInstanceOf(ResourceDefinition.Database.class,
                one("{ type: datasource, url: \"jdbc:x:y\" }"));
        assertEquals("jdbc:x:y", database.url());
        assertEquals(ResourceDefinition.Login.NONE, database.login());
        assertEquals(new ResourceDefinition.Pool(PoolConfig.of("x"), false), database.pool());
    }

    @Test
    void aDataSourceMaySayMuch() throws Exception {
        ResourceDefinition.Database database = assertInstanceOf(ResourceDefinition.Database.class, one("{ type: "
                + "datasource, url: \"jdbc:x:y\", driver: a.Driver, user: u, password-file: secret, max-pool-size: 7, "
                + "min-idle: 2, connection-timeout: 3s, idle-timeout: 1m, max-lifetime: unlimited, keepalive-time: 0, "
                + "validation-timeout: 1s, leak-detection-threshold: 20s, auto-commit: false, read-only: true, "
                + "transaction-isolation: repeatable-read, schema: s, connection-init-sql: i, "
                + "connection-test-query: t, fail-fast: true, properties: { ssl: true, a.b: c } }"));
        assertEquals(new ResourceDefinition.Login("u", "geheim"), database.login());
        assertEquals("a.Driver", database.driver());
        assertEquals(Map.of("ssl", "true", "a.b", "c"), database.properties());
        assertTrue(database.pool().failFast());
        assertEquals(new PoolConfig("x", 7, 2,
                new PoolConfig.Times(Duration.ofSeconds(3), Duration.ofMinutes(1), Duration.ZERO, Duration.ZERO,
                        Duration.ofSeconds(1), Duration.ofSeconds(20)),
                new PoolConfig.Session(false, true, "TRANSACTION_REPEATABLE_READ", "s", "i", "t"), false),
                database.pool().config());
        assertFalse(database.toString().contains("geheim"), database.toString());
        assertFalse(database.login().toString().contains("geheim"));
    }

    @Test
    void othersAreRead() throws Exception {
        assertEquals(new ResourceDefinition.Url(file + ":1", "https://x"), one("{ type: url, url: \"https://x\" }"));
        assertEquals(new ResourceDefinition.Shared(file + ":1", "y"), one("{ type: shared, name: y }"));
        assertEquals(new ResourceDefinition.Bean(file + ":1", "a.B", Map.of("k", "v")),
                one("{ type: bean, class: a.B, properties: { k: v } }"));
        assertEquals(new ResourceDefinition.Custom(file + ":1", "a.F", "java.lang.Object", Map.of()),
                one("{ type: custom, factory: a.F }"));
        assertEquals(
                new ResourceDefinition.Mail(file + ":1", Map.of("mail.host", "h", "mail.smtp.host", "h",
                        "mail.smtp.port", "2525", "mail.from", "f", "mail.smtp.starttls.enable", "true"),
                        new ResourceDefinition.Login("u", "p")),
                one("{ type: mail, host: h, port: 2525, from: f, user: u, password: p, properties: { mail: { smtp: { "
                        + "starttls.enable: true } } } }"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{ type: datasource, urll: x } | key 'resources.x.urll': is not a known key, did you mean 'resources.x.url'?",
        "{ type: datasource, user: x } | key 'resources.x': has no url",
        "{ url: x } | key 'resources.x': has no type, it must be one of [datasource, mail, custom, bean, url, shared]",
        "{ type: pool } | key 'resources.x.type' value 'pool': must be one of [datasource, mail, custom, bean, url, "
                + "shared]",
        "5 | key 'resources.x' value '5': must be a mapping of keys to values",
        "{ type: datasource, url: u, max-pool-size: 0 } | key 'resources.x.max-pool-size' value '0': must be "
                + "connections, 1 to 10000",
        "{ type: datasource, url: u, max-pool-size: 2, min-idle: 3 } | key 'resources.x.min-idle' value '3': must be "
                + "at most max-pool-size, which is 2",
        "{ type: datasource, url: u, connection-timeout: 1ms } | key 'resources.x.connection-timeout' value '1ms': "
                + "must be a time such as 500ms, 30s, 2m or 1h, from 250ms to 24h",
        "{ type: datasource, url: u, transaction-isolation: best } | key 'resources.x.transaction-isolation' value "
                + "'best': must be one of [read-uncommitted, read-committed, repeatable-read, serializable]",
        "{ type: datasource, url: u, fail-fast: maybe } | key 'resources.x.fail-fast' value 'maybe': must be true or "
                + "false",
        "{ type: datasource, url: u, password-file: none } | key 'resources.x.password-file' value 'none': names "
                + "conf/none, which is not there",
        "{ type: datasource, url: u, password-file: secret, password: p } | key 'resources.x.password-file' value "
                + "'secret': stands beside password; keep one of them",
        "{ type: mail, port: 0 } | key 'resources.x.port' value '0': must be a port, 1 to 65535",
        "{ type: custom } | key 'resources.x': has no factory", "{ type: bean } | key 'resources.x': has no class",
        "{ type: url } | key 'resources.x': has no url", "{ type: shared } | key 'resources.x': has no name"})
    void faultsAreNamedByFileAndLine(String text, String fault) {
        List<String> faults = faults("resources: { x: " + text + " }\n");
        assertTrue(faults.getFirst().startsWith("conf/contexts/shop.yaml:1: " + fault), faults.toString());
    }

    @Test
    void allFaultsAreToldTogether() {
        assertEquals(3,
                faults("environment: [a]\nresources:\n  a: { type: datasource }\n  b: { type: none }\n").size());
    }

    @Test
    void passwordsAreNotPrinted() throws Exception {
        String printed = ConfigurationPrinter.print(read("environment: { api.token: geheim }\nresources: { x: { type: "
                + "datasource, url: \"jdbc:x://u:geheim@h/d\", password: geheim, properties: { trustPassword: geheim } "
                + "} }\n"));
        assertFalse(printed.contains("geheim"), printed);
        assertTrue(printed.contains("password"), printed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"environment: { db.password: { type: String, value: geheim } }",
        "environment: { store: \"redis://u:geheim@h\" }",
        "resources: { x: { type: datasource, url: \"jdbc:oracle:thin:scott/geheim@//h/s\" } }",
        "resources: { x: { type: datasource, url: \"jdbc:sqlserver://h;user=u;PWD=geheim\" } }",
        "resources: { x: { type: bean, class: a.B, properties: { uri: \"amqp://u:ge/heim@h\", apiKey: geheim } } }"})
    void secretsInOtherPlacesAreNotPrinted(String text) throws Exception {
        String printed = ConfigurationPrinter.print(read(text + "\n"));
        assertFalse(printed.contains("geheim") || printed.contains("heim@"), printed);
        assertTrue(printed.contains("not shown"), printed);
    }
}
