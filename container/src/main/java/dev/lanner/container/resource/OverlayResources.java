package dev.lanner.container.resource;

import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.log.LazyLogger;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The files of an application: its directory first, then `META-INF/resources` of its libraries in their order (Servlet
/// 6.1, 4.6, 10.5).
///
/// What was found is believed for `static-cache-time`; until then a changed file is served as it was when it is small,
/// and may break off when it became shorter.
public final class OverlayResources implements ResourceTree {
    private static final Logger LOG = LazyLogger.of(OverlayResources.class);
    private static final String OVERLAY = "META-INF/resources";
    /// Content codings with the ends of names of precompressed siblings, the best first.
    private static final String[][] CODINGS = {{"br", ".br"}, {"zstd", ".zst"}, {"gzip", ".gz"}};

    /// Archives know times by two seconds.
    private static final long TIME_STEP = 2000;
    private static final int MOST_OUTDATED = 1000;

    private final DirectoryRoot base;
    private final List<ResourceRoot> roots;
    private final ResourceCache cache;
    // precompressed files that were told of already
    private final Set<String> outdated = ConcurrentHashMap.newKeySet();

    private OverlayResources(DirectoryRoot base, List<ResourceRoot> roots, ResourceCache cache) {
        this.base = base;
        this.roots = List.copyOf(roots);
        this.cache = cache;
    }

    /// Opens a tree.
    ///
    /// @param directory the application's own files
    /// @param libraries jars or directories; those without `META-INF/resources` are passed over
    /// @param settings what holds for the context
    /// @throws IOException when the directory or a library can't be read; nothing stays open
    public static OverlayResources of(Path directory, List<Path> libraries, SettingValues settings)
            throws IOException {
        return of(directory, libraries, settings, System::nanoTime);
    }

    static OverlayResources of(Path directory, List<Path> libraries, SettingValues settings, LongSupplier nanoTime)
            throws IOException {
        boolean follow = settings.get(Settings.FOLLOW_LINKS);
        ResourceCache cache = new ResourceCache(settings.get(Settings.STATIC_CACHE_TIME).toNanos(),
                settings.get(Settings.STATIC_CACHE_SIZE), nanoTime);
        DirectoryRoot base = new DirectoryRoot(directory, follow);
        List<ResourceRoot> roots = new ArrayList<>();
        roots.add(base);
        boolean done = false;
        try {
            for (Path library : libraries) {
                ResourceRoot root = open(library, follow);
                if (root != null) {
                    roots.add(root);
                }
            }
            done = true;
        } finally {
            if (!done) {
                close(roots);
            }
        }
        return new OverlayResources(base, roots, cache);
    }

    private static @Nullable ResourceRoot open(Path library, boolean follow) throws IOException {
        if (!Files.isDirectory(library)) {
            return ArchiveRoot.open(library);
        }
        Path overlay = library.resolve(OVERLAY);
        return Files.isDirectory(overlay) ? new DirectoryRoot(overlay, follow) : null;
    }

    @Override
    public @Nullable Resource find(String path) {
        return file(path);
    }

    /// As [#find], with what serving needs.
    @Nullable
    StaticFile file(String path) {
        StaticFile known = cache.get(path);
        if (known != null) {
            return known;
        }
        if (cache.isMiss(path) || !ResourcePath.isValid(path)) {
            return null;
        }
        String name = ResourcePath.withoutSlash(path);
        ResourceRoot.Found found = look(name);
        if (found == null || path.length() != name.length() && !found.directory()) {
            cache.putMiss(path);
            return null;
        }
        return cache.put(new StaticFile(name, found, this));
    }

    @Override
    public Set<String> list(String path) {
        Set<String> names = new LinkedHashSet<>();
        if (ResourcePath.isValid(path)) {
            String name = ResourcePath.withoutSlash(path);
            for (ResourceRoot root : roots) {
                if (isOpen(root, name)) {
                    root.list(name, names);
                }
            }
        }
        return names;
    }

    @Override
    public @Nullable URL url(String path) throws MalformedURLException {
        if (!path.startsWith("/")) {
            throw new MalformedURLException("the path does not begin with a slash: " + path);
        }
        if (!ResourcePath.isValid(path)) {
            return null;
        }
        String name = ResourcePath.withoutSlash(path);
        for (ResourceRoot root : roots) {
            ResourceRoot.Found found = isOpen(root, name) ? root.find(name) : null;
            if (found != null) {
                return found.directory() || path.equals(name) ? root.url(name, found) : null;
            }
        }
        return null;
    }

    @Override
    public @Nullable Path realPath(String path) {
        String absolute = path.startsWith("/") ? path : "/" + path;
        if (!ResourcePath.isValid(absolute)) {
            return null;
        }
        String name = ResourcePath.withoutSlash(absolute);
        Path file = base.resolve(name);
        // what lies in an archive only has no file (Servlet 6.1, getRealPath)
        boolean elsewhere = base.find(name) == null && look(name) != null;
        return elsewhere ? overlayFile(name) : file;
    }

    @Override
    public void close() {
        close(roots);
    }

    /// The precompressed siblings of a file: those that lie in the same place, are smaller, and are not older. What is
    /// older was made of something else.
    List<StaticFile.Variant> variants(StaticFile file) {
        List<StaticFile.Variant> variants = new ArrayList<>();
        for (String[] coding : CODINGS) {
            String path = file.path() + coding[1];
            StaticFile sibling = file(path);
            if (sibling != null && !sibling.isDirectory() && sibling.length() < file.length()
                    && rootOf(path) == rootOf(file.path()) && !isOlder(sibling, file)) {
                variants.add(StaticFile.Variant.of(coding[0], sibling));
            }
        }
        return List.copyOf(variants);
    }

    private boolean isOlder(StaticFile sibling, StaticFile file) {
        if (sibling.lastModified() + TIME_STEP >= file.lastModified()) {
            return false;
        }
        if (outdated.size() < MOST_OUTDATED && outdated.add(sibling.path())) {
            LOG.log(Level.INFO, "LNR-3353: {0} is older than {1}: it is not sent in its place; compress the file again",
                    sibling.path(), file.path());
        }
        return true;
    }

    void forget(String path) {
        cache.remove(path);
    }

    boolean reserve(int length) {
        return cache.reserve(length);
    }

    void release(int length) {
        cache.release(length);
    }

    ResourceCache cache() {
        return cache;
    }

    private ResourceRoot.@Nullable Found look(String name) {
        for (ResourceRoot root : roots) {
            ResourceRoot.Found found = isOpen(root, name) ? root.find(name) : null;
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private @Nullable ResourceRoot rootOf(String name) {
        for (ResourceRoot root : roots) {
            if (isOpen(root, name) && root.find(name) != null) {
                return root;
            }
        }
        return null;
    }

    private @Nullable Path overlayFile(String name) {
        ResourceRoot.Found found = look(name);
        return found == null ? null : found.file();
    }

    /// A library adds nothing to `WEB-INF` and `META-INF`.
    private boolean isOpen(ResourceRoot root, String name) {
        return root == base || !ResourcePath.isPrivate(name);
    }

    private static void close(List<ResourceRoot> roots) {
        for (ResourceRoot root : roots) {
            try {
                root.close();
            } catch (IOException e) {
                LOG.log(Level.WARNING, "LNR-3401 a library's archive can't be closed", e);
            }
        }
    }
}
