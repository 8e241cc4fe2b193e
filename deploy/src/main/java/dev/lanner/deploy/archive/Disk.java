package dev.lanner.deploy.archive;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/// The disk that a directory lies on; tests have their own.
@FunctionalInterface
interface Disk {
    /// The real one.
    Disk REAL = directory -> Files.getFileStore(directory).getUsableSpace();

    /// Bytes that can still be written there.
    long room(Path directory) throws IOException;

    /// The disk for people: what it is called and where it is mounted.
    static String name(Path directory) {
        try {
            FileStore store = Files.getFileStore(directory);
            return store.name() + " (" + store.type() + ")";
        } catch (IOException e) {
            return "of " + directory;
        }
    }
}
