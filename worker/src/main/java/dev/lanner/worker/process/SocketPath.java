package dev.lanner.worker.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/// Where a process listens: in its own directory, or, where that path is too long for an address, in a directory of its own
/// among the temporary files.
///
/// @param path the socket; no other process ever has the same
/// @param temporary whether its directory was made for it
record SocketPath(Path path, boolean temporary) {
    /// sun_path has 108 bytes on Linux, 104 elsewhere; the listener needs 11 more than the directory for its own steps.
    private static final int LONGEST = 90;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int NAME_BYTES = 6;
    private static final String TEMPORARY = "lanner-";
    private static final String FAR = "s";

    /// A new one.
    ///
    /// @param directory of the process
    /// @param owner who will listen
    static SocketPath of(Path directory, Account self, Account owner) throws IOException {
        byte[] random = new byte[NAME_BYTES];
        RANDOM.nextBytes(random);
        Path near = directory.resolve("s-" + HexFormat.of().formatHex(random));
        if (near.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST) {
            return new SocketPath(near, false);
        }
        // made anew, with a name that nobody could know, for the owner only
        Path made = Files.createTempDirectory(TEMPORARY);
        if (owner.uid() != self.uid()) {
            Files.setAttribute(made, "unix:uid", owner.uid(), LinkOption.NOFOLLOW_LINKS);
        }
        Path far = made.resolve(FAR);
        if (far.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            Removal.delete(made);
            throw new IOException("the path of its socket is too long: " + far + "; the directory for temporary files "
                    + "(java.io.tmpdir) needs a shorter name");
        }
        return new SocketPath(far, true);
    }

    /// Takes away what a process has left of it.
    static void remove(Path socket) throws IOException {
        Path directory = socket.getParent();
        if (directory == null || !Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (socket.endsWith(FAR) && String.valueOf(directory.getFileName()).startsWith(TEMPORARY)) {
            Removal.delete(directory);
            return;
        }
        clear(directory);
    }

    /// Takes away what processes of earlier times have left in their directory: sockets, the directories in which listeners
    /// bind them first, crash reports that nobody has read.
    static void clear(Path directory) throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, "{s-*,.l*,.s-*,hs_err_*}")) {
            for (Path file : left) {
                Removal.delete(file);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }
}
