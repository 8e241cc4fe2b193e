package dev.lanner.container.session.file;

import dev.lanner.container.session.store.StoreException;
import dev.lanner.container.session.store.StoredSession;
import dev.lanner.spi.log.LazyLogger;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.regex.Pattern;

/// A directory with a file for each session, for the server's user alone. For any thread.
///
/// @param path where it is
/// @param posix whether files have modes
record SessionDirectory(Path path, boolean posix) {
    /// Where files go that are none of a session.
    static final String ASIDE = "set-aside";
    /// What several processes lock, see [SharedFileStore].
    static final String LOCK = "lock";
    /// What the names of files end with that are being written.
    static final String NEW = ".new";
    private static final Logger LOG = LazyLogger.of(SessionDirectory.class);
    private static final Pattern KEY = Pattern.compile("[0-9a-f]{48}");
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");

    /// @param path made by [#make]
    static SessionDirectory of(Path path) {
        return new SessionDirectory(path, path.getFileSystem().supportedFileAttributeViews().contains("posix"));
    }

    /// The file of a session.
    Path file(String key) {
        return path.resolve(key);
    }

    /// Whether a file may be that of a session, by its name.
    static boolean isKey(String name) {
        return KEY.matcher(name).matches();
    }

    /// Makes it where there is none.
    ///
    /// @throws IOException when it can't be made, or is no directory
    void make() throws IOException {
        FileAttribute<?>[] mode = posix
                ? new FileAttribute<?>[]{PosixFilePermissions.asFileAttribute(PRIVATE)}
                : new FileAttribute<?>[0];
        Files.createDirectories(path, mode);
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("it is a symbolic link");
        }
        if (posix) {
            Files.setPosixFilePermissions(path, PRIVATE);
        }
    }

    /// Writes the file of a session.
    void write(StoredSession session) throws IOException {
        try {
            SessionFile.write(file(session.key()), session, posix);
        } catch (NoSuchFileException e) {
            // somebody has deleted the directory
            make();
            SessionFile.write(file(session.key()), session, posix);
        }
    }

    /// Moves a file out of the way that is none of a session.
    void moveAside(String name, String reason) {
        Path aside = path.resolve(ASIDE);
        try {
            Files.createDirectories(aside);
            Files.move(path.resolve(name), aside.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            LOG.log(Level.ERROR, "LNR-3321 {0} is no session that can be used, and was moved to {1}: {2}",
                    path.resolve(name), aside, reason);
        } catch (IOException e) {
            LOG.log(Level.ERROR, "LNR-3321 {0} is no session that can be used ({1}), and can''t be moved to {2}: {3}",
                    path.resolve(name), reason, aside, reason(e));
        }
    }

    /// What is thrown when a session can't be read, written or deleted.
    StoreException failed(String key, String what, IOException e) {
        return new StoreException(file(key) + " can't be " + what + ": " + reason(e), e);
    }

    /// A reason for people.
    static String reason(IOException e) {
        return switch (e) {
            case java.nio.file.AccessDeniedException _ -> "permission denied";
            case NoSuchFileException _ -> "no such file or directory";
            case java.nio.file.FileAlreadyExistsException _ -> "it exists and is not a directory";
            case FileSystemException f when f.getReason() != null -> f.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }
}
