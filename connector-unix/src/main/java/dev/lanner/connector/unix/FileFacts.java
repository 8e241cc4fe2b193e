package dev.lanner.connector.unix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the operating system says of a file, a link itself and not what it points to.
///
/// @param mode the file's type and permissions
/// @param uid its owner
/// @param device with `inode` the identity of the file
/// @param inode with `device` the identity of the file
record FileFacts(int mode, int uid, long device, long inode) {
    private static final int TYPE = 0170000;
    private static final int SOCKET = 0140000;
    private static final int LINK = 0120000;
    private static final int REGULAR = 0100000;
    private static final int DIRECTORY = 0040000;
    private static final int STICKY = 01000;
    private static final int WRITABLE_BY_ALL = 0002;

    /// Null when there is no such file.
    static @Nullable FileFacts of(Path path) throws IOException {
        try {
            Map<String, Object> all = Files.readAttributes(path, "unix:mode,uid,dev,ino", LinkOption.NOFOLLOW_LINKS);
            return new FileFacts(number(all, "mode").intValue(), number(all, "uid").intValue(),
                    number(all, "dev").longValue(), number(all, "ino").longValue());
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static Number number(Map<String, Object> attributes, String name) throws IOException {
        if (attributes.get(name) instanceof Number number) {
            return number;
        }
        throw new IOException("the file system does not tell the " + name + " of a file");
    }

    boolean socket() {
        return (mode & TYPE) == SOCKET;
    }

    boolean regular() {
        return (mode & TYPE) == REGULAR;
    }

    boolean directory() {
        return (mode & TYPE) == DIRECTORY;
    }

    /// Whether any user can replace the files of this directory.
    boolean openToAll() {
        return (mode & WRITABLE_BY_ALL) != 0 && (mode & STICKY) == 0;
    }

    /// Whether it is the same file, whatever its names.
    boolean sameFile(@Nullable FileFacts other) {
        return other != null && device == other.device && inode == other.inode;
    }

    /// What kind of file it is, in words.
    String kind() {
        return switch (mode & TYPE) {
            case SOCKET -> "a socket";
            case LINK -> "a symbolic link";
            case REGULAR -> "a regular file";
            case DIRECTORY -> "a directory";
            default -> "a device or a pipe";
        };
    }
}
