package dev.lanner.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// The `webapps` directory. Stateless.
public final class WebAppsDirectory {
    /// What the name of a file ends with that was undeployed by command.
    public static final String UNDEPLOYED = ".undeployed";

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
        List<Path> sorted = entries(directory);
        return Stream.concat(sorted.stream().filter(Files::isDirectory), sorted.stream().filter(
                entry -> Files.isRegularFile(entry) && name(entry).toLowerCase(Locale.ROOT).endsWith(".war"))).toList();
    }

    /// The pages beside WARs that take a context offline, by name.
    static List<Path> offlinePages(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        return entries(directory).stream().filter(
                entry -> name(entry).endsWith(OfflineFile.SUFFIX) && Files.isRegularFile(entry)).toList();
    }

    private static List<Path> entries(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(entry -> !name(entry).startsWith(".") && !name(entry).endsWith(UNDEPLOYED)).sorted()
                    .toList();
        }
    }

    /// Whether a file lies in the directory and is one of those that [#list] shows by their names.
    static boolean holds(Path directory, Path source) {
        return directory.equals(source.getParent()) && !name(source).startsWith(".");
    }

    private static String name(Path entry) {
        return String.valueOf(entry.getFileName());
    }
}
