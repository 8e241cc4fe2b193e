package dev.lanner.worker.process;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Directories in which only one user may write, as said (S52).
///
/// @param self the user of this process
record PrivatePlace(Account self) {
    /// Only the owner.
    static final int OWNER = 0700;
    /// Others may pass through to what they know the name of.
    static final int PASSAGE = 0711;
    /// The members of the group may.
    static final int GROUP_PASSAGE = 0710;

    private static final Set<PosixFilePermission> CLOSED = PosixFilePermissions.fromString("rwx------");

    /// Makes a directory whose parent exists and is safe, or checks the one that is there.
    ///
    /// @param owner whose it must be
    /// @param mode who may enter
    /// @throws IOException when it can't be made, is a link, or is another user's
    void make(Path directory, Account owner, int mode) throws IOException {
        try {
            Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(CLOSED));
            if (owner.uid() != self.uid()) {
                Files.setAttribute(directory, "unix:gid", owner.gid(), LinkOption.NOFOLLOW_LINKS);
                Files.setAttribute(directory, "unix:uid", owner.uid(), LinkOption.NOFOLLOW_LINKS);
            }
        } catch (FileAlreadyExistsException e) {
            check(directory, owner);
        } catch (IOException e) {
            throw new IOException("the directory " + directory + " can't be made: " + FileStatus.reason(e), e);
        }
        FileStatus found = check(directory, owner);
        if (found.permissions() != mode) {
            try {
                Files.setPosixFilePermissions(directory, permissions(mode));
            } catch (IOException e) {
                throw new IOException("the mode of " + directory + " can't be set: " + FileStatus.reason(e), e);
            }
        }
    }

    private static FileStatus check(Path directory, Account owner) throws IOException {
        FileStatus found = FileStatus.of(directory);
        if (found == null || !found.directory()) {
            throw new IOException(directory + " is " + (found == null ? "gone" : found.kind())
                    + " and not a directory of its own; remove it");
        }
        if (found.uid() != owner.uid()) {
            throw new IOException(directory + " belongs to the user " + name(directory) + " and not to " + owner.name()
                    + ", so it is not safe; remove it, or give it back with chown");
        }
        return found;
    }

    private static String name(Path directory) throws IOException {
        return Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS).getName();
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        return switch (mode) {
            case OWNER -> CLOSED;
            case PASSAGE -> PosixFilePermissions.fromString("rwx--x--x");
            case GROUP_PASSAGE -> PosixFilePermissions.fromString("rwx--x---");
            default -> throw new IllegalArgumentException("no directory has the mode " + Integer.toOctalString(mode));
        };
    }
}
