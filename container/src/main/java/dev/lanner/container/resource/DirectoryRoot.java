package dev.lanner.container.resource;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A directory. A file is found only by its real name: another spelling, which some file systems accept (case, trailing
/// dots, short names, streams), finds nothing. A symbolic link counts when it stays in the directory and does not lead
/// into `WEB-INF` or `META-INF`, or when links are to be followed.
final class DirectoryRoot implements ResourceRoot {
    private final Path base;
    private final boolean followLinks;

    /// @param base must exist
    DirectoryRoot(Path base, boolean followLinks) throws IOException {
        this.base = base.toRealPath();
        this.followLinks = followLinks;
    }

    @Override
    public @Nullable Found find(String path) {
        Path file = resolve(path);
        if (file == null) {
            return null;
        }
        try {
            Path real = file.toRealPath();
            if (!real.equals(file) && !isAllowed(path, file, real)) {
                return null;
            }
            BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
            boolean directory = attributes.isDirectory();
            if (!directory && !attributes.isRegularFile() || !Files.isReadable(real)) {
                return null;
            }
            long length = directory ? 0 : attributes.size();
            long nanos = attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
            String etag = '"' + Long.toHexString(length) + '-' + Long.toHexString(nanos) + '"';
            return new Found(directory, length, attributes.lastModifiedTime().toMillis(), etag, real,
                    () -> Files.newInputStream(real));
        } catch (IOException _) {
            return null;
        }
    }

    @Override
    public void list(String path, Set<String> into) {
        Found found = find(path);
        Path directory = found == null ? null : found.file();
        if (found == null || directory == null || !found.directory()) {
            return;
        }
        String start = path.equals("/") ? "/" : path + "/";
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
            for (Path child : children) {
                String childPath = start + child.getFileName();
                Found inside = ResourcePath.isValid(childPath) ? find(childPath) : null;
                if (inside != null) {
                    into.add(inside.directory() ? childPath + "/" : childPath);
                }
            }
        } catch (IOException _) {
            // the directory went away, or may not be read: nothing is in it
        }
    }

    @Override
    public URL url(String path, Found found) throws MalformedURLException {
        Path file = found.file();
        return (file == null ? base : file).toUri().toURL();
    }

    /// The file of a valid path, whether or not it exists; null when it can't be one.
    @Nullable
    Path resolve(String path) {
        try {
            Path file = base.resolve(path.substring(1)).normalize();
            return file.startsWith(base) ? file : null;
        } catch (InvalidPathException _) {
            return null;
        }
    }

    @Override
    public void close() {
        // nothing is open
    }

    /// Whether a name that is not the real one may be used: there must be a symbolic link in it.
    private boolean isAllowed(String path, Path file, Path real) {
        boolean link = false;
        for (Path at = file; !link && at != null && !at.equals(base); at = at.getParent()) {
            link = Files.isSymbolicLink(at);
        }
        if (!link || !real.startsWith(base)) {
            return link && followLinks;
        }
        String realPath = "/" + base.relativize(real).toString().replace(real.getFileSystem().getSeparator(), "/");
        return !ResourcePath.isPrivate(realPath) || ResourcePath.isPrivate(path);
    }
}
