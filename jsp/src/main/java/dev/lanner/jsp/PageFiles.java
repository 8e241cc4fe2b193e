package dev.lanner.jsp;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// What an unpacked application has of JSP, beside its jars.
///
/// @param tagLibraries the TLDs below `WEB-INF` (JSP 4.0, 7.3.1), sorted
/// @param pages whether there is any page
record PageFiles(List<Path> tagLibraries, boolean pages) {

    static PageFiles of(Path root) throws IOException {
        Path inside = root.resolve("WEB-INF");
        List<Path> tagLibraries = new ArrayList<>();
        // pages that were translated before
        boolean[] pages = {Files.isDirectory(inside.resolve("classes/org/apache/jsp"))};
        walk(inside, inside, file -> {
            if (isTagLibrary(inside, file)) {
                tagLibraries.add(file);
            }
            pages[0] |= isPage(file);
            return FileVisitResult.CONTINUE;
        });
        if (!pages[0]) {
            walk(root, inside, file -> {
                pages[0] |= isPage(file);
                return pages[0] ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
            });
        }
        Collections.sort(tagLibraries);
        return new PageFiles(List.copyOf(tagLibraries), pages[0]);
    }

    private static boolean isPage(Path file) {
        String name = file.toString();
        return name.endsWith(".jsp") || name.endsWith(".jspx");
    }

    /// Among tag files only `implicit.tld` counts.
    private static boolean isTagLibrary(Path inside, Path file) {
        return file.toString().endsWith(".tld")
                && (!file.startsWith(inside.resolve("tags")) || file.endsWith("implicit.tld"));
    }

    @FunctionalInterface
    private interface Visit {
        FileVisitResult file(Path file);
    }

    /// Without classes and libraries, and without WEB-INF when it starts above.
    private static void walk(Path from, Path inside, Visit visit) throws IOException {
        if (!Files.isDirectory(from)) {
            return;
        }
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                boolean skip = !directory.equals(from) && (directory.equals(inside)
                        || directory.equals(inside.resolve("classes")) || directory.equals(inside.resolve("lib")));
                return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                return visit.file(file);
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                // what can't be read is said when it is asked for
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
