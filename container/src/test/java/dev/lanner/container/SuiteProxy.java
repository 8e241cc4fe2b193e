package dev.lanner.container;

import dev.lanner.container.SuiteWay.Kind;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

import static org.junit.jupiter.api.Assertions.assertTrue;

/// nginx or HAProxy with the configurations of `docs/behind-a-proxy.md`, for a whole run of the servlet suite.
final class SuiteProxy {
    private static final Path DOCUMENT = Path.of(System.getProperty("basedir", "."), "..", "docs", "behind-a-proxy.md");

    private final Kind kind;
    private final Path directory;

    SuiteProxy(Kind kind) throws IOException {
        this.kind = kind;
        directory = Files.createTempDirectory(Path.of("/tmp"), "lanner");
        // the workers of proxies run under their own user
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Path program(Kind kind) {
        return Path.of(kind == Kind.HAPROXY ? "/usr/sbin/haproxy" : "/usr/sbin/nginx");
    }

    /// Tests of a way whose program is not there are skipped.
    static void assumeInstalled(Kind kind) {
        if (kind.throughAProxy()) {
            Path program = program(kind);
            Assumptions.assumeTrue(Files.isExecutable(program), "no " + program + " here");
        }
    }

    Path socket() {
        return directory.resolve("s");
    }

    /// Starts it.
    ///
    /// @param server the server's URL
    /// @return where it listens
    SocketAddress start(String server) throws Exception {
        Path program = program(kind);
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            port = free.getLocalPort();
        }
        String behind = server.substring("http://".length());
        Path file = Files.writeString(directory.resolve("proxy.conf"),
                kind == Kind.HAPROXY ? haproxy(behind, port) : nginx(behind, port));
        List<String> command = kind == Kind.HAPROXY
                ? List.of(program.toString(), "-db", "-f", file.toString())
                : List.of(program.toString(), "-p", directory + "/", "-c", file.toString(), "-e", "error.log");
        Process proxy = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(directory.resolve("out.log").toFile()).start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(proxy)));
        SocketAddress front = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
        Eventually.until("the proxy listens", () -> !proxy.isAlive() || listens(front));
        assertTrue(proxy.isAlive(), Files.readString(directory.resolve("out.log")));
        return front;
    }

    private void end(Process proxy) {
        proxy.destroy();
        try {
            proxy.waitFor();
            try (Stream<Path> all = Files.walk(directory)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        } catch (IOException | InterruptedException e) {
            System.err.println(directory + " is left: " + e);
        }
    }

    private static boolean listens(SocketAddress front) {
        try (RawClient client = RawClient.connect(front)) {
            return client != null;
        } catch (IOException e) {
            return false;
        }
    }

    private String nginx(String server, int port) throws IOException {
        StringBuilder config = new StringBuilder("daemon off;\nworker_processes 1;\npid nginx.pid;\n");
        if (Files.getOwner(directory).getName().equals("root")) {
            config.append("user www-data www-data;\n");
        }
        config.append("error_log error.log;\nevents { worker_connections 64; }\nhttp {\naccess_log off;\n");
        for (String temporary : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
            config.append(temporary).append("_temp_path ").append(temporary).append(";\n");
        }
        boolean unix = kind == Kind.NGINX_UNIX;
        return config + changed(changed(block("nginx", unix ? 1 : 0),
                unix ? "unix:/run/lanner/http.sock;" : "127.0.0.1:8080;", server + ";"), "listen 80;",
                "listen 127.0.0.1:" + port + ";") + "}\n";
    }

    private static String haproxy(String server, int port) throws IOException {
        return "global\n    maxconn 64\n\n"
                + changed(changed(block("haproxy", 0), "127.0.0.1:8080", server), "bind :80",
                        "bind 127.0.0.1:" + port);
    }

    private static String changed(String text, String from, String to) {
        assertTrue(text.contains(from), () -> "\"" + from + "\" in " + text);
        return text.replace(from, to);
    }

    /// A configuration in the document.
    private static String block(String language, int number) throws IOException {
        String block = Files.readString(DOCUMENT).split("```" + language + "\n", -1)[number + 1];
        return block.substring(0, block.indexOf("```"));
    }
}
