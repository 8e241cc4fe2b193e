package dev.lanner.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// The start script with made-up JDKs: a `release` file, and a `java` that says what it was given.
@DisabledOnOs(OS.WINDOWS)
class StartScriptTest {
    @TempDir Path directory;

    private Path script;

    @BeforeEach
    void distribution() throws IOException {
        Path home = Files.createDirectories(directory.resolve("my apps/lanner"));
        script = Files.createDirectories(home.resolve("bin")).resolve("lanner");
        Files.copy(Path.of(System.getProperty("basedir", "."), "src/main/dist/bin/lanner"), script);
        assertTrue(script.toFile().setExecutable(true));
        Files.createDirectories(home.resolve("lib"));
        Files.createFile(home.resolve("lib/lanner.jar"));
    }

    @ParameterizedTest
    @CsvSource({"25, true", "25.0.3, true", "25-ea, true", "25+36, true", "25.0.3_9, true", "24.0.2, false",
        "17.0.15, false", "250, false", "26, false", "1.8.0_25, false", "2.5, false"})
    void a_java_that_is_not_25_is_passed_over(String version, boolean taken) throws Exception {
        Path candidate = jdk("candidate", version);
        Path other = jdk("other", "25.0.1");

        Result result = run(Map.of("JAVA_HOME", candidate.toString(), "PATH", other + "/bin:/usr/bin:/bin"), "run");

        assertEquals((taken ? candidate : other) + "/bin/java", result.java());
    }

    @Test
    void the_search_goes_lanner_java_home_java_home_path() throws Exception {
        Path first = jdk("first", "25");
        Path second = jdk("second", "25");
        Path third = jdk("third", "25");
        String path = third + "/bin:/usr/bin:/bin";

        assertEquals(first + "/bin/java", run(Map.of("LANNER_JAVA_HOME", first.toString(), "JAVA_HOME",
                second.toString(), "PATH", path), "run").java());
        assertEquals(second + "/bin/java", run(Map.of("JAVA_HOME", second.toString(), "PATH", path), "run").java());
        assertEquals(third + "/bin/java", run(Map.of("PATH", path), "run").java());
    }

    @Test
    void links_on_the_path_lead_to_the_jdk() throws Exception {
        Path real = jdk("real", "25");
        Path links = Files.createDirectories(directory.resolve("links"));
        Files.createSymbolicLink(links.resolve("java"), real.resolve("bin/java"));

        assertEquals(real + "/bin/java", run(Map.of("PATH", links + ":/usr/bin:/bin"), "run").java());
    }

    @Test
    void the_usual_places_in_the_home_directory_are_looked_at() throws Exception {
        Path sdk = jdk("home/.sdkman/candidates/java/25.0.1-tem", "25.0.1");

        Result result = run(Map.of("PATH", tools().toString(), "HOME", directory.resolve("home").toString()), "run");

        assertEquals(sdk + "/bin/java", result.java());
    }

    @Test
    void a_lanner_java_home_that_is_not_25_is_an_error_that_names_it() throws Exception {
        Path wrong = jdk("wrong", "21.0.2");

        Result result = run(Map.of("LANNER_JAVA_HOME", wrong.toString(), "PATH", jdk("b", "25") + "/bin:/usr/bin:/bin"),
                "run");

        assertEquals(1, result.code);
        assertTrue(result.err.contains("LNR-5220: no Java 25 found")
                && result.err.contains("LANNER_JAVA_HOME=" + wrong + ": \"21.0.2\""), result.err);
    }

    @Test
    void run_gets_java_opts_split_at_spaces_only_and_its_arguments_as_they_are() throws Exception {
        Result result = run(Map.of("JAVA_HOME", jdk("j", "25").toString(), "PATH", "/usr/bin:/bin", "JAVA_OPTS",
                "-Xmx64m -Da=*"), "run", "--set", "a=b c", "/x=my app.war");

        assertEquals(List.of("-Xmx64m", "-Da=*", "-Dlanner.home=" + directory.resolve("my apps/lanner"), "-jar",
                directory.resolve("my apps/lanner/lib/lanner.jar").toString(), "run", "--set", "a=b c",
                "/x=my app.war"), result.arguments());
    }

    @Test
    void other_commands_are_quick_and_take_no_java_opts() throws Exception {
        Result result = run(Map.of("JAVA_HOME", jdk("j", "25").toString(), "PATH", "/usr/bin:/bin", "JAVA_OPTS",
                "-Dx"), "status");

        assertTrue(!result.arguments().contains("-Dx") && result.arguments().contains("-XX:TieredStopAtLevel=1"),
                result.out);
    }

