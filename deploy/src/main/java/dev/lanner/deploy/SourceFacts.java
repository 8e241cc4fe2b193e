package dev.lanner.deploy;

import dev.lanner.spi.log.LazyLogger;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/// By what a changed file is known: size, time and identity. Notices of the operating system are not used, as network
/// drives and containers lose them.
///
/// @param size bytes; for a tree all of its files
/// @param modified milliseconds; for a tree the latest
/// @param identity of the file where the file system has one: a rename over it changes it
record SourceFacts(long size, long modified, String identity) {
    static final SourceFacts NONE = new SourceFacts(-1, -1, "");
    private static final Logger LOG = LazyLogger.of(SourceFacts.class);

    /// Of a WAR itself; of a directory those of its `WEB-INF/web.xml`, as its other files may change at any time.
    ///
    /// @param source an absent one has none
    static SourceFacts of(Path source) {
        SourceFacts own = ofFile(source);
        if (!Files.isDirectory(source)) {
            return own;
        }
        SourceFacts descriptor = ofFile(source.resolve("WEB-INF/web.xml"));
        return new SourceFacts(descriptor.size, descriptor.modified, own.identity + "/" + descriptor.identity);
    }

    static SourceFacts ofFile(Path file) {
        try {
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
            // a change of the permissions changes neither size nor time
            String identity = found.fileKey() + (Files.isReadable(file) ? "" : " closed");
            return new SourceFacts(found.size(), found.lastModifiedTime().toMillis(), identity);
        } catch (IOException e) {
            return NONE;
        }
    }

    /// Of all files below a directory, or of one file: the same twice when nobody writes there.
    static SourceFacts ofTree(Path root) {
        if (!Files.isDirectory(root)) {
            return ofFile(root);
        }
        Sum sum = new Sum();
        try {
            Files.walkFileTree(root, sum);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "{0} changes while it is looked at: {1}", root, e.getMessage());
        }
        return new SourceFacts(sum.bytes, sum.latest, Long.toString(sum.files));
    }

    private static final class Sum extends SimpleFileVisitor<Path> {
        private long bytes;
        private long latest;
        private long files;

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            files++;
            bytes += attributes.size();
            latest = Math.max(latest, attributes.lastModifiedTime().toMillis());
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            // it is gone again, or can't be read: the deployment will say so
            files++;
            return FileVisitResult.CONTINUE;
        }
    }
}
