package dev.lanner.launcher.server;

/// What the process tells its caller.
public final class ExitCode {
    /// Done; also a server that was asked to stop and did.
    public static final int OK = 0;
    /// It could not be done; standard error says why.
    public static final int FAILED = 1;
    /// The command line or the configuration is wrong.
    public static final int USAGE = 2;
    /// `status`, `stop` and the like: no server runs there.
    public static final int NOT_RUNNING = 3;
    /// A second Ctrl-C ended the server before its requests had ended.
    public static final int INTERRUPTED = 130;

    private ExitCode() {
    }
}
