package dev.lanner.deploy.archive;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Directories that nobody else can enter (S52). Stateless.
public final class PrivateDirectory {
    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rwx------");

    private PrivateDirectory() {
    }

    /// Makes a directory, or closes one that is there to others.
    ///
    /// @throws IOException when it can't be made, or is another user's
    public static void make(Path directory) throws IOException {
        try {
            Files.createDirectories(directory, ownerOnly(directory));
        } catch (FileAlreadyExistsException e) {
            throw new IOException("LNR-4025 " + directory + ": is no directory; remove it", e);
        }
        if (!posix(directory)) {
            return;
        }
        Integer self = self();
        // an administrator could close another user's directory, but that user opens it again
        if (self != null && !self.equals(Files.getAttribute(directory, "unix:uid"))) {
            throw new IOException("LNR-4025 " + directory + ": belongs to another user; remove it or name another "
                    + "base directory");
        }
        if (Files.getPosixFilePermissions(directory).equals(OWNER)) {
            return;
        }
        try {
            Files.setPosixFilePermissions(directory, OWNER);
        } catch (IOException e) {
            throw new IOException("LNR-4025 " + directory + ": is open to other users and can't be closed; "
                    + "remove it or name another base directory", e);
        }
    }

    /// The user that this process runs as, the owner of its entry in `/proc`; null on systems without one, where
    /// changing the permissions fails for others' directories, but for an administrator.
    private static @Nullable Integer self() throws IOException {
        Path process = Path.of("/proc/self");
        return Files.exists(process, LinkOption.NOFOLLOW_LINKS)
                && Files.getAttribute(process, "unix:uid") instanceof Integer uid ? uid : null;
    }

    /// Makes a new directory inside of another.
    ///
    /// @throws IOException when it can't be made
    public static Path makeNew(Path parent, String prefix) throws IOException {
        return Files.createTempDirectory(parent, prefix, ownerOnly(parent));
    }

    private static boolean posix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static FileAttribute<?>[] ownerOnly(Path path) {
        return posix(path)
                ? new FileAttribute<?>[]{PosixFilePermissions.asFileAttribute(OWNER)}
                : new FileAttribute<?>[0];
    }

    /// Deletes a file or directory with all in it, following no links; an absent one is fine.
    ///
    /// @throws IOException when something can't be deleted
    public static void delete(Path directory) throws IOException {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e) throws IOException {
                if (e != null) {
                    throw e;
                }
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
