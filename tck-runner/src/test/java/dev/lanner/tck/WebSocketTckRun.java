package dev.lanner.tck;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/// Runs the whole WebSocket TCK, Lanner's server with Lanner's client: `mvn -pl tck-runner -am verify -Ptck-websocket`.
/// Outside the default build.
class WebSocketTckRun {
    private static final Pattern TEST_CLASS = Pattern.compile("com/sun/ts/tests/websocket/.*IT\\.class");

    private final TckOptions options = TckOptions.ofSystemProperties("websocket-tck");

    @Test
    void nothingFails() throws Exception {
        TckJars tck = new TckJars("the Jakarta WebSocket TCK", options.version(),
                "https://jakarta.ee/specifications/websocket/2.2/ (the TCK's zip)",
                List.of("jakarta.tck:websocket-tck-spec-tests", "jakarta.tck:websocket-tck-common"));
        List<Path> jars = tck.find(options.unpacked(), options.repository());
        List<String> classes = testClasses(jars.getFirst());
        assertFalse(classes.isEmpty(), "no test class is chosen");
        Path directory = options.emptyDirectory();
        List<List<String>> parts = SlowClasses.WEBSOCKET_TCK.split(classes, options.forks());
        for (int i = 0; i < parts.size(); i++) {
            Files.createDirectories(directory.resolve("fork-" + i));
        }
        List<Path> classPath = new ArrayList<>(jars);
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator)).map(Path::of)
                .forEach(classPath::add);

        long start = System.nanoTime();
        List<TckResult> results = new TckForks(directory, fork -> jvmOptions(directory.resolve("fork-" + fork)),
                classPath, Duration.ofMinutes(20)).run(parts);
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        TckReport report = new TckReport("Jakarta WebSocket TCK " + options.version(), options.mode(), results, took);
        System.out.println(report.text());
        if (options.complete()) {
            report.writeTo(options.reportFile());
        }
        assertEquals(0, report.failures().size(), "tests that failed; they are named above");
    }

    private List<String> testClasses(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream().map(entry -> entry.getName()).filter(name -> TEST_CLASS.matcher(name).matches())
                    .filter(name -> name.indexOf('$') < 0)
                    .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .filter(options::chosen).sorted().toList();
        }
    }

    private List<String> jvmOptions(Path home) {
        List<String> all = new ArrayList<>(options.jvmArguments());
        Collections.addAll(all, "-Darquillian.xml=websocket-tck/arquillian.xml",
                "-Dtck.mode=" + options.mode(),
                "-Dtck.base=" + home,
                "-Dlanner.distribution=" + System.getProperty("lanner.distribution"),
                "-Dlib.name=websockettck",
                "-Dws_wait=5",
                "-Duser=j2ee",
                "-Dpassword=j2ee",
                "-Djimage.dir=" + home.resolve("jimage"),
                "-DsigTestClasspath=" + Stream.concat(
                        Stream.of(jakarta.websocket.Session.class, jakarta.websocket.server.ServerContainer.class)
                                .map(WebSocketTckRun::jar),
                        Stream.of(home.resolve("jimage/java.base"))).map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator)));
        return all;
    }

    private static Path jar(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (java.net.URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
