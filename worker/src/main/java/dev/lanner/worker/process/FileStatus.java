package dev.lanner.worker.process;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the operating system says of a file; of a link itself and not of what it points to.
///
/// @param mode type and permissions
/// @param uid its owner
record FileStatus(int mode, int uid) {
    private static final int TYPE = 0170000;
    private static final int DIRECTORY = 0040000;
    private static final int LINK = 0120000;
    private static final int PERMISSIONS = 07777;

    /// Null when there is no such file.
    static @Nullable FileStatus of(Path path) throws IOException {
        try {
            Map<String, Object> all = Files.readAttributes(path, "unix:mode,uid", LinkOption.NOFOLLOW_LINKS);
            if (all.get("mode") instanceof Integer mode && all.get("uid") instanceof Integer uid) {
                return new FileStatus(mode, uid);
            }
            throw new IOException("the file system does not tell mode and owner of " + path);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    boolean directory() {
        return (mode & TYPE) == DIRECTORY;
    }

    int permissions() {
        return mode & PERMISSIONS;
    }

    /// What it is, in words.
    String kind() {
        return (mode & TYPE) == LINK ? "a symbolic link" : directory() ? "a directory" : "no directory";
    }

    /// What an exception of a file says, in words.
    static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException _ -> "no such file or directory";
            case FileSystemException f when f.getReason() != null -> f.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }
}
