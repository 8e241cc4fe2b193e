package dev.lanner.launcher.resource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class SharedLibrariesTest {
    @TempDir Path base;

    private Path jar() throws Exception {
        Path jar = Files.createDirectories(base.resolve("lib")).resolve("driver.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            zip.putNextEntry(new ZipEntry("mark.txt"));
        }
        return jar;
    }

    @Test
    void withoutAFolderTheServersLoaderIsAll() {
        assertSame(SharedLibraries.class.getClassLoader(), new SharedLibraries(base).get());
    }

    @Test
    void jarsOfTheFolderAreFoundByOneLoader() throws Exception {
        jar();
        SharedLibraries libraries = new SharedLibraries(base);
        assertNotNull(libraries.get().getResource("mark.txt"));
        assertSame(libraries.get(), libraries.get());
    }

    @Test
    void whatEveryUserMayWriteIsNotUsed() throws Exception {
        Path jar = jar();
        assumeTrue(Files.getFileStore(jar).supportsFileAttributeView("posix"), "files have no modes here");
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertNull(new SharedLibraries(base).get().getResource("mark.txt"));
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(base.resolve("lib"), PosixFilePermissions.fromString("rwxrwxrwx"));
        assertNull(new SharedLibraries(base).get().getResource("mark.txt"));
    }
}
