package dev.lanner.worker.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The Java of a worker. Stateless.
final class JavaHome {
    private static final String VERSION = "JAVA_VERSION=";
    private static final String NEEDED = "25";

    private JavaHome() {
    }

    /// Looks whether a directory is the home of a JDK 25. Starting it would take long: its file `release` says so.
    ///
    /// @return empty when it is; else what is wrong, after its name
    static String fault(Path home) {
        if (!Files.isDirectory(home)) {
            return "there is no such directory";
        }
        if (!Files.isExecutable(home.resolve("bin/java"))) {
            return "it is not the home of a JDK: there is no program bin/java in it that may be started";
        }
        try {
            String version = version(Files.readAllLines(home.resolve("release"), StandardCharsets.UTF_8));
            return version.equals(NEEDED) || version.startsWith(NEEDED + ".") || version.startsWith(NEEDED + "-")
                    || version.startsWith(NEEDED + "+")
                            ? ""
                            : "it is a Java " + (version.isEmpty() ? "of an unknown version" : version);
        } catch (IOException e) {
            return "it is not the home of a JDK: its file release can't be read: " + FileStatus.reason(e);
        }
    }

    private static String version(List<String> release) {
        for (String line : release) {
            if (line.startsWith(VERSION)) {
                return line.substring(VERSION.length()).replace("\"", "").strip();
            }
        }
        return "";
    }
}
