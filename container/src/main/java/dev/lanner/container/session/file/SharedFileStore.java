package dev.lanner.container.session.file;

import dev.lanner.container.session.store.SessionStore;
import dev.lanner.container.session.store.StoreException;
import dev.lanner.container.session.store.StoredSession;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The sessions of a context in files, for several processes of one machine at the same time: the worker processes of a web
/// application, of which one follows the other while both serve. The files are the truth. Who writes holds a lock that ends
/// with its process; who reads needs none, as files appear whole. For any thread.
final class SharedFileStore implements SessionStore {
    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);

    private final SessionDirectory directory;
    private final FileGate gate;
    private final ReentrantLock looking = new ReentrantLock();
    /// When each may go, as it was read last, by key. Guarded by `looking`.
    private final Map<String, Long> expiries = new HashMap<>();
    /// In milliseconds since 1970. Guarded by `looking`.
    private long lastLook;

    private SharedFileStore(SessionDirectory directory, FileGate gate) {
        this.directory = directory;
        this.gate = gate;
    }

    /// A piece of work that others wait for.
    private interface Alone<T> {
        T run() throws IOException, StoreException;
    }

    /// Opens a directory, which is made where there is none.
    ///
    /// @param timeout how long one call may wait for other processes
    /// @throws StoreException when it can't be made or read, or is no directory
    static SharedFileStore open(Path path, Duration timeout) throws StoreException {
        SessionDirectory directory = SessionDirectory.of(path);
        FileGate gate = null;
        boolean opened = false;
        try {
            directory.make();
            FileAttribute<?>[] mode = directory.posix()
                    ? new FileAttribute<?>[]{PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(
                            "rw-------"))}
                    : new FileAttribute<?>[0];
            Set<OpenOption> options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS);
            gate = new FileGate(FileChannel.open(directory.file(SessionDirectory.LOCK), options, mode), timeout);
            SharedFileStore store = new SharedFileStore(directory, gate);
            store.tidy();
            opened = true;
            return store;
        } catch (IOException e) {
            throw new StoreException("LNR-3320: the directory of sessions " + path + " can't be used: "
                    + SessionDirectory.reason(e), e);
        } finally {
            if (gate != null && !opened) {
                gate.close();
            }
        }
    }

    /// What killed processes left behind, and what somebody else put here. Nobody writes meanwhile.
    private void tidy() throws IOException {
        gate.enter();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory.path())) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (name.endsWith(SessionDirectory.NEW)) {
                    Files.deleteIfExists(file);
                } else if (!SessionDirectory.isKey(name) && !name.equals(SessionDirectory.ASIDE)
                        && !name.equals(SessionDirectory.LOCK)) {
                    directory.moveAside(name, "its name is none of a session");
                }
            }
        } finally {
            gate.leave();
        }
    }

    private <T> T alone(String key, String what, Alone<T> work) throws StoreException {
        try {
            gate.enter();
            try {
                return work.run();
            } finally {
                gate.leave();
            }
        } catch (StoreException e) {
            throw e;
        } catch (IOException e) {
            throw directory.failed(key, what, e);
        }
    }

    @Override
    public String describe() {
        return directory.path().toString();
    }

    @Override
    public boolean shared() {
        return true;
    }

    @Override
    public boolean local() {
        return true;
    }

    @Override
    public @Nullable StoredSession load(String key, long known) throws StoreException {
        Path file = directory.file(key);
        try {
            if (known != 0) {
                SessionFile.Head head = SessionFile.head(file);
                if (head.version() == known) {
                    return StoredSession.unchanged(key, known, head.accessed(), head.expires());
                }
            }
            return SessionFile.read(file, key);
        } catch (NoSuchFileException e) {
            return null;
        } catch (FileSystemException e) {
            throw directory.failed(key, "read", e);
        } catch (IOException | ArithmeticException e) {
            setAside(key, String.valueOf(e.getMessage()));
            return null;
        }
    }

    @Override
    public boolean save(StoredSession session, long expected) throws StoreException {
        return alone(session.key(), "written", () -> {
            if (version(session.key()) != expected) {
                return false;
            }
            directory.write(session);
            return true;
        });
    }

    /// What is there now; 0 for nothing. Alone.
    private long version(String key) throws IOException {
        try {
            return SessionFile.head(directory.file(key)).version();
        } catch (NoSuchFileException e) {
            return 0;
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            directory.moveAside(key, String.valueOf(e.getMessage()));
            return 0;
        }
    }

    @Override
    public void touch(String key, long accessed, long expires) throws StoreException {
        alone(key, "written", () -> {
            try {
                SessionFile.touch(directory.file(key), accessed, expires);
                return true;
            } catch (NoSuchFileException e) {
                return false;
            }
        });
    }

    @Override
    public boolean remove(String key) throws StoreException {
        return alone(key, "deleted", () -> Files.deleteIfExists(directory.file(key)));
    }

    /// Others write here too, so the directory is listed, once a minute; a file that is known to be needed longer is not
    /// opened.
    @Override
    public List<String> expired(long now, int most) throws StoreException {
        looking.lock();
        try {
            if (now - lastLook >= BETWEEN_LOOKS.toMillis()) {
                lastLook = now;
                look(now);
            }
            List<String> found = new ArrayList<>();
            for (Map.Entry<String, Long> each : expiries.entrySet()) {
                if (each.getValue() < now && found.size() < most) {
                    found.add(each.getKey());
                }
            }
            found.forEach(expiries::remove);
            return found;
        } catch (IOException e) {
            throw new StoreException(directory.path() + " can't be listed: " + SessionDirectory.reason(e), e);
        } finally {
            looking.unlock();
        }
    }

    private void look(long now) throws IOException {
        Set<String> there = new HashSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory.path())) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (SessionDirectory.isKey(name)) {
                    there.add(name);
                }
            }
        }
        expiries.keySet().retainAll(there);
        for (String key : there) {
            Long known = expiries.get(key);
            if (known == null || known < now) {
                try {
                    expiries.put(key, SessionFile.head(directory.file(key)).expires());
                } catch (IOException e) {
                    // gone meanwhile; or damaged, which is said when somebody wants it
                    expiries.remove(key);
                }
            }
        }
    }

    @Override
    public void setAside(String key, String reason) {
        try {
            alone(key, "moved", () -> {
                if (Files.exists(directory.file(key), LinkOption.NOFOLLOW_LINKS)) {
                    directory.moveAside(key, reason);
                }
                return true;
            });
        } catch (StoreException e) {
            directory.moveAside(key, reason);
        }
    }

    @Override
    public void close() {
        gate.close();
    }
}
