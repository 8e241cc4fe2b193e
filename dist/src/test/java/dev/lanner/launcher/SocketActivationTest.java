package dev.lanner.launcher;

import dev.lanner.testkit.RawClient;
import java.io.BufferedReader;
import java.io.File;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// Sockets that the server is started with, as systemd does it: a small launcher binds them and becomes the server.
@EnabledOnOs(OS.LINUX)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SocketActivationTest {
    private static final Path PYTHON = Path.of("/usr/bin/python3");
    private static final String LAUNCHER = """
            import os, socket, sys
            web = socket.socket()
            web.bind(("127.0.0.1", 0))
            local = socket.socket(socket.AF_UNIX)
            local.bind(sys.argv[1])
            for s in (web, local):
                s.listen(16)
            # high enough not to be one of those that are to be
            kept = [os.dup(s.fileno()) + 0 for s in (web, local)]
            high = [os.open("/dev/null", os.O_RDONLY) for _ in range(8)]
            for i, fd in enumerate([os.dup(k) for k in kept]):
                os.dup2(fd, 3 + i, inheritable=True)
            os.environ.update(LISTEN_FDS="2", LISTEN_FDNAMES="web:local", LISTEN_PID=str(os.getpid()))
            os.execv(sys.argv[2], sys.argv[2:])
            """;

    @TempDir Path directory;

    private Path jar;
    private Path socket;
    private Process server;

    @BeforeEach
    void distribution() throws Exception {
        assumeTrue(Files.isExecutable(PYTHON), "no python3 here");
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.MAIN_CLASS, Main.class.getName());
        attributes.put(Attributes.Name.CLASS_PATH, Arrays.stream(System.getProperty("java.class.path").split(
                File.pathSeparator)).map(entry -> Path.of(entry).toUri().toString()).collect(Collectors.joining(" ")));
        attributes.putValue("Add-Opens", "java.base/java.lang java.base/sun.nio.ch");
        jar = directory.resolve("lanner.jar");
        try (OutputStream out = Files.newOutputStream(jar)) {
            new JarOutputStream(out, manifest).close();
        }
        socket = Files.createTempDirectory(Path.of("/tmp"), "lanner").resolve("s");
    }

    @AfterEach
    void kill() throws Exception {
        if (server != null) {
            server.destroyForcibly().waitFor();
        }
        if (socket != null) {
            Files.deleteIfExists(socket);
            Files.deleteIfExists(socket.getParent());
        }
    }

    private BufferedReader start(String urls) throws Exception {
        List<String> command = new ArrayList<>(List.of(PYTHON.toString(), "-c", LAUNCHER, socket.toString(),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", jar.toString(), "run",
                "--base", directory.resolve("base").toString(), "--urls", urls));
        server = new ProcessBuilder(command).redirectErrorStream(true).start();
        return server.inputReader();
    }

    @Test
    void socketsOfBothKindsAreServed() throws Exception {
        BufferedReader out = start("http://systemd:web;http://systemd:local");
        String first = out.readLine();
        assertTrue(first.startsWith("Listening on http://127.0.0.1:"), first);
        assertEquals("Listening on http://unix:" + socket, out.readLine());

        int port = URI.create(first.substring("Listening on ".length())).getPort();
        try (RawClient client = RawClient.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port))) {
            assertEquals(404, client.exchange("GET / HTTP/1.1\r\nHost: x\r\n\r\n").status());
        }
        try (RawClient client = RawClient.connect(socket)) {
            assertEquals(404, client.exchange("GET / HTTP/1.1\r\nHost: x\r\n\r\n").status());
        }
        server.destroy();
        assertEquals(0, server.waitFor());
        assertTrue(Files.exists(socket), "the file is its maker's");
    }

    @Test
    void aDescriptorMayBeNamedByItsNumber() throws Exception {
        String first = start("http://systemd:3").readLine();
        assertTrue(first.startsWith("Listening on http://127.0.0.1:"), first);
    }

    @Test
    void aSocketThatIsNotThereIsSaidWithThoseThatAre() throws Exception {
        String said = start("http://systemd:other").readLine();

        assertEquals(1, server.waitFor());
        assertTrue(said.startsWith("LNR-2220: ") && said.contains("\"other\"") && said.contains("3 (web), 4 (local)"),
                said);
    }
}
