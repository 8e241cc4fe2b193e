package dev.lanner.deploy.scan;

import dev.lanner.deploy.descriptor.InvalidDescriptorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Scans several archives at once. Stateless.
public final class ParallelScan {

    private ParallelScan() {
    }

    /// Scans jars and directories.
    ///
    /// @param archives each with its name for messages
    /// @return in the same order
    /// @throws IOException when one can't be read
    /// @throws InvalidDescriptorException when an annotation breaks its rules
    public static Map<Path, ArchiveScan> scan(Map<Path, String> archives)
            throws IOException, InvalidDescriptorException {
        Map<Path, Future<ArchiveScan>> running = new LinkedHashMap<>();
        Map<Path, ArchiveScan> scans = new LinkedHashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            archives.forEach((path, name) -> running.put(path, threads.submit(() -> one(path, name))));
            for (Map.Entry<Path, Future<ArchiveScan>> entry : running.entrySet()) {
                scans.put(entry.getKey(), entry.getValue().get());
            }
            return scans;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while reading " + List.copyOf(archives.values()), e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException io -> throw io;
                case InvalidDescriptorException invalid -> throw invalid;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    private static ArchiveScan one(Path path, String name) throws IOException, InvalidDescriptorException {
        return Files.isRegularFile(path) ? ArchiveScanner.jar(name, path) : ArchiveScanner.directory(name, path);
    }
}
