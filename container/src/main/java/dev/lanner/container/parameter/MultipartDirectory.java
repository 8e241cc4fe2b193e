package dev.lanner.container.parameter;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// Where the parts of a servlet's requests are kept.
public final class MultipartDirectory {

    private MultipartDirectory() {
    }

    /// Makes the directory, for the server's user alone, unless it is there.
    ///
    /// @throws IOException when it can't be made
    public static void make(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        try {
            Files.createDirectories(directory,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (UnsupportedOperationException e) {
            // no such permissions on this file system
            Files.createDirectories(directory);
        } catch (FileAlreadyExistsException e) {
            throw new IOException(directory + " is a file, not a directory", e);
        }
    }
}
