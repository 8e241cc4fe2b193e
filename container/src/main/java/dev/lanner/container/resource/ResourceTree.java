package dev.lanner.container.resource;

import java.io.Closeable;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The files of a web application by their path below its root: its own directory, and `META-INF/resources` of its
/// libraries behind it.
///
/// Paths begin with a slash and are normalised; a path with a `..` segment, a backslash or a NUL finds nothing.
/// `WEB-INF` and `META-INF` are ordinary directories here: who serves a client must refuse them.
public interface ResourceTree extends Closeable {

    /// A tree without anything in it.
    static ResourceTree empty() {
        return EmptyResourceTree.INSTANCE;
    }

    /// The file or directory at the path, or null when there is none.
    @Nullable
    Resource find(String path);

    /// The paths of what lies directly in a directory, those of directories with a slash at the end (Servlet 6.1,
    /// `ServletContext.getResourcePaths`); empty when there is no such directory.
    Set<String> list(String path);

    /// A URL by which the application can read the file, or null when there is none.
    ///
    /// @throws MalformedURLException when the path does not begin with a slash
    @Nullable
    URL url(String path) throws MalformedURLException;

    /// The file in the file system, whether or not it exists, or null when this tree has no directory there or the path
    /// would leave it.
    @Nullable
    Path realPath(String path);

    /// Closes what is open, such as archives. Idempotent.
    @Override
    void close();
}
