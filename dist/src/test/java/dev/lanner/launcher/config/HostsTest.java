package dev.lanner.launcher.config;

import dev.lanner.deploy.ContextName;
import dev.lanner.deploy.section.HostsSection;
import dev.lanner.deploy.section.HostsSection.Host;
import dev.lanner.deploy.section.PrefixesSection;
import dev.lanner.spi.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// `hosts:`, `default-host:` and `prefixes:`.
class HostsTest {
    @TempDir Path base;

    @BeforeEach
    void directories() throws IOException {
        Files.createDirectories(base.resolve("conf/contexts"));
    }

    private void server(String yaml) throws IOException {
        Files.writeString(base.resolve("conf/lanner.yaml"), yaml);
    }

    private void context(String name, String yaml) throws IOException {
        Files.writeString(base.resolve("conf/contexts/" + name + ".yaml"), yaml);
    }

    private Configuration read() throws ConfigurationException {
        return ConfigurationReader.read(new ConfigurationSource(base, null, null, List.of(), Map.of()));
    }

    @Test
    void hostsHaveAliasesAndADirectory() throws Exception {
        server("""
                hosts:
                  Shop.Example.com:
                    aliases: [www.shop.example.com, "*.shop.example.com", "[::1]", 10.0.0.1]
                    webapps: webapps-shop
                  blog.example.com:
                default-host: blog.example.COM
                """);
        Configuration configuration = read();
        assertEquals(Map.of(
                "shop.example.com", new Host(List.of("www.shop.example.com", "*.shop.example.com", "[0:0:0:0:0:0:0:1]",
                        "10.0.0.1"), "webapps-shop"),
                "blog.example.com", new Host(List.of(), "webapps-blog.example.com")),
                configuration.sections().get(HostsSection.SECTION));
        assertEquals("blog.example.COM", configuration.server().get(Settings.DEFAULT_HOST));
    }

    @Test
    void prefixesAreReadFromTheFileOfAContext() throws Exception {
        context("shop", "prefixes: [\"http://shop.example.com:8080/\", \"https://+:443/shop/\"]\n");
        context("one", "prefixes: http://*/one\n");
        assertEquals("[http://shop.example.com:8080/, https://+:443/shop/]",
                read().contexts().read("shop").sections().get(PrefixesSection.SECTION).toString());
        assertEquals("[http://*:80/one/]",
                read().contexts().read("one").sections().get(PrefixesSection.SECTION).toString());
    }

    @Test
    void allFaultsAreReportedTogetherWithFileAndLine() throws Exception {
        server("""
                hosts:
                  "*.example.com":
                  a.example: { aliase: x }
                  A.example:
                  b.example:
                    aliases: [a.example, "c d", "*.b.example", "*.b.example"]
                    webapps: webapps
                  c.example: [x]
                  d.example: { webapps: webapps-b.example }
                  e.example: { aliases: { x: y } }
                  b2.example: { webapps: webapps-b.example }
                default-host: f.example
                """);
        context("shop", "prefixes:\n  - http://a.example:0/\n  - http://*/\n  - http://*:80\n");
        context("bad", "prefixes: { a: b }\n");
        String message = assertThrows(ConfigurationException.class, this::read).getMessage();
        String server = base.resolve("conf/lanner.yaml").toString();
        for (String line : List.of(
                server + ":2: key 'hosts.*.example.com': is not the name of a host",
                server + ":3: key 'hosts.a.example.aliase': is not a known key, did you mean 'hosts.a.example.aliases'?",
                server + ":4: key 'hosts.A.example': names a.example, which is a name of host a.example already",
                server + ":6: key 'hosts.b.example.aliases': names a.example, which is a name of host a.example already",
                server + ":6: key 'hosts.b.example.aliases': holds 'c d', which is not the name of a host",
                server + ":6: key 'hosts.b.example.aliases': names *.b.example, which is",
                server + ":7: key 'hosts.b.example.webapps' value 'webapps': is the directory of every host already",
                server + ":8: key 'hosts.c.example': must be a mapping",
                server + ":10: key 'hosts.e.example.aliases': must be a list of names",
                server + ":11: key 'hosts.b2.example.webapps' value 'webapps-b.example': is the directory of host d.example",
                server + ":12: key 'default-host' value 'f.example': must be none or one of the hosts: ",
                "shop.yaml:1: key 'prefixes': holds 'http://a.example:0/', which is no URL prefix: character 18: a port",
                "shop.yaml:1: key 'prefixes': holds http://*:80/ twice",
                "bad.yaml:1: key 'prefixes': must be a list of URL prefixes")) {
            assertTrue(message.contains(line), () -> line + " is missing in " + message);
        }
    }

    @Test
    void contextsOfAHostHaveTheirFilesInADirectory() throws Exception {
        Files.createDirectories(base.resolve("conf/contexts/a.example"));
        server("hosts: { a.example: { } }\n");
        context("a.example/shop", "session-timeout: 5m\n");
        context("shop##2", "session-timeout: 6m\n");
        context("shop", "session-timeout: 7m\n");
        ContextFiles contexts = read().contexts();
        for (String[] row : new String[][]{{"a.example/shop", "5"}, {"a.example/shop##2", "5"}, {"/shop##2", "6"},
            {"/shop##3", "7"}, {"/shop", "7"}, {"b.example/shop", "30"}}) {
            assertEquals(row[1], Long.toString(contexts.settings(ContextName.ofPath(row[0]).configurationNames())
                    .get(Settings.SESSION_TIMEOUT).toMinutes()), row[0]);
        }
        context("a.example/shop", "\nprefixes: http://:80/\n");
        assertTrue(assertThrows(ConfigurationException.class, this::read).getMessage()
                .contains("a.example/shop.yaml:2: key 'prefixes'"));
    }

    @Test
    void aDefaultHostNeedsHosts() throws Exception {
        server("default-host: a.example\n");
        assertTrue(assertThrows(ConfigurationException.class, this::read).getMessage()
                .contains(
                        ":1: key 'default-host' value 'a.example': must be none or one of the hosts: there are none"));
        server("default-host: none\n");
        assertEquals("none", read().server().get(Settings.DEFAULT_HOST));
    }
}
