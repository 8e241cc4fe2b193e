package dev.lanner.launcher.control;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where the control socket lies: `run/control` of the base directory. Where that path is too long for a socket's
/// address, `run/control` is a symbolic link to a socket in a private directory with a short name.
final class ControlAddress {
    /// What a socket's address holds on all systems, less the closing zero.
    private static final int LONGEST = 103;
    private static final String NAME = "control";

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
        Path visible = visible(run);
        remove(run);
        if (fits(visible)) {
            return visible;
        }
        // created with mode 0700 and a name that nobody can foresee
        Path socket = Files.createTempDirectory("lanner").resolve(NAME);
        if (!fits(socket)) {
            Files.delete(socket.getParent());
            throw new IOException("the paths " + visible + " and " + socket + " are too long for a socket, at most "
                    + LONGEST + " bytes");
        }
        Files.createSymbolicLink(visible, socket);
        return socket;
    }

    static void remove(Path run) throws IOException {
        Path visible = visible(run);
        if (Files.isSymbolicLink(visible)) {
            Path socket = Files.readSymbolicLink(visible);
            Path directory = socket.getParent();
            if (socket.endsWith(NAME) && directory != null && Files.deleteIfExists(socket)) {
                Files.deleteIfExists(directory);
            }
        }
        Files.deleteIfExists(visible);
    }

    private static boolean fits(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST;
    }
}
