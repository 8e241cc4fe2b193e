package dev.lanner.launcher.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `lanner run`, for its help; the launcher parses it by hand.
@Command(name = "run", description = "Start the server in the foreground. Ctrl-C or SIGTERM stops it gracefully.", mixinStandardHelpOptions = true)
final class RunCommand implements Runnable {
    // read by the library, for the help
    @SuppressWarnings("UnusedVariable")
    @Mixin private ServerOptions options = new ServerOptions();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
        // the launcher takes `run` for itself; it gets here only by options before it
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "LNR-5208: 'run' must be the first argument");
        }
    }
}
