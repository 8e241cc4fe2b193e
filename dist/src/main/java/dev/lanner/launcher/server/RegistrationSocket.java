package dev.lanner.launcher.server;

import dev.lanner.launcher.control.ControlCommands;
import dev.lanner.launcher.control.ControlException;
import dev.lanner.launcher.control.ControlLine;
import dev.lanner.launcher.control.ControlListener;
import dev.lanner.launcher.control.ControlRequest;
import dev.lanner.launcher.control.LastingCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What processes of other users may ask of a front server: to register, and nothing else.
///
/// @param applications whose prefixes are registered
record RegistrationSocket(WebApplications applications) implements ControlCommands {

    /// Opens it.
    ///
    /// @throws LauncherException when it can't be opened
    static ControlListener open(String path, WebApplications applications) throws LauncherException {
        Path socket = Path.of(path);
        new DirectoryGuard().checkWay(socket);
        try {
            removeLeft(socket);
            return ControlListener.openToAll(socket, new RegistrationSocket(applications));
        } catch (IOException e) {
            throw new LauncherException(ExitCode.FAILED, "LNR-5735: registration-socket " + path + " can't be opened: "
                    + BaseDirectory.reason(e), e);
        }
    }

    /// What a server that died has left.
    private static void removeLeft(Path socket) throws IOException, LauncherException {
        if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        boolean other = Files.readAttributes(socket, BasicFileAttributes.class,
                LinkOption.NOFOLLOW_LINKS).isOther();
        if (!other) {
            throw new LauncherException(ExitCode.FAILED, "LNR-5735: registration-socket " + socket
                    + " can't be opened: something that is no socket has its name");
        }
        try (ControlLine line = ControlLine.connectTo(socket)) {
            if (line != null) {
                throw new LauncherException(ExitCode.FAILED, "LNR-5735: registration-socket " + socket
                        + " can't be opened: another server, of the user " + line.peer() + ", listens there");
            }
        }
        Files.deleteIfExists(socket);
    }

    @Override
    public boolean admits(String user, String owner) {
        return user.equals(owner) || applications.sharing().admits(user);
    }

    @Override
    public String answer(ControlRequest request) throws ControlException {
        throw new ControlException("LNR-5734: here prefixes are registered; '" + request.command()
                + "' is for the owner of the server");
    }

    @Override
    public @Nullable LastingCommand lasting(ControlRequest request, String user, Consumer<String> end)
            throws ControlException {
        return request.command().equals("register")
                ? applications.sharing().register(request, user, end)
                : null;
    }
}
