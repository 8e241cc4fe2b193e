package dev.lanner.deploy.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@EnabledOnOs({OS.LINUX, OS.MAC})
class PrivateDirectoryTest {
    @TempDir Path directory;

    @Test
    void makesItForTheOwnerOnly() throws IOException {
        Path made = directory.resolve("a/b");
        PrivateDirectory.make(made);
        assertEquals("rwx------", mode(made));
        PrivateDirectory.make(made);
    }

    @Test
    void closesOneThatIsOpenToOthers() throws IOException {
        Path open = Files.createDirectory(directory.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxr-x"));
        PrivateDirectory.make(open);
        assertEquals("rwx------", mode(open));
    }

    @Test
    void refusesAFile() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        assertEquals("LNR-4025 " + file + ": is no directory; remove it",
                assertThrows(IOException.class, () -> PrivateDirectory.make(file)).getMessage());
    }

    /// Only root can give a directory away.
    @Test
    @EnabledOnOs(OS.LINUX)
    void refusesAnotherUsersDirectoryEvenWhenItIsClosed() throws IOException {
        Assumptions.assumeTrue(Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid")),
                "needs root");
        Path foreign = directory.resolve("foreign");
        PrivateDirectory.make(foreign);
        Files.setAttribute(foreign, "unix:uid", 12_345);
        String message = assertThrows(IOException.class, () -> PrivateDirectory.make(foreign)).getMessage();
        assertTrue(message.startsWith("LNR-4025 " + foreign + ": belongs to another user"), message);
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
