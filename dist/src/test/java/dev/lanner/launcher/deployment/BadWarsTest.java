package dev.lanner.launcher.deployment;

import dev.lanner.launcher.app.BodyServlet;
import dev.lanner.launcher.app.VersionServlet;
import dev.lanner.launcher.control.ControlException;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.RawClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/// WARs that can't be deployed, in a running server: each fails alone with its reason, leaves nothing behind, and the
/// version before it goes on.
@DisabledOnOs(OS.WINDOWS)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class BadWarsTest {
    @TempDir static Path directory;
    private static LannerProcess server;

    @BeforeAll
    static void start() throws Exception {
        version("1").write(Files.createDirectories(LannerProcess.webapps(directory)).resolve("good.war"));
        server = LannerProcess.start(directory, "", "--set", "limits.max-war-entries=1000", "--set",
                "limits.max-war-ratio=20", "--set", "limits.max-war-size=40000000");
        assertEquals("200 1", get("/good/plain"));
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static Wars version(String version) throws IOException {
        return Wars.war().classes(VersionServlet.class, "Late").file("WEB-INF/classes/version.txt", version);
    }

    private static byte[] zip(String name, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("index.html"));
            zip.closeEntry();
            zip.putNextEntry(new ZipEntry(name));
            zip.write(content);
            zip.closeEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /// A class of the tests, compiled for a Java to come.
    private static byte[] future() {
        String name = BodyServlet.class.getName().replace('.', '/') + ".class";
        try (InputStream in = BadWarsTest.class.getClassLoader().getResourceAsStream(name)) {
            byte[] bytes = in.readAllBytes();
            bytes[7] = 99;
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<Arguments> bad() {
        byte[] whole = zip("a.txt", new byte[1000]);
        byte[] damaged = whole.clone();
        Arrays.fill(damaged, whole.length - 60, whole.length - 30, (byte) 'x');
        return Stream.of(
                arguments("no zip", "junk".getBytes(StandardCharsets.US_ASCII), "LNR-4021 "),
                arguments("empty", new byte[0], "LNR-4021 "),
                arguments("truncated", Arrays.copyOf(whole, whole.length - 30), "LNR-4021 "),
                arguments("damaged", damaged, "LNR-4021 "),
                arguments("zip slip", zip("../../../evil.txt", new byte[10]),
                        "the entry \\\"../../../evil.txt\\\" leads out of its directory"),
                arguments("absolute", zip("/evil.txt", new byte[10]), "has an absolute name"),
                arguments("bomb", zip("a.txt", new byte[30_000_000]), "LNR-4024 .* raise limits.max-war-ratio"),
                arguments("no XML", zip("WEB-INF/web.xml", "<web-app".getBytes(StandardCharsets.US_ASCII)),
                        "LNR-4001 .*!/WEB-INF/web.xml:1: "),
                arguments("a library that is none", zip("WEB-INF/lib/a.jar", new byte[10]),
                        "LNR-4010 .*!/WEB-INF/lib/a.jar"),
                arguments("another Java", zip("WEB-INF/classes/dev/lanner/launcher/app/BodyServlet.class", future()),
                        "LNR-4138 .*/dev/lanner/launcher/app/BodyServlet.class: the class is compiled for Java 55, "
                                + "and this server runs on Java " + Runtime.version().feature()),
                arguments("a mapping of nothing", zip("WEB-INF/web.xml", ("<web-app><servlet-mapping><servlet-name>a"
                        + "</servlet-name><url-pattern>/x</url-pattern></servlet-mapping></web-app>")
                        .getBytes(StandardCharsets.US_ASCII)),
                        "LNR-4008 .*!/WEB-INF/web.xml:1: <servlet-mapping> names the servlet .*a"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bad")
    void failsAloneAndLeavesNothing(String kind, byte[] war, String reason) throws Exception {
        Path file = Files.write(directory.resolve("new.war"), war);
        List<Path> before = tree();
        for (String context : List.of("/bad", "/good")) {
            String message = assertThrows(ControlException.class, () -> server.ask("deploy",
                    Map.of("war", file.toString(), "context", context, "keep", ""))).getMessage();
            assertTrue(
                    message.replace("\"", "\\\"").matches("(?s)(LNR-\\d+ )?.*" + reason.replace("\\", "\\\\") + ".*"),
                    message);
        }
        String list = server.ask("list", Map.of());
        assertTrue(list.contains("/bad   *     -        failed "), list);
        assertTrue(list.contains("/good  *     -        running ") && list.contains("  a newer version failed at "),
                list);
        assertEquals("200 1", get("/good/plain"));
        assertEquals("503", get("/bad/").substring(0, 3));
        server.ask("undeploy", Map.of("context", "/bad"));
        assertEquals(before, tree());
    }

    private static List<Path> tree() throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("base"))) {
            return files.filter(file -> !file.toString().contains("/logs/")).sorted().toList();
        }
    }

    @Test
    void aFileThatMayNotBeReadIsSaidSo() throws Exception {
        Path war = version("2").write(directory.resolve("secret.war"));
        Files.setPosixFilePermissions(war, PosixFilePermissions.fromString("---------"));
        Assumptions.assumeFalse(Files.isReadable(war), "the administrator reads every file");
        String message = assertThrows(ControlException.class,
                () -> server.ask("deploy", Map.of("war", war.toString()))).getMessage();
        assertTrue(message.startsWith("LNR-4045 " + war + ": can't be read: permission denied"), message);
    }

    @Test
    void aClassThatIsMissingLaterFailsItsServletAlone() throws Exception {
        // Late is not in it
        Path war = Wars.war().classes(VersionServlet.class).classes(BodyServlet.class)
                .file("WEB-INF/classes/version.txt", "3").write(server.webapps().resolve("part.war"));
        Eventually.until("it serves", () -> get("/part/body").startsWith("405"));
        assertEquals("500", get("/part/plain").substring(0, 3));
        assertTrue(server.log().contains("VersionServlet$Late"), server.log());
        assertEquals("200 1", get("/good/plain"));
        Files.delete(war);
        Eventually.until("it is gone", () -> get("/part/body").startsWith("404"));
    }

    @Test
    void aFullDiskIsNamedAndNothingHalfUnpackedStays() throws Exception {
        Path small = Files.createDirectories(directory.resolve("small/base/work"));
        Files.setPosixFilePermissions(small, PosixFilePermissions.fromString("rwx------"));
        Assumptions.assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=2m,mode=0700", "none", small.toString()),
                "a small file system can't be mounted here");
        try (LannerProcess full = LannerProcess.start(directory.resolve("small"), "")) {
            Path war = Wars.war().file("large.bin", new byte[3 << 20]).write(directory.resolve("large.war"));
            String message = assertThrows(ControlException.class, () -> full.ask("deploy",
                    Map.of("war", war.toString(), "context", "/large"))).getMessage();
            assertTrue(message.startsWith("LNR-4022 " + war + ": can't be unpacked into " + small), message);
            assertTrue(message.contains("the disk is full: none (tmpfs) has room for ")
                    && message.contains(" KiB, and the WAR takes 3073 KiB when unpacked"), message);
            try (Stream<Path> left = Files.list(small.resolve("large"))) {
                assertEquals(List.of(), left.toList());
            }
        } finally {
            assertTrue(run("umount", small.toString()));
        }
    }

    private static boolean run(String... command) throws Exception {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /// Status, a space, the first line.
    private static String get(String path) {
        try (RawClient client = RawClient.connect(server.address())) {
            var answer = client.exchange("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
            return answer.status() + " " + answer.text().lines().findFirst().orElse("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
