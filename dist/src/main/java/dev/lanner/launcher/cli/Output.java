package dev.lanner.launcher.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// Where commands write to.
final class Output {

    private Output() {
    }

    /// The last words of processes, and what they say of themselves, are among it: nothing of that may steer a terminal.
    private static String plain(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            plain.append(Character.isISOControl(c) && c != '\n' && c != '\t' ? '\uFFFD' : c);
        }
        return plain.toString();
    }

    /// Writes text that ends its last line itself.
    static void print(@Nullable CommandSpec spec, String text) {
        if (spec != null) {
            spec.commandLine().getOut().print(plain(text));
            spec.commandLine().getOut().flush();
        }
    }
}
