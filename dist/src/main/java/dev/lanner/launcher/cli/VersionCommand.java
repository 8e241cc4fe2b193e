package dev.lanner.launcher.cli;

import dev.lanner.launcher.server.Version;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `lanner version`.
@Command(name = "version", description = "Print the versions of Lanner and of Java.", mixinStandardHelpOptions = true)
final class VersionCommand implements Runnable {
    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
        Output.print(spec, "Lanner " + Version.CURRENT + System.lineSeparator() + "Java "
                + System.getProperty("java.vm.version") + ", " + System.getProperty("java.vendor") + ", "
                + System.getProperty("java.home") + System.lineSeparator());
    }
}
