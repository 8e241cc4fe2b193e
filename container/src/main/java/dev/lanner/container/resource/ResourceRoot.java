package dev.lanner.container.resource;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One of the places that a tree is made of. Asks the file system or archive at each call; safe for use by any thread.
interface ResourceRoot extends Closeable {

    /// What is there.
    ///
    /// @param directory whether it is a directory
    /// @param length bytes; 0 for a directory
    /// @param lastModified milliseconds since 1970, 0 when not known
    /// @param etag a strong validator, in quotes
    /// @param file the file, by its real name; null in an archive
    /// @param opener opens it
    record Found(boolean directory, long length, long lastModified, String etag, @Nullable Path file, Opener opener) {

        /// Whether nothing has changed since.
        boolean same(Found other) {
            return directory == other.directory && etag.equals(other.etag)
                    && (file == null ? other.file == null : file.equals(other.file));
        }
    }

    /// Opens a file.
    @FunctionalInterface
    interface Opener {

        InputStream open() throws IOException;
    }

    /// What is at a valid path without a slash at its end, or null.
    @Nullable
    Found find(String path);

    /// Adds what lies directly in a directory.
    void list(String path, Set<String> into);

    /// The URL of what was found.
    URL url(String path, Found found) throws MalformedURLException;
}
