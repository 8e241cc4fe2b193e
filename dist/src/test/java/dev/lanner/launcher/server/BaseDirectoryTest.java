package dev.lanner.launcher.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class BaseDirectoryTest {
    @TempDir Path directory;

    @Test
    void what_is_missing_is_made_and_private() throws Exception {
        Path base = directory.resolve("a/b");
        try (BaseDirectory taken = BaseDirectory.take(base)) {
            taken.writePid();
            for (String name : new String[]{"work", "logs", "run"}) {
                assertEquals("rwx------", mode(base.resolve(name)), name);
            }
            assertTrue(Files.isDirectory(base.resolve("webapps")) && Files.isDirectory(base.resolve("conf")));
            assertEquals(ProcessHandle.current().pid() + "\n", Files.readString(base.resolve("run/lanner.pid")));
        }
        assertTrue(Files.notExists(base.resolve("run/lanner.pid")));
    }

    @Test
    void a_second_server_on_the_same_base_is_refused_until_the_first_is_gone() throws Exception {
        BaseDirectory first = BaseDirectory.take(directory);
        LauncherException refused = assertThrows(LauncherException.class, () -> BaseDirectory.take(directory));
        assertTrue(refused.getMessage().startsWith("LNR-5305: another Lanner (this process) serves from " + directory),
                refused.getMessage());
        first.close();

        BaseDirectory.take(directory).close();
    }

    @Test
    void a_second_process_is_named() throws Exception {
        Process holder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), Holder.class.getName(), directory.toString())
                .redirectErrorStream(true).start();
        try {
            assertEquals("held", holder.inputReader().readLine());
            LauncherException refused = assertThrows(LauncherException.class, () -> BaseDirectory.take(directory));
            assertTrue(refused.getMessage().contains("(process " + holder.pid() + ")"), refused.getMessage());
        } finally {
            holder.destroyForcibly().waitFor();
        }
        BaseDirectory.take(directory).close();
    }

    /// Holds a base directory until it is killed.
    static final class Holder {
        public static void main(String[] arguments) throws Exception {
            BaseDirectory.take(Path.of(arguments[0]));
            System.out.println("held");
            System.in.read();
        }
    }

    @ParameterizedTest
    @CsvSource({"work, rwxrwx---", "run, rwx----w-", "logs, rwxrwxrwx"})
    void a_directory_that_others_may_write_to_is_refused(String name, String mode) throws IOException {
        Path open = Files.createDirectory(directory.resolve(name));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString(mode));

        LauncherException refused = assertThrows(LauncherException.class, () -> BaseDirectory.take(directory));
        assertTrue(refused.getMessage().startsWith("LNR-5302: " + open), refused.getMessage());
    }

    /// Only root can give a directory away.
    @ParameterizedTest
    @ValueSource(strings = {"", "work", "run", "logs"})
    void a_directory_of_another_user_is_refused(String name) throws Exception {
        Assumptions.assumeTrue(Integer.valueOf(0).equals(Files.getAttribute(directory, "unix:uid")), "needs root");
        Path base = directory.resolve("base");
        BaseDirectory.take(base).close();
        Files.setAttribute(base.resolve(name), "unix:uid", 12_345);

        LauncherException refused = assertThrows(LauncherException.class, () -> BaseDirectory.take(base));
        assertTrue(refused.getMessage().startsWith("LNR-5302: " + base.resolve(name)), refused.getMessage());
    }

    @Test
    void the_run_directory_is_closed_to_others() throws Exception {
        Path run = Files.createDirectory(directory.resolve("run"));
        Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxr-xr-x"));
        BaseDirectory.take(directory).close();

        assertEquals("rwx------", mode(run));
    }

    @Test
    void a_base_that_everyone_may_write_to_is_refused() throws IOException {
        Path base = Files.createDirectory(directory.resolve("base"));
        Files.setPosixFilePermissions(base, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertTrue(assertThrows(LauncherException.class, () -> BaseDirectory.take(base)).getMessage()
                .startsWith("LNR-5302: everyone may write to " + base));
    }

    @Test
    void so_is_one_below_such_a_directory_unless_it_has_the_sticky_bit() throws Exception {
        Path parent = Files.createDirectory(directory.resolve("parent"));
        Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxrwxrwx"));
        LauncherException refused = assertThrows(LauncherException.class,
                () -> BaseDirectory.take(parent.resolve("base")));
        assertTrue(refused.getMessage().startsWith("LNR-5301: everyone may write to " + parent),
                refused.getMessage());
        assertTrue(Files.notExists(parent.resolve("base")), "nothing is made there");

        Files.setAttribute(parent, "unix:mode", 01777);
        BaseDirectory.take(parent.resolve("base")).close();
    }

    @Test
    void a_link_does_not_hide_such_a_directory() throws Exception {
        Path parent = Files.createDirectory(directory.resolve("parent"));
        Files.createDirectory(parent.resolve("base"));
        Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), parent.resolve("base"));

        assertTrue(assertThrows(LauncherException.class, () -> BaseDirectory.take(link)).getMessage()
                .startsWith("LNR-5301: "));
    }

    @Test
    void a_file_in_the_place_of_a_directory_is_named() throws IOException {
        Files.createFile(directory.resolve("work"));

        LauncherException refused = assertThrows(LauncherException.class, () -> BaseDirectory.take(directory));
        assertEquals("LNR-5300: the directory " + directory.resolve("work")
                + " can't be created: it exists and is not a directory; choose another directory with --base",
                refused.getMessage());
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
