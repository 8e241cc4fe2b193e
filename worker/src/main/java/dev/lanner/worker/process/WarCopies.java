package dev.lanner.worker.process;

import dev.lanner.deploy.archive.WarUnpacker;
import dev.lanner.spi.log.LazyLogger;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// The copies of WARs that workers run from, so that the file itself may be replaced at any time. Named by their content:
/// the same file is copied once, and found again after a restart. Safe for use by several threads.
final class WarCopies {
    private static final Logger LOG = LazyLogger.of(WarCopies.class);
    private static final String BEGIN = "app-";
    private static final String ASIDE = "." + BEGIN;

    private final Path directory;
    private final Account self;
    private final Account reader;
    private final ReentrantLock lock = new ReentrantLock();
    /// How many applications use each. Guarded by lock.
    private final Map<Path, Integer> uses = new HashMap<>();

    /// @param directory made and checked; nobody but `self` may write in it
    /// @param reader who the processes are; may read copies and not change them
    WarCopies(Path directory, Account self, Account reader) {
        this.directory = directory;
        this.self = self;
        this.reader = reader;
    }

    /// The copy of a WAR; a directory is served where it is. To be given back.
    ///
    /// @throws IOException when the file can't be read or copied, or is incomplete
    Path take(Path source) throws IOException {
        if (Files.isDirectory(source)) {
            return source;
        }
        if (!Files.exists(source)) {
            throw new IOException("there is no such file");
        }
        if (!WarUnpacker.isWhole(source)) {
            throw new IOException("it is no complete WAR");
        }
        FileTime changed = Files.getLastModifiedTime(source);
        Path copy = directory.resolve(BEGIN + WarUnpacker.hash(source) + ".war");
        lock.lock();
        try {
            if (!Files.isRegularFile(copy, LinkOption.NOFOLLOW_LINKS) || Files.size(copy) != Files.size(source)) {
                write(source, copy, changed);
            }
            uses.merge(copy, 1, Integer::sum);
            return copy;
        } finally {
            lock.unlock();
        }
    }

    private void write(Path source, Path copy, FileTime changed) throws IOException {
        Path aside = directory.resolve("." + copy.getFileName());
        try {
            Files.deleteIfExists(aside);
            Files.createFile(aside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (InputStream in = Files.newInputStream(source);
                    OutputStream out = Files.newOutputStream(aside, StandardOpenOption.WRITE)) {
                in.transferTo(out);
            }
            if (!changed.equals(Files.getLastModifiedTime(source))) {
                throw new IOException("it was changed while it was copied; deploy it again when it is complete");
            }
            Files.setLastModifiedTime(aside, changed);
            if (reader.uid() != self.uid()) {
                Files.setAttribute(aside, "unix:gid", reader.gid());
                Files.setPosixFilePermissions(aside, PosixFilePermissions.fromString("rw-r-----"));
            }
            Files.move(aside, copy, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(aside);
        }
    }

    /// Takes one back.
    ///
    /// @param keep whether it stays for the next start of the server
    void giveBack(Path copy, boolean keep) {
        lock.lock();
        try {
            Integer left = uses.computeIfPresent(copy, (path, count) -> count == 1 ? null : count - 1);
            if (left == null && !keep && directory.equals(copy.getParent())) {
                Files.deleteIfExists(copy);
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "LNR-7141: " + copy + " can't be deleted: " + FileStatus.reason(e));
        } finally {
            lock.unlock();
        }
    }

    /// Deletes those of earlier times that nobody uses.
    void sweep() {
        lock.lock();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, "{" + BEGIN + "," + ASIDE + "}*")) {
            for (Path file : all) {
                if (!uses.containsKey(file)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.log(Level.WARNING, "LNR-7141: old copies in " + directory + " can't be deleted: " + e.getMessage());
        } finally {
            lock.unlock();
        }
    }
}
