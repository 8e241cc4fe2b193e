package dev.lanner.worker.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/// The file that a JVM writes when it crashes. Stateless.
final class CrashReport {
    /// One of a large application has some hundred kilobytes.
    private static final int LONGEST = 16 << 20;

    private CrashReport() {
    }

    /// Moves one out of a directory in which another user may write: no link is followed, and a file without end is cut.
    static void move(Path written, Path kept) throws IOException {
        try (InputStream in = Files.newInputStream(written, LinkOption.NOFOLLOW_LINKS);
                OutputStream out = Files.newOutputStream(Files.createFile(kept, PosixFilePermissions
                        .asFileAttribute(PosixFilePermissions.fromString("rw-r-----"))), StandardOpenOption.WRITE)) {
            out.write(in.readNBytes(LONGEST));
        }
        Files.delete(written);
    }
}
