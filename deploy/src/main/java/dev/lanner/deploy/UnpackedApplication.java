package dev.lanner.deploy;

import dev.lanner.container.definition.ComponentFactory;
import dev.lanner.spi.config.SettingValues;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A web application on disk, as extensions see it.
///
/// @param root its directory
/// @param kept a directory for what is made of the application's content, and needn't be made again while that stays
///   the same; absent until somebody makes it, and deleted with the content. Two deployments of the same content share
///   it. Null where the content may change
/// @param libraries the jars of `WEB-INF/lib` that count, in their order
/// @param components makes the application's objects
/// @param settings what holds for its context
public record UnpackedApplication(Path root, @Nullable Path kept, List<Jar> libraries, ComponentFactory components,
        SettingValues settings) {

    /// Copies the list.
    public UnpackedApplication {
        libraries = List.copyOf(libraries);
    }

    /// A jar of the application.
    ///
    /// @param file where it lies
    /// @param tagLibraries the names of its entries `META-INF/….tld`
    /// @param pages whether it brings pages (JSP) in `META-INF/resources`
    public record Jar(Path file, List<String> tagLibraries, boolean pages) {

        /// Copies the list.
        public Jar {
            tagLibraries = List.copyOf(tagLibraries);
        }
    }
}
