package dev.lanner.launcher.control;

/// What a running server does when it is asked over the control socket. Called by several threads.
@FunctionalInterface
public interface ControlCommands {

    /// Does what is asked.
    ///
    /// @return text for the person who asked, lines with an end each, or empty
    /// @throws ControlException with the reason of the failure
    String answer(ControlRequest request) throws ControlException;
}
