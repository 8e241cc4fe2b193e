package dev.lanner.deploy;

import dev.lanner.container.OfflinePage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The page by which an owner takes an application offline: `app_offline.html` in its directory, or
/// `NAME.app_offline.html` beside its WAR `NAME.war`.
///
/// @param file where it lies
/// @param facts what it looks like
record OfflineFile(Path file, SourceFacts facts) {
    private static final String NAME = "app_offline.html";
    /// What the names of pages beside WARs end with.
    static final String SUFFIX = "." + NAME;
    /// More is no page for people; it is held in memory.
    static final int LARGEST = 1 << 20;

    /// The page of an application, where there is one.
    ///
    /// @param source a WAR or a directory
    static @Nullable OfflineFile of(Path source) {
        OfflineFile inside = at(source.resolve(NAME));
        if (inside != null) {
            return inside;
        }
        String name = String.valueOf(source.getFileName());
        return at(source.resolveSibling(ContextName.withoutWar(name) + SUFFIX));
    }

    static @Nullable OfflineFile at(Path file) {
        return Files.isRegularFile(file) ? new OfflineFile(file, SourceFacts.ofFile(file)) : null;
    }

    /// Reads it.
    ///
    /// @throws IOException when it can't be read or is too large; the message is for the owner
    OfflinePage read() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] html = in.readNBytes(LARGEST + 1);
            if (html.length > LARGEST) {
                throw new IOException("it is larger than " + LARGEST + " bytes");
            }
            return new OfflinePage(html);
        }
    }
}
