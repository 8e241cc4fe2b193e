package dev.lanner.tck;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/// Runs the whole Servlet TCK: `mvn -pl tck-runner -am verify -Ptck`. Outside the default build.
class ServletTckRun {
    private static final Pattern TEST_CLASS = Pattern.compile("servlet/tck/.*Tests?\\.class");

    /// Of the TCK's key store.
    private static final String PASSWORD = "changeit";

    private final TckOptions options = TckOptions.ofSystemProperties("servlet-tck");

    @Test
    void nothingFails() throws Exception {
        TckJars tck = new TckJars("the Jakarta Servlet TCK", options.version(),
                "https://jakarta.ee/specifications/servlet/6.1/ (the TCK's zip)",
                List.of("jakarta.servlet.tck:servlet-tck-runtime", "jakarta.servlet.tck:servlet-tck-util"));
        List<Path> jars = tck.find(options.unpacked(), options.repository());
        List<String> classes = testClasses(jars.getFirst());
        assertFalse(classes.isEmpty(), "no test class is chosen");
        Path directory = options.emptyDirectory();
        List<List<String>> parts = SlowClasses.SERVLET_TCK.split(classes, options.forks());
        for (int i = 0; i < parts.size(); i++) {
            prepare(directory.resolve("fork-" + i), jars.getFirst());
        }
        List<Path> classPath = new ArrayList<>(jars);
        Arrays.stream(System.getProperty("java.class.path").split(System.getProperty("path.separator"))).map(Path::of)
                .forEach(classPath::add);

        long start = System.nanoTime();
        List<TckResult> results = new TckForks(directory, fork -> jvmOptions(directory.resolve("fork-" + fork)),
                classPath, Duration.ofMinutes(40)).run(parts);
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        TckReport report = new TckReport("Jakarta Servlet TCK " + options.version(), options.mode(), results, took);
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

    /// The TCK resolves a logger for its archives by the POM of its working directory; the servers read their
    /// configuration from their base directories.
    private void prepare(Path home, Path tck) throws Exception {
        Files.createDirectories(home);
        Files.writeString(home.resolve("pom.xml"), text("pom.xml").replace("${slf4j.version}",
                System.getProperty("slf4j.version")));
        for (String server : List.of("http", "https")) {
            Path conf = Files.createDirectories(home.resolve(server).resolve("conf"));
            Files.writeString(conf.resolve("lanner.yaml"), text("lanner.yaml")
                    + text(options.workers() ? "workers.yaml" : "one-process.yaml"));
            Files.writeString(conf.resolve("users.yaml"), text("users.yaml"));
        }
        prepareHttps(home.resolve("https").resolve("conf"), tck);
    }

    /// The certificate of the TCK's client, and one for the server, made here.
    private static void prepareHttps(Path conf, Path tck) throws Exception {
        Files.writeString(conf.resolve("lanner.yaml"), text("https.yaml"), StandardOpenOption.APPEND);
        Files.writeString(conf.resolve("password"), PASSWORD + "\n");
        try (JarFile jar = new JarFile(tck.toFile());
                InputStream in = jar.getInputStream(jar.getEntry("certificates/clientcert.jks"))) {
            Files.copy(in, conf.resolve("clientcert.jks"));
        }
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=localhost",
                "-ext", "san=dns:localhost,ip:127.0.0.1", "-validity", "30", "-storetype", "PKCS12",
                "-keystore", conf.resolve("server.p12").toString(), "-storepass", PASSWORD).redirectErrorStream(true)
                .redirectOutput(conf.resolve("keytool.log").toFile()).start();
        assertEquals(0, keytool.waitFor(), () -> "see " + conf.resolve("keytool.log"));
    }

    private static String text(String resource) throws IOException {
        try (InputStream in = ServletTckRun.class.getClassLoader().getResourceAsStream("servlet-tck/" + resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private List<String> jvmOptions(Path home) {
        List<String> all = new ArrayList<>(options.jvmArguments());
        Path conf = home.resolve("https").resolve("conf");
        Collections.addAll(all, "-Darquillian.xml=servlet-tck/arquillian.xml",
                "-Dtck.mode=" + options.mode(),
                "-Dtck.base=" + home,
                "-Dlanner.distribution=" + System.getProperty("lanner.distribution"),
                "-Dmaven.repo.local=" + options.repository(),
                "-Dorg.apache.maven.offline=true",
                "-Dservlet.tck.support.crossContext=" + !options.workers(),
                "-Dservlet.tck.support.http2Push=false",
                "-Djavax.net.ssl.keyStore=" + conf.resolve("clientcert.jks"),
                "-Djavax.net.ssl.keyStorePassword=" + PASSWORD,
                "-Djavax.net.ssl.trustStore=" + conf.resolve("server.p12"),
                "-Djavax.net.ssl.trustStorePassword=" + PASSWORD,
                "-Djimage.dir=" + home.resolve("jimage"),
                "-DsigTestClasspath=" + servletApi() + System.getProperty("path.separator")
                        + home.resolve("jimage/java.base"));
        return all;
    }

    private static Path servletApi() {
        try {
            return Path.of(jakarta.servlet.Servlet.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (java.net.URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
