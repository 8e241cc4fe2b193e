package dev.lanner.launcher.server;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/// Makes the server's directories and refuses those that other users could tamper with. On systems without POSIX
/// permissions it only makes them.
final class DirectoryGuard {
    private static final int WRITE_GROUP = 0020;
    private static final int WRITE_OTHERS = 0002;
    private static final int STICKY = 01000;

    private final boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("unix");

    /// Mode and owner of a file.
    private record Status(int mode, int owner) {
        boolean openToAll() {
            return (mode & WRITE_OTHERS) != 0 && (mode & STICKY) == 0;
        }
    }

    /// No existing directory on the way to the base may let everyone rename what is in it.
    void checkWay(Path base) throws LauncherException {
        // the base itself is checked, more strictly, once it is there
        boolean there = Files.exists(base);
        Path real = real(base);
        for (Path at = there ? real.getParent() : real; posix && at != null; at = at.getParent()) {
            if (status(at).openToAll()) {
                throw new LauncherException(ExitCode.FAILED, "LNR-5301: everyone may write to " + at + ", which has no "
                        + "sticky bit, so " + base + " is not safe there; choose another directory with --base, or "
                        + "run: chmod o-w " + at);
            }
        }
    }

    /// The part of the way that exists, without symbolic links.
    private static Path real(Path base) throws LauncherException {
        for (Path at = base; at != null; at = at.getParent()) {
            if (Files.exists(at)) {
                try {
                    return at.toRealPath();
                } catch (IOException e) {
                    throw new LauncherException(ExitCode.FAILED, "LNR-5300: " + at + " can't be looked at: "
                            + BaseDirectory.reason(e), e);
                }
            }
        }
        throw new LauncherException(ExitCode.FAILED, "LNR-5300: no directory leads to " + base);
    }

    void create(Path directory) throws LauncherException {
        if (!Files.isDirectory(directory)) {
            make(directory);
        }
    }

    /// The base must be ours or the administrator's, and not be writable by everyone.
    void checkOwned(Path base) throws LauncherException {
        if (!posix) {
            return;
        }
        Status status = status(base);
        if (status.owner != 0 && status.owner != self()) {
            throw new LauncherException(ExitCode.FAILED, "LNR-5302: " + base + " belongs to another user; choose "
                    + "another directory with --base, or run the server as that user");
        }
        if ((status.mode & WRITE_OTHERS) != 0) {
            throw new LauncherException(ExitCode.FAILED, "LNR-5302: everyone may write to " + base
                    + "; run: chmod o-w " + base);
        }
    }

    /// A directory that only this user may use; one that exists must be ours, and nobody else may write to it.
    void createPrivate(Path directory) throws LauncherException {
        if (!Files.isDirectory(directory)) {
            make(directory, permissions("rwx------"));
            return;
        }
        if (!Files.isWritable(directory)) {
            throw new LauncherException(ExitCode.FAILED, "LNR-5300: no permission to write to " + directory
                    + "; choose another directory with --base");
        }
        if (posix) {
            Status status = status(directory);
            if (status.owner != self() || (status.mode & (WRITE_GROUP | WRITE_OTHERS)) != 0) {
                throw new LauncherException(ExitCode.FAILED, "LNR-5302: " + directory + " must belong to the user that "
                        + "runs the server, and nobody else may write to it; run: chown -R $(id -u) " + directory
                        + " && chmod 700 " + directory);
            }
        }
    }

    /// Takes every right from others.
    void close(Path directory) throws LauncherException {
        try {
            if (posix && (status(directory).mode & 0077) != 0) {
                Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
            }
        } catch (IOException e) {
            throw new LauncherException(ExitCode.FAILED, "LNR-5302: " + directory + " can't be closed to others: "
                    + BaseDirectory.reason(e), e);
        }
    }

    private FileAttribute<?>[] permissions(String mode) {
        return posix
                ? new FileAttribute<?>[]{PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }

    private static void make(Path directory, FileAttribute<?>... attributes) throws LauncherException {
        try {
            Files.createDirectories(directory, attributes);
        } catch (IOException e) {
            throw new LauncherException(ExitCode.FAILED, "LNR-5300: the directory " + directory
                    + " can't be created: " + BaseDirectory.reason(e) + "; choose another directory with --base", e);
        }
    }

    private static Status status(Path path) throws LauncherException {
        try {
            Map<String, Object> found = Files.readAttributes(path, "unix:mode,uid");
            if (found.get("mode") instanceof Integer mode && found.get("uid") instanceof Integer owner) {
                return new Status(mode, owner);
            }
            throw new IOException("it has no mode and owner");
        } catch (IOException e) {
            throw new LauncherException(ExitCode.FAILED, "LNR-5300: " + path + " can't be looked at: "
                    + BaseDirectory.reason(e), e);
        }
    }

    /// The user that this process runs as: the owner of its entry in `/proc`, or of a file that it has just made.
    private int self() throws LauncherException {
        Path process = Path.of("/proc/self");
        if (Files.exists(process, LinkOption.NOFOLLOW_LINKS)) {
            return status(process).owner;
        }
        try {
            Path made = Files.createTempFile("lanner", "");
            try {
                return status(made).owner;
            } finally {
                Files.delete(made);
            }
        } catch (IOException e) {
            throw new LauncherException(ExitCode.FAILED, "LNR-5300: no temporary file can be made: "
                    + BaseDirectory.reason(e), e);
        }
    }
}
