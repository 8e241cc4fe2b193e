package dev.lanner.launcher.control;

/// Something that was asked for over the control socket and lasts as long as the connection. Used by one thread.
public interface LastingCommand {

    /// Text for the one who asked, lines with an end each.
    String answer();

    /// The other side has ended its output, or is gone. The connection is closed when this returns.
    void ended();
}
