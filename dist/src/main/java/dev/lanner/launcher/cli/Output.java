package dev.lanner.launcher.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// Where commands write to.
final class Output {

    private Output() {
    }

    /// Writes text that ends its last line itself.
    static void print(@Nullable CommandSpec spec, String text) {
        if (spec != null) {
            spec.commandLine().getOut().print(text);
            spec.commandLine().getOut().flush();
        }
    }
}
