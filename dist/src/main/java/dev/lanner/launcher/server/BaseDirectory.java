package dev.lanner.launcher.server;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// The directory that a server works in: `conf`, `webapps`, `work`, `logs` and `run`. Held by one server at a time.
public final class BaseDirectory implements Closeable {
    private final Path path;
    private final FileChannel lockFile;

    private BaseDirectory(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /// Creates what is missing, checks what is there, and takes the directory for this process.
    ///
    /// @throws LauncherException when a directory can't be made or written, is not safe, or another server holds the
    ///   base
    public static BaseDirectory take(Path base) throws LauncherException {
        Path path = base.toAbsolutePath().normalize();
        DirectoryGuard guard = new DirectoryGuard();
        guard.checkWay(path);
        guard.create(path);
        guard.checkOwned(path);
        guard.create(path.resolve("conf"));
        guard.create(path.resolve("webapps"));
        guard.createPrivate(path.resolve("work"));
        guard.createPrivate(path.resolve("logs"));
        guard.createPrivate(path.resolve("run"));
        guard.close(path.resolve("run"));
        return new BaseDirectory(path, lock(path));
    }

    private static FileChannel lock(Path path) throws LauncherException {
        Path file = path.resolve("run").resolve("lock");
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock(Long.MAX_VALUE - 1, 1, false);
            if (lock != null) {
                channel.truncate(0);
                channel.write(StandardCharsets.US_ASCII.encode(Long.toString(ProcessFacts.pid()) + "\n"));
                FileChannel kept = channel;
                channel = null;
                return kept;
            }
            throw held(path, channel);
        } catch (OverlappingFileLockException e) {
            throw new LauncherException(ExitCode.FAILED, heldMessage(path, "this process"), e);
        } catch (IOException e) {
            throw new LauncherException(ExitCode.FAILED, "LNR-5306: " + file + " can't be written: " + reason(e), e);
        } finally {
            closeQuietly(channel);
        }
    }

    private static LauncherException held(Path path, FileChannel lockFile) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(20);
        lockFile.read(text, 0);
        String pid = StandardCharsets.US_ASCII.decode(text.flip()).toString().strip();
        return new LauncherException(ExitCode.FAILED,
                heldMessage(path, pid.isEmpty() ? "another process" : "process " + pid));
    }

    private static String heldMessage(Path path, String holder) {
        return "LNR-5305: another Lanner (" + holder + ") serves from " + path
                + "; stop it with 'lanner stop', or choose another directory with --base";
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                // it was only opened to look
                return;
            }
        }
    }

    /// What an exception says, in words.
    static String reason(IOException e) {
        return switch (e) {
            case java.nio.file.AccessDeniedException _ -> "permission denied";
            case java.nio.file.NoSuchFileException _ -> "no such file or directory";
            case java.nio.file.FileAlreadyExistsException _ -> "it exists and is not a directory";
            case FileSystemException f when f.getReason() != null -> f.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }

    /// The directory itself, absolute.
    public Path path() {
        return path;
    }

    /// A file or directory in it.
    public Path resolve(String first, String... more) {
        Path at = path.resolve(first);
        for (String name : more) {
            at = at.resolve(name);
        }
        return at;
    }

    /// Writes the id of this process to `run/lanner.pid`.
    void writePid() throws LauncherException {
        Path file = resolve("run", "lanner.pid");
        try {
            Files.writeString(file, ProcessFacts.pid() + "\n", StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new LauncherException(ExitCode.FAILED, "LNR-5306: " + file + " can't be written: " + reason(e), e);
        }
    }

    /// Gives the directory back.
    @Override
    public void close() {
        try {
            if (lockFile.isOpen()) {
                Files.deleteIfExists(resolve("run", "lanner.pid"));
            }
        } catch (IOException e) {
            // the id of a process that has ended does no harm: the lock decides
            closeQuietly(lockFile);
        }
        closeQuietly(lockFile);
    }
}
