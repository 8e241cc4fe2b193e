package dev.lanner.launcher.deployment;

import dev.lanner.launcher.app.BusyServlet;
import dev.lanner.launcher.app.NiceDriver;
import dev.lanner.launcher.app.VersionServlet;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.RawClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// A hundred redeployments of an application with pages, a WebSocket, a database driver, threads and static state leave
/// nothing behind in a server.
@DisabledOnOs(OS.WINDOWS)
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class FlatMemoryTest {
    private static final int FIRST = 10;
    private static final int TIMES = 100;
    private static final long MEGABYTE = 1024;

    @TempDir Path directory;

    @Test
    void heapAndMetaspaceAreFlatAndOneClassLoaderIsLeft() throws Exception {
        Path war = LannerProcess.webapps(directory).resolve("v.war");
        try (LannerProcess server = LannerProcess.start(directory, "-XX:+UseSerialGC -XX:TieredStopAtLevel=1")) {
            Wars.war().classes(VersionServlet.class, "Late").classes(BusyServlet.class, "Echo")
                    .classes(NiceDriver.class)
                    .file("WEB-INF/classes/version.txt", "1")
                    .file("page.jsp", "<%@ taglib prefix='c' uri='jakarta.tags.core' %><c:out value='${6 * 7}'/>")
                    .write(war);
            Eventually.until("it serves", () -> status(server, "/v/plain") == 200);
            redeploy(server, FIRST);
            long[] before = usage(server);
            redeploy(server, TIMES);
            String left = server.ask("list", Map.of("leaks", ""));
            assertEquals("No web application that was ended is still in memory\n", left);
            long[] after = usage(server);
            String numbers = "heap " + before[0] + " KiB, then " + after[0] + "; metaspace " + before[1] + " KiB, then "
                    + after[1] + "; class loaders " + after[2];
            assertEquals(1, after[2], numbers);
            assertTrue(after[0] <= before[0] + 2 * MEGABYTE, numbers);
            assertTrue(after[1] <= before[1] + MEGABYTE, numbers);
            System.out.println(numbers);
        }
    }

    private static void redeploy(LannerProcess server, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            assertEquals(200, status(server, "/v/plain"));
            assertEquals(200, status(server, "/v/busy"));
            assertEquals(200, status(server, "/v/page.jsp"));
            try (RawClient socket = RawClient.connect(server.address())) {
                assertEquals(101, socket.exchange("GET /v/echo HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
                        + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n").status());
                if (i % 10 == 0) {
                    // the connection is still open
                    server.ask("redeploy", Map.of("context", "/v"));
                }
            }
            if (i % 10 != 0) {
                server.ask("redeploy", Map.of("context", "/v"));
            }
        }
    }

    private static int status(LannerProcess server, String path) {
        try (RawClient client = RawClient.connect(server.address())) {
            return client.exchange("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").status();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// KiB of live heap, KiB of metaspace, class loaders of web applications.
    private static long[] usage(LannerProcess server) throws Exception {
        String pid = Long.toString(server.pid());
        run("jcmd", pid, "GC.run");
        run("jcmd", pid, "GC.run");
        List<String> lines = run("jstat", "-gc", pid).lines().toList();
        List<String> heads = Arrays.asList(lines.getFirst().strip().split(" +"));
        List<String> values = Arrays.asList(lines.getLast().strip().split(" +"));
        double metaspace = Double.parseDouble(values.get(heads.indexOf("MU")));
        List<String> histogram = run("jcmd", pid, "GC.class_histogram").lines().toList();
        long loaders = histogram.stream().filter(line -> line.strip().matches(
                ".* dev\\.lanner\\.deploy\\.loader\\.WebAppClassLoader( .*)?")).mapToLong(line -> number(line, 1))
                .sum();
        return new long[]{number(histogram.getLast(), 2) / 1024, (long) metaspace, loaders};
    }

    private static long number(String line, int column) {
        return Long.parseLong(line.strip().split(" +")[column]);
    }

    private static String run(String tool, String... arguments) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of(System.getProperty("java.home") + "/bin/" + tool));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output;
    }
}
