package dev.lanner.deploy;

import dev.lanner.deploy.archive.ArchiveLimits;
import dev.lanner.deploy.archive.InvalidArchiveException;
import dev.lanner.deploy.archive.PrivateDirectory;
import dev.lanner.deploy.archive.WarUnpacker;
import dev.lanner.spi.log.LazyLogger;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The files that the server keeps for its contexts: `work/NAME/HASH` with the unpacked WAR, `work/NAME/tmp-…` for the
/// application's own. Safe for use by several threads, one for each context.
final class ContextFiles {
    private static final Logger LOG = LazyLogger.of(ContextFiles.class);
    private static final String TEMP = "tmp-";

    private final Path work;
    private final ArchiveLimits limits;

    ContextFiles(Path work, ArchiveLimits limits) {
        this.work = work;
        this.limits = limits;
    }

    /// The root directory of the application: a directory itself, a WAR unpacked.
    Path root(ContextName context, Path source) throws IOException, InvalidArchiveException {
        if (Files.isDirectory(source)) {
            return source.toRealPath();
        }
        return new WarUnpacker(limits).unpack(source, own(context));
    }

    /// The directory of a context; that above all of them is made.
    private Path own(ContextName context) throws IOException {
        PrivateDirectory.make(work);
        return work.resolve(context.workDirectory());
    }

    /// A new and empty directory for the application's temporary files.
    Path temp(ContextName context) throws IOException {
        Path own = own(context);
        PrivateDirectory.make(own);
        return PrivateDirectory.makeNew(own, TEMP);
    }

    /// Deletes what earlier versions of the application left.
    ///
    /// @param used the versions that still run
    void keepOnly(ContextName context, List<Serving> used) {
        Path own = work.resolve(context.workDirectory());
        if (!Files.isDirectory(own)) {
            return;
        }
        List<Path> old;
        try (Stream<Path> entries = Files.list(own)) {
            old = entries.filter(entry -> used.stream().noneMatch(version -> version.uses(entry))).toList();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "LNR-4061 " + own + " can't be listed: " + e.getMessage());
            return;
        }
        old.forEach(ContextFiles::delete);
    }

    /// Deletes all of a context that is gone.
    void forget(ContextName context) {
        delete(work.resolve(context.workDirectory()));
    }

    static void delete(Path path) {
        try {
            PrivateDirectory.delete(path);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "LNR-4061 " + path + " can't be deleted: " + e.getMessage()
                    + "; it may be removed by hand");
        }
    }
}