    @ParameterizedTest
    @CsvSource({"'', '', '', C.UTF-8", "C, '', '', C.UTF-8", "'', POSIX, '', C.UTF-8", "'', '', C, C.UTF-8",
        "C, de_DE.UTF-8, de_DE.UTF-8, C.UTF-8", "'', C, de_DE.UTF-8, C.UTF-8", "'', '', de_DE.UTF-8, ''",
        "'', de_DE.UTF-8, C, ''", "C.UTF-8, '', '', C.UTF-8", "de_DE.ISO-8859-1, '', '', de_DE.ISO-8859-1"})
    void names_of_files_are_utf_8_where_the_locale_says_nothing(String all, String ctype, String lang, String expected)
            throws Exception {
        Path jdk = jdk("j", "25");
        Files.writeString(jdk.resolve("bin/java"), "#!/bin/sh\necho \"[$LC_ALL]\"\n");
        Map<String, String> environment = new HashMap<>(Map.of("JAVA_HOME", jdk.toString(), "PATH", "/usr/bin:/bin"));
        Map.of("LC_ALL", all, "LC_CTYPE", ctype, "LANG", lang).forEach((name, value) -> {
            if (!value.isEmpty()) {
                environment.put(name, value);
            }
        });

        assertEquals("[" + expected + "]", run(environment, "run").java());
    }

    @Test
    void it_works_through_links_from_any_directory_and_by_a_relative_name() throws Exception {
        Path links = Files.createDirectories(directory.resolve("some links"));
        Files.createSymbolicLink(links.resolve("absolute"), script);
        Files.createSymbolicLink(links.resolve("relative"), Path.of("../my apps/lanner/bin/lanner"));
        Files.createSymbolicLink(links.resolve("twice"), Path.of("relative"));
        Map<String, String> environment = Map.of("JAVA_HOME", jdk("j", "25").toString(), "PATH", "/usr/bin:/bin");

        for (String name : List.of("./absolute", "./relative", "./twice", "../my apps/lanner/bin/lanner")) {
            Result result = execute(links, environment, List.of("sh", "-c", "exec \"$0\" version", name));
            Path home = Path.of(result.arguments().stream().filter(a -> a.startsWith("-Dlanner.home=")).findFirst()
                    .orElseThrow().substring("-Dlanner.home=".length()));
            assertTrue(Files.isSameFile(directory.resolve("my apps/lanner"), home), name + ": " + home);
        }
    }

    @Test
    void run_keeps_the_process_id() throws Exception {
        Path jdk = jdk("j", "25");
        Files.writeString(jdk.resolve("bin/java"), "#!/bin/sh\necho $$\n");
        ProcessBuilder builder = new ProcessBuilder(script.toString(), "run");
        builder.environment().put("JAVA_HOME", jdk.toString());
        builder.environment().remove("LANNER_JAVA_HOME");
        Process kept = builder.start();

        assertEquals(Long.toString(kept.pid()), kept.inputReader().readLine());
        kept.waitFor();
    }

    @Test
    void dash_and_bash_read_it() throws Exception {
        for (String shell : List.of("/bin/dash", "/bin/bash")) {
            if (Files.isExecutable(Path.of(shell))) {
                assertEquals(0, new ProcessBuilder(shell, "-n", script.toString()).inheritIO().start().waitFor());
            }
        }
    }

    private Path tools() throws IOException {
        Path tools = Files.createDirectories(directory.resolve("tools"));
        for (String tool : List.of("sh", "readlink")) {
            Files.createSymbolicLink(tools.resolve(tool), Path.of("/usr/bin", tool));
        }
        return tools;
    }

    private Path jdk(String name, String version) throws IOException {
        Path home = directory.resolve(name);
        Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho \"$0\"\nfor a; do echo \"$a\"; done\n");
        assertTrue(java.toFile().setExecutable(true));
        Files.writeString(home.resolve("release"),
                "IMPLEMENTOR=\"x\"\nJAVA_RUNTIME_VERSION=\"99\"\nJAVA_VERSION=\"" + version + "\"");
        return home;
    }

    private Result run(Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        return execute(directory, environment, command);
    }

    private static Result execute(Path directory, Map<String, String> environment, List<String> command)
            throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), out, err);
    }

    private record Result(int code, String out, String err) {
        String java() {
            return out.lines().findFirst().orElse("nothing: " + err);
        }

        List<String> arguments() {
            return out.lines().skip(1).toList();
        }
    }
}
