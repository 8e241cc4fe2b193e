package dev.lanner.container.resource;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/// `META-INF/resources` of a library (Servlet 6.1, 4.6). Its entries are listed once; their bytes are read from the
/// open archive. What lies in a `WEB-INF` or `META-INF` below does not count.
final class ArchiveRoot implements ResourceRoot {
    private static final String FOLDER = "META-INF/resources";

    private static final Found DIRECTORY = new Found(true, 0, 0, "\"\"", null, () -> {
        throw new IOException("a directory can't be read");
    });

    private final Path file;
    private final ZipFile archive;
    private final Map<String, Found> entries = new HashMap<>();
    private final Map<String, Set<String>> children = new HashMap<>();

    private ArchiveRoot(Path file, ZipFile archive) {
        this.file = file;
        this.archive = archive;
    }

    /// Opens an archive.
    ///
    /// @return null when it has no such folder
    static @Nullable ArchiveRoot open(Path file) throws IOException {
        ZipFile archive = new ZipFile(file.toFile());
        ArchiveRoot root = new ArchiveRoot(file, archive);
        Enumeration<? extends ZipEntry> all = archive.entries();
        while (all.hasMoreElements()) {
            ZipEntry entry = all.nextElement();
            if (entry.getName().startsWith(FOLDER + "/")) {
                root.add(entry);
            }
        }
        if (root.entries.isEmpty()) {
            archive.close();
            return null;
        }
        return root;
    }

    @Override
    public @Nullable Found find(String path) {
        return entries.get(path);
    }

    @Override
    public void list(String path, Set<String> into) {
        into.addAll(children.getOrDefault(path, Set.of()));
    }

    @Override
    public URL url(String path, Found found) throws MalformedURLException {
        try {
            // the constructor of several arguments encodes what may not stand in a URL
            String inside = new URI(null, null, "/" + FOLDER + path, null).getRawPath();
            return URI.create("jar:" + file.toUri() + "!" + inside + (found.directory() ? "/" : "")).toURL();
        } catch (URISyntaxException e) {
            MalformedURLException malformed = new MalformedURLException(e.getMessage());
            malformed.initCause(e);
            throw malformed;
        }
    }

    @Override
    public void close() throws IOException {
        archive.close();
    }

    private void add(ZipEntry entry) {
        String path = ResourcePath.withoutSlash(entry.getName().substring(FOLDER.length()));
        if (!ResourcePath.isValid(path) || ResourcePath.isPrivate(path)) {
            return;
        }
        if (entry.isDirectory()) {
            addDirectory(path);
            return;
        }
        addDirectory(parent(path));
        long length = Math.max(entry.getSize(), 0);
        String etag = '"' + Long.toHexString(length) + '-' + Long.toHexString(entry.getCrc()) + "c\"";
        long modified = Math.max(entry.getTime(), 0);
        entries.put(path, new Found(false, length, modified, etag, null, () -> archive.getInputStream(entry)));
        childrenOf(parent(path)).add(path);
    }

    /// Adds a directory and those above it.
    private void addDirectory(String path) {
        if (entries.putIfAbsent(path, DIRECTORY) == null && !path.equals("/")) {
            String parent = parent(path);
            childrenOf(parent).add(path + "/");
            addDirectory(parent);
        }
    }

    private Set<String> childrenOf(String path) {
        return children.computeIfAbsent(path, _ -> new LinkedHashSet<>());
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "/" : path.substring(0, slash);
    }
}
