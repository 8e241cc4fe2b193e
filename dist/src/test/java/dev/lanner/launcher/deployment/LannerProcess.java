package dev.lanner.launcher.deployment;

import dev.lanner.launcher.Main;
import dev.lanner.launcher.control.ControlClient;
import dev.lanner.launcher.control.ControlException;
import dev.lanner.launcher.control.ControlRequest;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// A server as a process of its own, by its start script, with the class path of the test.
final class LannerProcess implements AutoCloseable {
    /// Ends the options.
    private static final String BEHIND = "--";
    private static final String ADMIN = "Health and metrics on ";
    private static final URI NOWHERE = URI.create("http://nowhere.invalid/");

    private final Path directory;
    private final Process process;
    private final URI url;
    private final URI admin;

    private LannerProcess(Path directory, Process process, URI url, URI admin) {
        this.admin = admin;
        this.directory = directory;
        this.process = process;
        this.url = url;
    }

    /// Starts it and waits until it is ready. Its base is `base` in the directory, its log `log`.
    ///
    /// @param javaOptions for the JVM; empty for none
    static LannerProcess start(Path directory, String javaOptions, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("--urls", "http://127.0.0.1:0"));
        all.addAll(List.of(arguments));
        return run(directory, javaOptions, all);
    }

    /// Starts it with the endpoints of its configuration file; also once more, after its process has ended.
    static LannerProcess startAsConfigured(Path directory) throws IOException {
        return run(directory, "", List.of());
    }

    /// Starts it behind a front server, without a port of its own.
    ///
    /// @param front the base directory of the front server
    /// @param prefix what it registers
    static LannerProcess startBehind(Path directory, Path front, String prefix, String... arguments)
            throws IOException {
        List<String> all = new ArrayList<>(
                List.of("--set", "front.base=" + front, "--set", "front.prefixes=" + prefix));
        all.addAll(List.of(arguments));
        all.add(BEHIND);
        return run(directory, "", all);
    }

    /// Starts it as another user, by root. Whatever the test has made can be read by it, and nothing else is allowed.
    ///
    /// @param behind whether it has no port of its own
    static LannerProcess startAs(String user, Path directory, boolean behind) throws IOException {
        return run(directory, "", List.of("setpriv", "--reuid=" + user, "--regid=nogroup", "--clear-groups",
                "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"),
                behind ? List.of(BEHIND) : List.of());
    }

    private static LannerProcess run(Path directory, String javaOptions, List<String> arguments) throws IOException {
        return run(directory, javaOptions, List.of(), arguments);
    }

    private static LannerProcess run(Path directory, String javaOptions, List<String> before, List<String> arguments)
            throws IOException {
        Path made = directory.resolve("home/bin/lanner");
        Path script = Files.exists(made) ? made : distribution(directory);
        Files.createDirectories(webapps(directory));
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(script.toString(), "run", "--base", directory.resolve("base").toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(directory.resolve("log").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("LANNER_") || name.equals("JAVA_OPTS"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        if (!javaOptions.isEmpty()) {
            builder.environment().put("JAVA_OPTS", javaOptions);
        }
        Process process = builder.start();
        BufferedReader out = process.inputReader();
        String first = String.valueOf(out.readLine());
        boolean listens = first.startsWith("Listening on ");
        assertEquals(arguments.contains(BEHIND), first.startsWith("Serving behind "), first);
        String ready = String.valueOf(out.readLine());
        while (ready.startsWith("Listening on ")) {
            ready = String.valueOf(out.readLine());
        }
        URI admin = NOWHERE;
        if (ready.startsWith(ADMIN)) {
            admin = URI.create(ready.substring(ADMIN.length()));
            ready = String.valueOf(out.readLine());
        }
        assertTrue(ready.startsWith("Ready in "), ready);
        Thread.ofVirtual().start(() -> {
            try {
                while (out.readLine() != null) {
                    // nobody else reads it, and a full pipe would hold the server up
                }
            } catch (IOException e) {
                assertNotNull(e, "the process has ended");
            }
        });
        return new LannerProcess(directory, process,
                listens ? URI.create(first.substring("Listening on ".length())) : NOWHERE, admin);
    }

    static Path webapps(Path directory) {
        return directory.resolve("base/webapps");
    }

    private static Path distribution(Path directory) throws IOException {
        Path home = directory.resolve("home");
        Path script = Files.createDirectories(home.resolve("bin")).resolve("lanner");
        Files.copy(Path.of(System.getProperty("basedir", "."), "src/main/dist/bin/lanner"), script);
        assertTrue(script.toFile().setExecutable(true));
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.MAIN_CLASS, Main.class.getName());
        attributes.put(Attributes.Name.CLASS_PATH, Arrays.stream(System.getProperty("java.class.path").split(
                File.pathSeparator)).map(entry -> Path.of(entry).toUri().toString()).collect(Collectors.joining(" ")));
        attributes.putValue("Add-Opens", "java.base/java.lang java.base/java.lang.invoke java.base/java.util");
        Path lib = Files.createDirectories(home.resolve("lib"));
        try (OutputStream jar = Files.newOutputStream(lib.resolve("lanner.jar"))) {
            new JarOutputStream(jar, manifest).close();
        }
        return script;
    }

    InetSocketAddress address() {
        return new InetSocketAddress(url.getHost(), url.getPort());
    }

    URI url() {
        return url;
    }

    /// Its admin endpoint, where it has one.
    URI admin() {
        return admin;
    }

    long pid() {
        return process.pid();
    }

    Path webapps() {
        return webapps(directory);
    }

    String log() throws IOException {
        return Files.readString(directory.resolve("log"));
    }

    /// Asks by the control socket.
    String ask(String command, Map<String, String> values) throws ControlException {
        return String.valueOf(new ControlClient(directory.resolve("base/run")).ask(new ControlRequest(command, values),
                Duration.ofSeconds(60)));
    }

    /// Sends SIGKILL, and waits for the end.
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /// Its base directory.
    Path base() {
        return directory.resolve("base");
    }

    /// Asks it to stop, by SIGTERM, and waits.
    void stop() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
