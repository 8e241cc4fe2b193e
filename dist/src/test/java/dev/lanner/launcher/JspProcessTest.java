package dev.lanner.launcher;

import dev.lanner.launcher.app.BodyServlet;
import java.io.BufferedReader;
import java.io.File;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// The server as a process, with `lib/jsp` as the distribution has it, and without.
@DisabledOnOs(OS.WINDOWS)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class JspProcessTest {
    /// What makes up JSP, on the class path of this test.
    private static final Predicate<String> PART = Pattern
            .compile(
                    "(apache-jsp|apache-el|ecj|jakarta\\.el-api|jakarta\\.servlet\\.jsp|lanner-jsp)[^/]*\\.jar$|/jsp/target/")
            .asPredicate();
    /// What deployment asks; none of them is the engine.
    private static final Set<String> ASKED = Set.of("dev.lanner.jsp.Engine", "dev.lanner.jsp.JspExtension",
            "dev.lanner.jsp.PageFiles", "dev.lanner.jsp.PageServlet", "dev.lanner.jsp.TagLibrary");

    @TempDir Path directory;

    private Process server;

    @AfterEach
    void kill() throws Exception {
        if (server != null) {
            server.destroyForcibly().waitFor();
        }
    }

    @Test
    void an_application_without_pages_loads_nothing_of_the_engine() throws Exception {
        URI root = start(true);
        assertEquals(200, post(root.resolve("/body")).statusCode());
        Set<String> loaded = loaded();
        assertTrue(loaded.contains("dev.lanner.jsp.JspExtension"), "the module is there: " + loaded);
        loaded.removeIf(name -> ASKED.contains(name.replaceAll("[$/].*", "")));
        assertEquals(Set.of(), loaded);
    }

    @Test
    void a_page_runs_from_the_directory_of_its_own() throws Exception {
        Files.writeString(Files.createDirectories(directory.resolve("app")).resolve("p.jsp"),
                "<%@ taglib prefix=\"c\" uri=\"jakarta.tags.core\" %><c:out value=\"${6 * 7}\"/>");
        HttpResponse<String> page = post(start(true).resolve("/p.jsp"));
        assertEquals("200 42", page.statusCode() + " " + page.body());
        assertTrue(loaded().stream().anyMatch(name -> name.startsWith("org.apache.jasper.")));
    }

    @Test
    void without_the_directory_pages_answer_501_and_say_why() throws Exception {
        Files.writeString(Files.createDirectories(directory.resolve("app")).resolve("p.jsp"), "<% source %>");
        URI root = start(false);
        HttpResponse<String> page = post(root.resolve("/p.jsp"));
        assertEquals(501, page.statusCode());
        assertTrue(page.body().contains("LNR-4200") && !page.body().contains("source"), page.body());
        assertEquals(200, post(root.resolve("/body")).statusCode());
    }

    private static HttpResponse<String> post(URI target) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(target).POST(HttpRequest.BodyPublishers.ofString("12345")).build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private URI start(boolean jsp) throws Exception {
        Path home = directory.resolve("home");
        Path script = Files.createDirectories(home.resolve("bin")).resolve("lanner");
        Files.copy(Path.of(System.getProperty("basedir", "."), "src/main/dist/bin/lanner"), script);
        assertTrue(script.toFile().setExecutable(true));
        List<String> classPath = Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator));
        Path lib = Files.createDirectories(home.resolve("lib"));
        jar(lib.resolve("lanner.jar"), classPath.stream().filter(PART.negate()).toList());
        if (jsp) {
            List<String> parts = classPath.stream().filter(PART).toList();
            assertEquals(8, parts.size(), parts.toString());
            Path own = Files.createDirectories(lib.resolve("jsp"));
            // jars that name others by their manifest stand for copies of them
            for (int i = 0; i < parts.size(); i++) {
                jar(own.resolve(i + ".jar"), List.of(parts.get(i)));
            }
        }
        BodyServlet.explode(directory.resolve("app"));
        ProcessBuilder builder = new ProcessBuilder(script.toString(), "run", "--base",
                directory.resolve("base").toString(), "--urls", "http://127.0.0.1:0", "/=" + directory.resolve("app"));
        builder.environment().keySet().removeIf(name -> name.startsWith("LANNER_"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("JAVA_OPTS", "-Xlog:class+load:file=" + directory.resolve("loaded"));
        server = builder.redirectError(directory.resolve("err").toFile()).start();
        BufferedReader out = server.inputReader();
        String listening = out.readLine();
        assertTrue(String.valueOf(out.readLine()).startsWith("Ready in "), listening);
        return URI.create(listening.substring("Listening on ".length()));
    }

    private static void jar(Path file, List<String> classPath) throws Exception {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.MAIN_CLASS, Main.class.getName());
        attributes.put(Attributes.Name.CLASS_PATH, classPath.stream().map(entry -> Path.of(entry).toUri().toString())
                .collect(Collectors.joining(" ")));
        attributes.putValue("Add-Opens", "java.base/java.lang");
        try (OutputStream jar = Files.newOutputStream(file)) {
            new JarOutputStream(jar, manifest).close();
        }
    }

    /// The classes of JSP, EL, JSTL and their compiler that the process has loaded.
    private Set<String> loaded() throws Exception {
        try (Stream<String> lines = Files.lines(directory.resolve("loaded"))) {
            return lines.map(line -> line.replaceFirst("^\\[.*\\] ", "").split(" ")[0])
                    .filter(name -> name.matches("(dev\\.lanner\\.jsp|org\\.apache|org\\.eclipse|jakarta\\.el|"
                            + "jakarta\\.servlet\\.jsp)\\..*"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
