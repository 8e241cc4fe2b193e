package dev.lanner.spi.security;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Files that hold passwords or what stands for them. Stateless.
public final class SecretFiles {
    private SecretFiles() {
    }

    /// Warns where every user of the computer may read or write a file, or its group write it. That its group may read it is
    /// how a file of root is shown to the server's user. Silent where the file system has no modes.
    ///
    /// @param log whose line it is
    /// @param name what the file is for, such as the setting that names it
    /// @throws IOException when the mode can't be read
    public static void warnIfShared(Logger log, String name, Path file) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view == null) {
            return;
        }
        Set<PosixFilePermission> mode = view.readAttributes().permissions();
        if (mode.contains(PosixFilePermission.OTHERS_READ) || mode.contains(PosixFilePermission.OTHERS_WRITE)
                || mode.contains(PosixFilePermission.GROUP_WRITE)) {
            log.log(Level.WARNING,
                    "LNR-3231: {0}: {1} holds secrets and may be read or written by others, as its mode is "
                            + "{2}: chmod 600 it",
                    name, file, PosixFilePermissions.toString(mode));
        }
    }
}
