package dev.lanner.launcher.resource;

import dev.lanner.spi.log.LazyLogger;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/// The jars that the owner of the server put into `lib` of the base directory, or of the distribution: database drivers,
/// realms, factories of resources. Their loader is made when one is needed, once for the life of the server. Safe for use
/// by any thread.
public final class SharedLibraries implements Supplier<ClassLoader> {
    private static final System.Logger LOG = LazyLogger.of(SharedLibraries.class);

    private final Path base;
    /// Guards `loader`.
    private final ReentrantLock guard = new ReentrantLock();
    private @Nullable ClassLoader loader;

    /// @param base the base directory
    public SharedLibraries(Path base) {
        this.base = base;
    }

    @Override
    public ClassLoader get() {
        guard.lock();
        try {
            ClassLoader known = loader;
            if (known == null) {
                known = make();
                loader = known;
            }
            return known;
        } finally {
            guard.unlock();
        }
    }

    private ClassLoader make() {
        ClassLoader server = SharedLibraries.class.getClassLoader();
        Set<Path> folders = new HashSet<>(Set.of(base.resolve("lib").toAbsolutePath().normalize()));
        String home = System.getProperty("lanner.home");
        if (home != null) {
            folders.add(Path.of(home, "lib").toAbsolutePath().normalize());
        }
        Set<String> own = ownJars();
        List<URL> urls = new ArrayList<>();
        folders.stream().sorted().forEach(folder -> add(folder, own, urls));
        return urls.isEmpty() ? server : new URLClassLoader("lanner-shared", urls.toArray(URL[]::new), server);
    }

    private static void add(Path folder, Set<String> own, List<URL> urls) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
            files.forEach(jars::add);
            Collections.sort(jars);
            boolean open = openToAll(folder);
            for (Path jar : jars) {
                if (own.contains(String.valueOf(jar.getFileName()))) {
                    continue;
                }
                if (open || openToAll(jar)) {
                    LOG.log(System.Logger.Level.ERROR, "LNR-5530: {0} is not used, as every user of this computer may "
                            + "write to {1}; run: chmod o-w {1}", jar, open ? folder : jar);
                } else {
                    urls.add(jar.toUri().toURL());
                }
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "LNR-5531: the libraries in " + folder + " can't be read: "
                    + e.getMessage(), e);
        }
    }

    private static boolean openToAll(Path path) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        return view != null && view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_WRITE);
    }

    /// The names of the distribution's own jars: those that `lanner.jar` has on its class path, and itself.
    private static Set<String> ownJars() {
        Set<String> own = new HashSet<>(Set.of("lanner.jar"));
        String started = System.getProperty("java.class.path", "");
        if (started.endsWith("lanner.jar")) {
            try (JarFile jar = new JarFile(started)) {
                Manifest manifest = jar.getManifest();
                String path = manifest == null
                        ? null
                        : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
                own.addAll(path == null ? Set.of() : Set.of(path.strip().split(" +", -1)));
            } catch (IOException e) {
                LOG.log(System.Logger.Level.ERROR, "LNR-5531: " + started + " can't be read: " + e.getMessage(), e);
            }
        }
        return own;
    }
}
