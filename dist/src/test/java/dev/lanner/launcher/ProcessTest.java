package dev.lanner.launcher;

import dev.lanner.launcher.app.BodyServlet;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// The server as a process of its own, by its start script.
@DisabledOnOs(OS.WINDOWS)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ProcessTest {
    private static final int SIGINT = 2;

    @TempDir Path directory;

    private Path script;
    private Process server;
    private BufferedReader out;

    @BeforeEach
    void distribution() throws IOException {
        Path home = directory.resolve("home");
        script = Files.createDirectories(home.resolve("bin")).resolve("lanner");
        Files.copy(Path.of(System.getProperty("basedir", "."), "src/main/dist/bin/lanner"), script);
        assertTrue(script.toFile().setExecutable(true));
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.MAIN_CLASS, Main.class.getName());
        attributes.put(Attributes.Name.CLASS_PATH, Arrays.stream(System.getProperty("java.class.path").split(
                File.pathSeparator)).map(entry -> Path.of(entry).toUri().toString()).collect(Collectors.joining(" ")));
        attributes.putValue("Add-Opens", "java.base/java.lang");
        Path lib = Files.createDirectories(home.resolve("lib"));
        try (OutputStream jar = Files.newOutputStream(lib.resolve("lanner.jar"))) {
            new JarOutputStream(jar, manifest).close();
        }
    }

    @AfterEach
    void kill() throws Exception {
        if (server != null) {
            server.destroyForcibly().waitFor();
        }
    }

    @Test
    void sigterm_lets_a_running_request_end_and_refuses_new_connections() throws Exception {
        start();
        try (SocketChannel running = runningRequest()) {
            signal("TERM");
            awaitRefusal();
            assertTrue(server.isAlive(), "it waits for the request");

            running.write(ByteBuffer.wrap(new byte[5]));
            assertTrue(rest(running).contains("read 5;"));
        }
        assertEquals(0, server.waitFor());
        assertTrue(Files.notExists(directory.resolve("base/run/lanner.pid")));
        assertTrue(Files.notExists(directory.resolve("base/run/control")));
    }

    @Test
    void what_an_application_logs_is_in_the_server_log_with_the_ids_of_its_request() throws Exception {
        start();
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("s")))) {
            channel.write(StandardCharsets.US_ASCII.encode("POST /body?log HTTP/1.1\r\nHost: x\r\n"
                    + "Content-Length: 0\r\nConnection: close\r\n\r\n"));
            assertTrue(rest(channel).contains("read 0;"));
        }
        List<String> lines = Files.readAllLines(directory.resolve("err")).stream()
                .filter(line -> line.contains("app.Body")).toList();
        assertEquals(2, lines.size(), lines.toString());
        assertTrue(lines.get(0).matches("\\S+Z WARNING app\\.Body \\[c:(\\w+) r:(\\1-\\w+)\\]: one of \\2"),
                lines.get(0));
        assertTrue(lines.get(1).matches("\\S+Z WARNING app\\.Body \\[c:(\\w+) r:(\\1-\\w+)\\]: two of \\2"),
                lines.get(1));
    }

    @Test
    void a_second_sigint_ends_it_at_once_with_130() throws Exception {
        assumeSigintIsNotIgnored();
        start();
        try (SocketChannel running = runningRequest()) {
            signal("INT");
            awaitRefusal();
            assertTrue(server.isAlive(), "it waits for the request");

            signal("INT");
            assertEquals(130, server.waitFor());
            assertThrows(IOException.class, () -> {
                if (!rest(running).contains("read")) {
                    throw new IOException("the connection ended");
                }
            });
        }
    }

    @Test
    void a_request_longer_than_the_timeout_is_aborted_and_the_end_is_still_in_order() throws Exception {
        start("--set", "shutdown-timeout=50ms");
        try (SocketChannel running = runningRequest()) {
            signal("TERM");
            assertEquals(0, server.waitFor());
        }
        assertTrue(Files.readString(directory.resolve("err")).contains("LNR-5310: "));
    }

    @Test
    void a_second_server_on_the_same_base_ends_with_1_and_names_the_first() throws Exception {
        start();
        Process second = builder("--urls", "http://127.0.0.1:0").redirectErrorStream(true).start();
        String said = new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertEquals(1, second.waitFor());
        assertTrue(said.startsWith("LNR-5305: another Lanner (process " + server.pid() + ") serves from "), said);
        assertEquals(1, said.lines().count(), said);
    }

    @Test
    void a_configuration_that_is_wrong_is_said_line_by_line_and_ends_with_2() throws Exception {
        Path file = Files.createDirectories(directory.resolve("base/conf")).resolve("lanner.yaml");
        Files.writeString(file, "limits:\n  max-connections: many\nevent-lops: 3\n");
        Process failed = builder("--urls", "http://127.0.0.1:0").redirectErrorStream(true).start();
        String said = new String(failed.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertEquals(2, failed.waitFor());
        assertTrue(said.contains(file + ":2: key 'limits.max-connections' value 'many'"), said);
        assertTrue(said.contains(file + ":3: key 'event-lops': is not a known key, did you mean 'event-loops'?"), said);
    }

    private ProcessBuilder builder(String... more) {
        List<String> command = new ArrayList<>(List.of(script.toString(), "run", "--base",
                directory.resolve("base").toString()));
        command.addAll(List.of(more));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("LANNER_") || name.equals("JAVA_OPTS"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder;
    }

    private void start(String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--urls", "http://unix:" + directory.resolve("s")));
        arguments.addAll(List.of(more));
        arguments.add("/=" + BodyServlet.explode(directory.resolve("app")));
        server = builder(arguments.toArray(String[]::new)).redirectError(directory.resolve("err").toFile()).start();
        out = server.inputReader();
        assertEquals("Listening on http://unix:" + directory.resolve("s"), out.readLine());
        String ready = String.valueOf(out.readLine());
        assertTrue(ready.startsWith("Ready in "), ready);
    }

    private SocketChannel runningRequest() throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("s")));
        channel.write(StandardCharsets.US_ASCII.encode(
                "POST /body?first HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n"));
        StringBuilder answer = new StringBuilder();
        ByteBuffer some = ByteBuffer.allocate(4096);
        while (answer.indexOf("first;") < 0) {
            assertTrue(channel.read(some.clear()) > 0, answer.toString());
            answer.append(StandardCharsets.US_ASCII.decode(some.flip()));
        }
        return channel;
    }

    private static String rest(SocketChannel channel) throws IOException {
        StringBuilder answer = new StringBuilder();
        ByteBuffer some = ByteBuffer.allocate(4096);
        while (channel.read(some.clear()) >= 0) {
            answer.append(StandardCharsets.US_ASCII.decode(some.flip()));
        }
        return answer.toString();
    }

    private void awaitRefusal() throws IOException {
        while (true) {
            try (SocketChannel accepted = SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("s")))) {
                Thread.onSpinWait();
            } catch (ConnectException | NoSuchFileException e) {
                return;
            } catch (java.net.SocketException e) {
                assertTrue(Files.notExists(directory.resolve("s")), e.toString());
                return;
            }
        }
    }

    private void signal(String name) throws Exception {
        assertEquals(0, new ProcessBuilder("kill", "-" + name, Long.toString(server.pid())).inheritIO().start()
                .waitFor());
    }

    /// What runs in the background of a script has SIGINT ignored, and so have its children.
    private static void assumeSigintIsNotIgnored() throws IOException {
        Path status = Path.of("/proc/self/status");
        Assumptions.assumeTrue(Files.exists(status), "can't tell whether SIGINT is ignored");
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith("SigIgn:")) {
                long ignored = Long.parseUnsignedLong(line.substring(7).strip(), 16);
                Assumptions.assumeTrue((ignored & 1L << (SIGINT - 1)) == 0, "SIGINT is ignored here");
            }
        }
    }
}
