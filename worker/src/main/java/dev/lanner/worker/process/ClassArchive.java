package dev.lanner.worker.process;

import dev.lanner.spi.log.LazyLogger;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;

/// The archive of classes that a worker's JVM makes at its first orderly end (class-data sharing), in the worker's own
/// directory: from then on it starts in two thirds of the time. The JVM checks it against itself, its options and the jars,
/// and makes it anew where it does not fit. The first one is copied for workers of other contexts that start with the same
/// options. Stateless.
final class ClassArchive {
    private static final Logger LOG = LazyLogger.of(ClassArchive.class);
    private static final String FILE = "classes.jsa";
    /// No context's directory has a name that begins with a dot.
    private static final String MODEL = ".classes.jsa";
    /// What forbids an archive, or is the owner's word about archives.
    private static final List<String> OTHERS = List.of("-Xshare", "-XX:SharedArchiveFile", "-XX:SharedClassListFile",
            "-XX:ArchiveClassesAtExit", "-XX:+AutoCreateSharedArchive", "-XX:-AutoCreateSharedArchive", "-XX:AOT",
            "-XX:+AOT", "-XX:-AOT", "-javaagent", "-agentlib", "-agentpath", "-Xrun", "-Xdebug", "--patch-module",
            "--limit-modules", "--upgrade-module-path", "-Xbootclasspath", "@");

    private ClassArchive() {
    }

    /// The options for it; none where the owner has chosen another JDK, or options that do not go together with it; none
    /// where the classes may lie in directories, as the JVM makes no archive of those and would end with 1 for that.
    ///
    /// @param program what is run: `-jar FILE`, or `-cp PATH CLASS`
    /// @param own the worker's directory, which no other process uses
    static List<String> options(WorkerSpec.Jvm jvm, List<String> program, Path own) {
        boolean fits = jvm.home() == null && program.getFirst().equals("-jar");
        for (String argument : jvm.arguments()) {
            for (String other : OTHERS) {
                fits &= !argument.startsWith(other);
            }
        }
        // one that no longer fits is no fault of anybody's
        return fits
                ? List.of("-XX:+AutoCreateSharedArchive", "-XX:SharedArchiveFile=" + own.resolve(FILE), "-Xlog:cds=off")
                : List.of();
    }

    /// Whether it fits all workers without options of their own.
    static boolean isCommon(WorkerSpec.Jvm jvm) {
        return jvm.home() == null && jvm.arguments().isEmpty();
    }

    /// Gives a directory that has none a copy of the common one, where that is there.
    ///
    /// @param workers the directory of all workers
    /// @param own the worker's directory, which no process uses now
    static void seed(Path workers, Path own) {
        Path model = workers.resolve(MODEL);
        Path archive = own.resolve(FILE);
        if (Files.exists(model, LinkOption.NOFOLLOW_LINKS) && !Files.exists(archive, LinkOption.NOFOLLOW_LINKS)) {
            copy(model, archive);
        }
    }

    /// Makes the archive that a worker has left the common one, unless that is as new.
    ///
    /// @param own the directory of a worker that has ended in order, so that its archive is whole
    static void publish(Path own, Path workers) {
        Path archive = own.resolve(FILE);
        Path model = workers.resolve(MODEL);
        try {
            if (Files.isRegularFile(archive, LinkOption.NOFOLLOW_LINKS)
                    && (!Files.exists(model, LinkOption.NOFOLLOW_LINKS)
                            || Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(model)) > 0)) {
                copy(archive, model);
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "{0} is not looked at: {1}", archive, e.getMessage());
        }
    }

    /// At once: whoever starts meanwhile finds the old one or the new one. Without it workers start as well, only later.
    private static void copy(Path from, Path to) {
        Path aside = to.resolveSibling("." + UUID.randomUUID() + ".new");
        try {
            Files.copy(from, aside, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
            Files.move(aside, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "{0} is not copied to {1}: {2}", from, to, e.getMessage());
            remove(aside);
        }
    }

    private static void remove(Path aside) {
        try {
            Files.deleteIfExists(aside);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "LNR-7141: {0} can''t be deleted: {1}; delete it by hand", aside, e.getMessage());
        }
    }
}
