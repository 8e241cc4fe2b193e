package dev.lanner.launcher.control;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What a running server does when it is asked over the control socket. Called by several threads.
@FunctionalInterface
public interface ControlCommands {

    /// Does what is asked.
    ///
    /// @return text for the person who asked, lines with an end each, or empty
    /// @throws ControlException with the reason of the failure
    String answer(ControlRequest request) throws ControlException;

    /// Whether a user may ask at all. The file's mode keeps most away; this holds where a file system does not keep modes.
    ///
    /// @param user by the operating system
    /// @param owner the user that the server runs as
    default boolean admits(String user, String owner) {
        return user.equals(owner) || user.equals("root");
    }

    /// Begins what lasts as long as the connection that asks for it.
    ///
    /// @param user who asks, by the operating system
    /// @param end ends the connection, after telling the other side why
    /// @return null where the request is one for [#answer]
    /// @throws ControlException with the reason of the failure
    default @Nullable LastingCommand lasting(ControlRequest request, String user, Consumer<String> end)
            throws ControlException {
        return null;
    }
}
