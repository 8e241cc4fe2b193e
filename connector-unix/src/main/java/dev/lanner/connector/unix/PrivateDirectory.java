package dev.lanner.connector.unix;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// A directory with mode 0700 beside the socket, in which the socket is bound: nobody else can reach it there before it
/// has its mode and owner.
///
/// Its name follows from the socket's, so that what a killed server left is found and removed by the next one. It is
/// short, as the address of a socket is.
final class PrivateDirectory implements AutoCloseable {
    /// Bytes of the socket's path in here beyond the parent's: `/.lXXXXXX/s`.
    static final int BELOW_PARENT = 11;

    private static final String SOCKET = "s";
    private static final long NAMES = 36L * 36 * 36 * 36 * 36 * 36;

    private final Path path;
    private final int uid;

    private PrivateDirectory(Path path, int uid) {
        this.path = path;
        this.uid = uid;
    }

    /// Makes the directory anew; called under the socket's [StartLock].
    ///
    /// @throws IOException when something is in the way, or the parent can't be written to
    static PrivateDirectory make(UnixSocketConfig config) throws IOException {
        Path path = config.directory().resolve(".l" + shortName(config.name()));
        try {
            remove(path);
            Files.createDirectory(path,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            FileFacts made = FileFacts.of(path);
            if (made == null || !made.directory()) {
                throw new FileSystemException(path.toString(), null, "it was replaced");
            }
            return new PrivateDirectory(path, made.uid());
        } catch (IOException e) {
            throw new IOException("LNR-2107: " + config.where() + ": can't make the directory " + path + " to bind "
                    + config.path() + " in: " + reason(e) + ". The server's user needs the right to write to "
                    + config.directory() + ".", e);
        }
    }

    /// The short form of a name: 6 of 36 characters.
    private static String shortName(String name) {
        long hash = 7;
        for (int i = 0; i < name.length(); i++) {
            hash = hash * 31 + name.charAt(i);
        }
        String text = Long.toString(Math.floorMod(hash, NAMES), 36);
        return "0".repeat(6 - text.length()) + text;
    }

    static String reason(IOException e) {
        if (e instanceof DirectoryNotEmptyException) {
            return "it exists and holds files that are not ours";
        }
        String reason = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
        return reason == null ? e.getClass().getSimpleName() : reason;
    }

    /// Where to bind.
    Path socket() {
        return path.resolve(SOCKET);
    }

    /// The user that the file system takes this process for.
    int uid() {
        return uid;
    }

    @Override
    public void close() throws IOException {
        remove(path);
    }

    /// Removes a directory that holds nothing but a socket; anything else there is not ours.
    private static void remove(Path path) throws IOException {
        FileFacts found = FileFacts.of(path);
        if (found == null) {
            return;
        }
        if (!found.directory()) {
            throw new FileSystemException(path.toString(), null, "it exists and is " + found.kind());
        }
        Path socket = path.resolve(SOCKET);
        FileFacts inside = FileFacts.of(socket);
        if (inside != null && inside.socket()) {
            Files.deleteIfExists(socket);
        }
        Files.deleteIfExists(path);
    }
}
