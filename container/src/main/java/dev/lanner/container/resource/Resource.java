package dev.lanner.container.resource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A file or directory of a web application, as it was when it was found.
public interface Resource {

    /// The path below the application's root, with a slash at the front, without one at the end.
    String path();

    /// Whether it is a directory.
    boolean isDirectory();

    /// The length in bytes; 0 for a directory.
    long length();

    /// The time of the last change, in milliseconds since 1970, 0 when not known.
    long lastModified();

    /// Opens it for reading.
    ///
    /// @throws IOException when it is a directory or can't be read any more
    InputStream open() throws IOException;

    /// The file itself, for sending it without copying; null where it is inside an archive.
    @Nullable
    Path file();
}
