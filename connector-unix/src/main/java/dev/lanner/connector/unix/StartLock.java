package dev.lanner.connector.unix;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Makes servers that start on the same socket do it one after the other.
///
/// Without it two servers could both find a stale file and both put theirs in its place; the first would then run,
/// unreachable. A rename can't tell whether it replaces the stale file or a socket that became alive since, so the
/// whole of probing, binding and renaming is done under an exclusive lock on a file `.NAME.lock` beside the socket. The
/// operating system drops the lock when its holder dies, so a file that was left behind is harmless and used again.
///
/// The lock is held for the start only: a running server is recognised by its answering socket, whatever program it is.
/// A server that finds the lock held does not wait: another one is just about to have the socket.
///
/// The file is removed before the lock is released. A server that opened it just before that holds a lock on a file
/// without a name: it notices, as the name no longer leads to the file it opened, and begins again. The file's identity
/// is read from its name before and after opening, and never by opening it a second time, for closing any descriptor of
/// a file drops the process' locks on it. For the same reason servers within one process exclude each other by a set,
/// before any of them opens the file.
final class StartLock implements AutoCloseable {
    private static final Set<Path> STARTING = ConcurrentHashMap.newKeySet();
    private static final int ATTEMPTS = 100;

    private final Path file;
    private final Path key;
    private final FileChannel channel;
    private final FileFacts facts;

    private StartLock(Path file, Path key, FileChannel channel, FileFacts facts) {
        this.file = file;
        this.key = key;
        this.channel = channel;
        this.facts = facts;
    }

    /// Takes the lock.
    ///
    /// @throws IOException when another server has it, or the file can't be used
    static StartLock take(UnixSocketConfig config) throws IOException {
        Path file = config.directory().resolve("." + config.name() + ".lock");
        Path key = config.directory().toRealPath().resolve(config.name());
        if (!STARTING.add(key)) {
            throw held(config);
        }
        try {
            return take(config, file, key);
        } catch (IOException | RuntimeException | Error e) {
            STARTING.remove(key);
            throw e;
        }
    }

    private static StartLock take(UnixSocketConfig config, Path file, Path key) throws IOException {
        for (int i = 0; i < ATTEMPTS; i++) {
            try {
                Files.createFile(file,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            } catch (FileAlreadyExistsException e) {
                // of another server that starts, or left behind
            }
            FileFacts facts = FileFacts.of(file);
            if (facts == null) {
                continue;
            }
            if (!facts.regular()) {
                throw new IOException("LNR-2105: " + config.where() + ": " + file + " is " + facts.kind()
                        + " where a lock file is needed. Remove it.");
            }
            FileChannel channel = open(file);
            if (channel == null) {
                continue;
            }
            boolean taken = false;
            try {
                if (facts.sameFile(FileFacts.of(file))) {
                    if (channel.tryLock() == null) {
                        throw held(config);
                    }
                    taken = facts.sameFile(FileFacts.of(file));
                }
                if (taken) {
                    return new StartLock(file, key, channel, facts);
                }
            } finally {
                if (!taken) {
                    channel.close();
                }
            }
        }
        throw held(config);
    }

    private static @Nullable FileChannel open(Path file) throws IOException {
        try {
            return FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static IOException held(UnixSocketConfig config) {
        return new IOException("LNR-2103: " + config.where() + ": another server is starting on " + config.path()
                + " right now. Give this endpoint another path, or stop the other server.");
    }

    /// The owner of the lock file.
    int uid() {
        return facts.uid();
    }

    /// The lock file.
    Path file() {
        return file;
    }

    /// Removes the file and releases the lock.
    @Override
    public void close() throws IOException {
        try (channel) {
            Files.deleteIfExists(file);
        } finally {
            STARTING.remove(key);
        }
    }
}
