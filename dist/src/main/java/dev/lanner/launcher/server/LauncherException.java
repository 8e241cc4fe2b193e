package dev.lanner.launcher.server;

/// A command fails; the message is for the person who gave it and begins with an id `LNR-5nnn`.
public final class LauncherException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    /// @param exitCode one of [ExitCode]
    public LauncherException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /// @param exitCode one of [ExitCode]
    public LauncherException(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /// What the process ends with.
    public int exitCode() {
        return exitCode;
    }
}
