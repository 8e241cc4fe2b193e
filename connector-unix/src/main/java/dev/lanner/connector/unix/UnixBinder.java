package dev.lanner.connector.unix;

import dev.lanner.http.HttpConnector;
import dev.lanner.spi.log.LazyLogger;
import dev.lanner.spi.transport.Listener;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes the socket of an endpoint, and gives it its public name when it is complete.
///
/// The socket is bound in a [PrivateDirectory], gets group, mode and owner there, and is then renamed: from the first
/// moment that its name is seen it answers, and only to those that the mode admits. What stands at the name is only
/// replaced when it is a socket that nobody listens on. All is done under the [StartLock].
final class UnixBinder implements HttpConnector.Binder {
    private final UnixSocketConfig config;

    UnixBinder(UnixSocketConfig config) {
        this.config = config;
    }

    /// Binds. When it throws, nothing stays open and no file is left.
    @Override
    public List<Listener> bind() throws IOException {
        checkDirectory();
        Listener listener = null;
        try (StartLock lock = startLock(); PrivateDirectory directory = PrivateDirectory.make(config)) {
            if (lock.uid() != directory.uid()) {
                throw new IOException("LNR-2105: " + config.where() + ": the lock file " + lock.file() + " belongs to "
                        + "another user (id " + Integer.toUnsignedString(lock.uid()) + "). Remove it.");
            }
            listener = publish(directory);
            return List.of(listener);
        } catch (IOException | RuntimeException | Error e) {
            if (listener != null) {
                listener.close();
            }
            throw e;
        }
    }

    private Listener publish(PrivateDirectory directory) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            return publish(channel, directory);
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    private Listener publish(ServerSocketChannel channel, PrivateDirectory directory) throws IOException {
        UserPrincipal owner = config.owner().isEmpty() ? null : user();
        FileFacts stale = SocketFile.replaceable(config, directory.uid(), owner);
        Path socket = directory.socket();
        try {
            channel.bind(UnixDomainSocketAddress.of(socket), config.backlog());
        } catch (IOException e) {
            throw new IOException("LNR-2108: " + config.where() + ": can't bind " + config.path() + ": "
                    + e.getMessage() + ".", e);
        }
        own(socket, owner);
        FileFacts made = FileFacts.of(socket);
        FileFacts now = FileFacts.of(config.path());
        if (made == null || (stale == null ? now != null : !stale.sameFile(now))) {
            throw new IOException("LNR-2103: " + config.where() + ": " + config.path() + " was made by another program "
                    + "just now. Give this endpoint another path, or stop that program.");
        }
        Files.move(socket, config.path(), StandardCopyOption.ATOMIC_MOVE);
        if (stale != null) {
            LazyLogger.of(UnixBinder.class).log(Level.INFO,
                    "{0}: replaced the socket {1}, which a server that did not stop cleanly had left.",
                    config.where(), config.path());
        }
        return new UnixListener(channel, "http://unix:" + config.path(), config.path(), made);
    }

    /// Another user must not be able to replace the socket, or a directory above it.
    private void checkDirectory() throws IOException {
        Path directory = config.directory();
        Path real;
        try {
            real = directory.toRealPath();
        } catch (IOException e) {
            throw new IOException("LNR-2101: " + config.where() + ": the directory " + directory + " can't be used: "
                    + PrivateDirectory.reason(e) + ". Make it (\"install -d -m 0755 -o USER " + directory
                    + "\", or RuntimeDirectory= in a systemd unit), or give this endpoint another path.", e);
        }
        for (Path at = real; at != null; at = at.getParent()) {
            FileFacts facts = FileFacts.of(at);
            if (facts == null || !facts.directory()) {
                throw new IOException("LNR-2101: " + config.where() + ": " + at + " is "
                        + (facts == null ? "gone" : facts.kind()) + ", not a directory.");
            }
            if (facts.openToAll()) {
                throw new IOException("LNR-2102: " + config.where() + ": any user can replace files in " + at
                        + ". Take the right to write from others (\"chmod o-w " + at + "\"), set the sticky bit "
                        + "(\"chmod +t " + at + "\"), or give this endpoint another path.");
            }
        }
    }

    private StartLock startLock() throws IOException {
        try {
            return StartLock.take(config);
        } catch (FileSystemException e) {
            throw new IOException("LNR-2107: " + config.where() + ": can't use the lock file " + e.getFile() + ": "
                    + PrivateDirectory.reason(e) + ". The server's user needs the right to write to "
                    + config.directory() + ", and to the file where it is there already.", e);
        }
    }

    /// Group and mode first: who gives a file away may have no right to it any more.
    private void own(Path socket, @Nullable UserPrincipal owner) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(socket, PosixFileAttributeView.class,
                LinkOption.NOFOLLOW_LINKS);
        try {
            if (!config.group().isEmpty()) {
                view.setGroup(group());
            }
            Files.setPosixFilePermissions(socket, config.permissions());
            if (owner != null) {
                view.setOwner(owner);
            }
        } catch (FileSystemException e) {
            throw new IOException("LNR-2106: " + config.where() + ": can't give " + config.path() + " to \""
                    + config.owner() + (config.group().isEmpty() ? "" : ":" + config.group()) + "\": "
                    + PrivateDirectory.reason(e) + ". Only root changes an owner; a group is changed by its members.",
                    e);
        }
    }

    private UserPrincipal user() throws IOException {
        try {
            return principals().lookupPrincipalByName(config.owner());
        } catch (UserPrincipalNotFoundException e) {
            throw new IOException("LNR-2106: " + config.where() + ": unix-owner names the user \"" + config.owner()
                    + "\", which this machine does not know.", e);
        }
    }

    private GroupPrincipal group() throws IOException {
        try {
            return principals().lookupPrincipalByGroupName(config.group());
        } catch (UserPrincipalNotFoundException e) {
            throw new IOException("LNR-2106: " + config.where() + ": unix-owner names the group \"" + config.group()
                    + "\", which this machine does not know.", e);
        }
    }

    private UserPrincipalLookupService principals() {
        return config.path().getFileSystem().getUserPrincipalLookupService();
    }
}
