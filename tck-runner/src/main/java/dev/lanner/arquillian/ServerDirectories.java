package dev.lanner.arquillian;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/// The base directory of a server, and beside it, what Arquillian's archives and a zip need. What was made here is deleted at the
/// end, a base directory that was given is kept.
final class ServerDirectories implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ServerDirectories.class.getName());

    private final Path temporary;
    private final Path base;

    private ServerDirectories(Path temporary, Path base) {
        this.temporary = temporary;
        this.base = base;
    }

    /// @param given the base directory; null for one of its own
    static ServerDirectories make(@Nullable Path given) throws IOException {
        Path temporary = Files.createTempDirectory("lanner-arquillian").toRealPath();
        Path base = given == null ? temporary.resolve("base") : given.toAbsolutePath().normalize();
        Files.createDirectories(base);
        return new ServerDirectories(temporary, base);
    }

    Path base() {
        return base;
    }

    /// An empty directory.
    Path fresh(String name) throws IOException {
        return Files.createTempDirectory(temporary, name);
    }

    /// Deletes what was made.
    @Override
    public void close() {
        try {
            Files.walkFileTree(temporary, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException fault)
                        throws IOException {
                    Files.delete(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "LNR-8012: {0} can''t be deleted: {1}", temporary, e.getMessage());
        }
    }
}
