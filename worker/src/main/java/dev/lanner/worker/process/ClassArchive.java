package dev.lanner.worker.process;

import java.nio.file.Path;
import java.util.List;

/// The archive of classes that a worker's JVM makes at its first orderly end (class-data sharing), in the worker's own
/// directory: from then on it starts in two thirds of the time. The JVM checks it against itself, its options and the jars,
/// and makes it anew where it does not fit. Stateless.
final class ClassArchive {
    private static final String FILE = "classes.jsa";
    /// What forbids an archive, or is the owner's word about archives.
    private static final List<String> OTHERS = List.of("-Xshare", "-XX:SharedArchiveFile", "-XX:SharedClassListFile",
            "-XX:ArchiveClassesAtExit", "-XX:+AutoCreateSharedArchive", "-XX:-AutoCreateSharedArchive", "-XX:AOT",
            "-XX:+AOT", "-XX:-AOT", "-javaagent", "-agentlib", "-agentpath", "-Xrun", "-Xdebug", "--patch-module",
            "--limit-modules", "--upgrade-module-path", "-Xbootclasspath", "@");

    private ClassArchive() {
    }

    /// The options for it; none where the owner has chosen another JDK, or options that do not go together with it.
    ///
    /// @param own the worker's directory, which no other process uses
    static List<String> options(WorkerSpec.Jvm jvm, Path own) {
        boolean fits = jvm.home() == null;
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
}
