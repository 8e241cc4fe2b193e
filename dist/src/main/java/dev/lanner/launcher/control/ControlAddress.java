package dev.lanner.launcher.control;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where a socket lies that has a fixed name in the directory `run`, such as `run/control`. Where that path is too long for
/// a socket's address, it is a symbolic link to a socket in a private directory with a short name.
public final class ControlAddress {
    /// What a socket's address holds on all systems, less the closing zero.
    private static final int LONGEST = 103;
    private static final String NAME = "control";
    /// How private directories are called, before a number.
    private static final String PRIVATE = "lanner";

    private ControlAddress() {
    }

    static Path visible(Path run) {
        return run.resolve(NAME);
    }

    /// Where a client connects to.
    static UnixDomainSocketAddress toConnect(Path run) throws IOException {
        Path visible = visible(run);
        return UnixDomainSocketAddress.of(Files.isSymbolicLink(visible) ? Files.readSymbolicLink(visible) : visible);
    }

    /// Removes what an earlier server left, and makes the place to bind at.
    ///
    /// @param run a directory that nobody else can enter, held by this server
    static Path toBind(Path run) throws IOException {
        return toBind(run, NAME, LONGEST, true);
    }

    /// [#toBind(Path)] of a socket with another name.
    ///
    /// @param longest how many bytes its path may have
    /// @param here whether it may lie in the directory itself
    public static Path toBind(Path run, String name, int longest, boolean here) throws IOException {
        Path visible = run.resolve(name);
        remove(run, name);
        if (here && length(visible) <= longest) {
            return visible;
        }
        // created with mode 0700 and a name that nobody can foresee
        Path socket = Files.createTempDirectory(PRIVATE).resolve(name);
        if (length(socket) > longest) {
            Files.delete(socket.getParent());
            throw new IOException("the paths " + visible + " and " + socket + " are too long for a socket, at most "
                    + longest + " bytes");
        }
        Files.createSymbolicLink(visible, socket);
        return socket;
    }

    static void remove(Path run) throws IOException {
        remove(run, NAME);
    }

    /// Removes a socket, or what a server that died has left of it.
    public static void remove(Path run, String name) throws IOException {
        Path visible = run.resolve(name);
        if (Files.isSymbolicLink(visible)) {
            Path socket = Files.readSymbolicLink(visible);
            Path directory = socket.getParent();
            if (socket.endsWith(name) && directory != null
                    && String.valueOf(directory.getFileName()).startsWith(PRIVATE)) {
                Files.deleteIfExists(socket);
                Files.deleteIfExists(directory);
            }
        }
        Files.deleteIfExists(visible);
    }

    private static int length(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8).length;
    }
}
