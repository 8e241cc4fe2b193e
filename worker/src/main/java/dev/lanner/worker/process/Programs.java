package dev.lanner.worker.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Small programs of the operating system. They are looked for where systems have them and not along a path that
/// somebody may have set. Stateless.
final class Programs {
    private static final List<String> PLACES = List.of("/usr/bin", "/bin", "/usr/sbin", "/sbin");

    private Programs() {
    }

    /// Null where the system has none.
    static @Nullable Path find(String name) {
        for (String place : PLACES) {
            Path program = Path.of(place, name);
            if (Files.isExecutable(program)) {
                return program;
            }
        }
        return null;
    }

    /// What one prints; nothing where it fails.
    static List<String> lines(List<String> command) throws IOException, InterruptedException {
        Process process = started(command);
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? text.lines().toList() : List.of();
    }

    /// Whether one says yes.
    static boolean agrees(List<String> command) throws IOException, InterruptedException {
        Process process = started(command);
        process.getInputStream().readAllBytes();
        return process.waitFor() == 0;
    }

    private static Process started(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }
}
