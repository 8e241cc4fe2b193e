package dev.lanner.launcher.sockets;

import dev.lanner.launcher.cli.CommandLineTool;
import dev.lanner.launcher.config.ConfigurationReader;
import dev.lanner.launcher.config.ConfigurationSource;
import dev.lanner.launcher.server.BaseDirectory;
import dev.lanner.launcher.server.Server;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// A real browser, with the certificate that `lanner dev-cert` makes.
@Timeout(180)
class BrowserTest {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    /// A page that tells by which protocol it came, and so does what it loads.
    private static final String PAGE = """
            <!DOCTYPE html><title>a page</title><p id="page">?</p><p id="script">?</p><script src="more.js"></script>
            <script>
            addEventListener('load', () => {
              const told = kind => performance.getEntriesByType(kind)[0].nextHopProtocol;
              document.getElementById('page').textContent = 'page by ' + told('navigation');
              document.getElementById('script').textContent = 'script by ' + told('resource') + ', ' + window.more;
            });
            </script>
            """;

    @TempDir Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private Server server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop();
        }
    }

    @Test
    void chromiumSpeaksHttp2WithTheCertificateForDevelopment() throws Exception {
        assumeTrue(Files.isExecutable(CHROMIUM), "Chromium is not installed");
        start("[http1, http2]");

        String dom = dom();
        assertTrue(dom.contains("page by h2") && dom.contains("script by h2, loaded"), dom);
    }

    @Test
    void chromiumSpeaksHttp11WhereTheEndpointDoesNotOfferMore() throws Exception {
        assumeTrue(Files.isExecutable(CHROMIUM), "Chromium is not installed");
        start("[http1]");

        String dom = dom();
        assertTrue(dom.contains("page by http/1.1") && dom.contains("script by http/1.1, loaded"), dom);
    }

    private void start(String protocols) throws Exception {
        Path base = Files.createDirectories(directory.resolve("base"));
        Path page = Files.createDirectories(base.resolve("webapps/page"));
        Files.createDirectories(page.resolve("WEB-INF"));
        Files.writeString(page.resolve("index.html"), PAGE);
        Files.createDirectories(base.resolve("conf"));
        Files.writeString(page.resolve("more.js"), "window.more = 'loaded';\n");
        assertEquals(0, CommandLineTool.execute(new String[]{"dev-cert", "--base", base.toString()}));
        Files.writeString(base.resolve("conf/lanner.yaml"),
                "endpoints: { web: { url: \"https://127.0.0.1:0\", protocols: "
                        + protocols + ", certificate: { path: dev-cert.p12, password-file: dev-cert.password } } }\n");
        ConfigurationSource source = new ConfigurationSource(base, null, null, List.of(), Map.of());
        server = new Server(ConfigurationReader.read(source), source, BaseDirectory.take(base),
                new PrintStream(out, true, StandardCharsets.UTF_8), () -> {
                });
        server.start(List.of());
    }

    /// What the browser has made of the page.
    private String dom() throws IOException, InterruptedException {
        String url = out.toString(StandardCharsets.UTF_8).lines().filter(line -> line.startsWith("Listening on "))
                .findFirst().orElseThrow().substring("Listening on ".length());
        List<String> command = new ArrayList<>(List.of(CHROMIUM.toString(), "--headless", "--no-sandbox",
                "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
                "--ignore-certificate-errors", "--user-data-dir=" + directory.resolve("profile"), "--dump-dom",
                url + "/page/"));
        Path dom = directory.resolve("dom");
        Process browser = new ProcessBuilder(command).redirectOutput(dom.toFile())
                .redirectError(directory.resolve("log").toFile()).start();
        try {
            assertTrue(browser.waitFor(150, TimeUnit.SECONDS), "the browser does not end");
            return Files.readString(dom);
        } finally {
            browser.descendants().forEach(ProcessHandle::destroyForcibly);
            browser.destroyForcibly().waitFor();
        }
    }
}
