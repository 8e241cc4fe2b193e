package dev.lanner.connector.unix;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import org.jspecify.annotations.Nullable;

/// What is found at the public name of a socket that should be made.
final class SocketFile {

    private SocketFile() {
    }

    /// Looks at what is there and decides whether it may be replaced: nothing, or a socket of an owner expected here
    /// that nobody listens on.
    ///
    /// @param uid the server's own user, whose file may be replaced
    /// @param owner the user that sockets are given to, whose file may be, too
    /// @return the file to replace; null when there is none
    /// @throws IOException when something is there that must stay
    static @Nullable FileFacts replaceable(UnixSocketConfig config, int uid, @Nullable UserPrincipal owner)
            throws IOException {
        Path path = config.path();
        FileFacts found = FileFacts.of(path);
        if (found == null) {
            return null;
        }
        if (!found.socket()) {
            throw new IOException("LNR-2104: " + config.where() + ": " + path + " is " + found.kind()
                    + ", not a socket; it is left alone. Remove it, or give this endpoint another path.");
        }
        if (found.uid() != uid && !Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).equals(owner)) {
            throw new IOException("LNR-2105: " + config.where() + ": the socket " + path + " belongs to another user "
                    + "(id " + Integer.toUnsignedString(found.uid()) + "); it is left alone. Remove it, or give this "
                    + "endpoint another path.");
        }
        if (!stale(config)) {
            throw new IOException("LNR-2103: " + config.where() + ": another server is listening on " + path
                    + ". Stop that one (\"ss -lxp src " + path + "\" shows it), or give this endpoint another path.");
        }
        return found;
    }

    /// Nobody listens on a socket whose connections are refused. Whatever else happens, a full queue or a missing
    /// right, somebody may.
    private static boolean stale(UnixSocketConfig config) throws IOException {
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.configureBlocking(false);
            probe.connect(UnixDomainSocketAddress.of(config.path()));
            return false;
        } catch (ConnectException e) {
            return true;
        } catch (IOException e) {
            throw new IOException("LNR-2103: " + config.where() + ": can't tell whether another server is listening on "
                    + config.path() + ": " + e.getMessage() + ". Remove the file if none is.", e);
        }
    }
}
