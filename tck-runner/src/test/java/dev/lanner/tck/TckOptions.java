package dev.lanner.tck;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// What the build says about a run.
///
/// @param unpacked the folder of an unpacked TCK, or null
/// @param repository the local Maven repository
/// @param mode `process`, `in-process` or `worker`
/// @param tests a regular expression, found in the names of the classes to be run; empty for all
/// @param directory for what the run leaves
/// @param reportFile takes the summary of a complete run
record TckOptions(String version, Path unpacked, Path repository, String mode, int forks, String tests, Path directory,
        Path reportFile, List<String> jvmArguments) {

    /// @param tck such as `servlet-tck`
    static TckOptions ofSystemProperties(String tck) {
        String unpacked = System.getProperty("tck.dir", "");
        String mode = System.getProperty("tck.mode");
        return new TckOptions(System.getProperty(tck + ".version"), unpacked.isBlank() ? null : Path.of(unpacked),
                Path.of(System.getProperty("tck.repository")), mode, Integer.getInteger("tck.forks"),
                System.getProperty("tck.tests", ""),
                Path.of(System.getProperty("basedir", ".")).toAbsolutePath().resolve("target").resolve(tck).resolve(
                        mode),
                Path.of(System.getProperty("tck.report")),
                Arrays.stream(System.getProperty("tck.jvm.args", "").strip().split("\\s+")).toList());
    }

    /// Whether each application runs in a process of its own.
    boolean workers() {
        return mode.equals("worker");
    }

    /// Whether all classes are run.
    boolean complete() {
        return tests.isBlank();
    }

    boolean chosen(String className) {
        return complete() || Pattern.compile(tests).matcher(className).find();
    }

    /// The directory, without what an earlier run left there.
    Path emptyDirectory() throws IOException {
        if (Files.exists(directory)) {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, IOException fault) throws IOException {
                    Files.delete(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        }
        return Files.createDirectories(directory);
    }
}
