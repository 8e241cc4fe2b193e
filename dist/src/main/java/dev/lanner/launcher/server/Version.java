package dev.lanner.launcher.server;

/// The version of this build.
public final class Version {
    /// As in the name of the distribution's archive; a test compares it with the build's.
    public static final String CURRENT = "0.1.0";

    private Version() {
    }
}
