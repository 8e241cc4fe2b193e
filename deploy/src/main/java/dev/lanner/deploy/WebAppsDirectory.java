package dev.lanner.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// The `webapps` directory. Stateless.
public final class WebAppsDirectory {
    private WebAppsDirectory() {
    }

    /// What there is to deploy: directories first, then WARs, each by name.
    ///
    /// @param directory an absent one holds nothing
    /// @throws IOException when it can't be read
    public static List<Path> list(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            List<Path> sorted = entries.filter(entry -> !String.valueOf(entry.getFileName()).startsWith("."))
                    .sorted().toList();
            return Stream.concat(sorted.stream().filter(Files::isDirectory), sorted.stream().filter(
                    entry -> Files.isRegularFile(entry)
                            && String.valueOf(entry.getFileName()).toLowerCase(Locale.ROOT).endsWith(".war")))
                    .toList();
        }
    }
}
