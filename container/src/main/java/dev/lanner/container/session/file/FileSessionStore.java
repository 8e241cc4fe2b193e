package dev.lanner.container.session.file;

import dev.lanner.container.session.store.SessionStore;
import dev.lanner.container.session.store.StoreException;
import dev.lanner.container.session.store.StoredSession;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The sessions of a context in files of a directory that is this server's alone. What lies there is listed once: an id that
/// is not known costs no look at the disk. For any thread; one thread at a time writes a session.
final class FileSessionStore implements SessionStore {
    private final SessionDirectory directory;
    /// When each may go, by key.
    private final Map<String, Long> expiries = new ConcurrentHashMap<>();

    private FileSessionStore(SessionDirectory directory) {
        this.directory = directory;
    }

    /// Opens a directory, which is made where there is none.
    ///
    /// @throws StoreException when it can't be made or read, or is no directory
    static FileSessionStore open(Path directory) throws StoreException {
        FileSessionStore store = new FileSessionStore(SessionDirectory.of(directory));
        try {
            store.directory.make();
            store.list();
            return store;
        } catch (IOException e) {
            throw new StoreException("LNR-3320: the directory of sessions " + directory + " can't be used: "
                    + SessionDirectory.reason(e), e);
        }
    }

    private void list() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory.path())) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (name.endsWith(SessionDirectory.NEW)) {
                    // written by a server that was killed
                    Files.deleteIfExists(file);
                } else if (!name.equals(SessionDirectory.ASIDE) && !name.equals(SessionDirectory.LOCK)) {
                    enlist(file, name);
                }
            }
        }
    }

    private void enlist(Path file, String name) {
        if (!SessionDirectory.isKey(name)) {
            moveAside(name, "its name is none of a session");
            return;
        }
        try {
            expiries.put(name, SessionFile.head(file).expires());
        } catch (IOException e) {
            moveAside(name, SessionDirectory.reason(e));
        }
    }

    private void moveAside(String name, String reason) {
        expiries.remove(name);
        directory.moveAside(name, reason);
    }

    @Override
    public String describe() {
        return directory.path().toString();
    }

    @Override
    public boolean shared() {
        return false;
    }

    @Override
    public @Nullable StoredSession load(String key, long known) throws StoreException {
        if (!expiries.containsKey(key)) {
            return null;
        }
        try {
            StoredSession session = SessionFile.read(directory.file(key), key);
            return session.version() == known
                    ? StoredSession.unchanged(key, known, session.accessed(), session.expires())
                    : session;
        } catch (NoSuchFileException e) {
            expiries.remove(key);
            return null;
        } catch (FileSystemException e) {
            throw directory.failed(key, "read", e);
        } catch (IOException | ArithmeticException e) {
            moveAside(key, String.valueOf(e.getMessage()));
            return null;
        }
    }

    @Override
    public boolean save(StoredSession session, long expected) throws StoreException {
        try {
            directory.write(session);
            expiries.put(session.key(), session.expires());
            return true;
        } catch (IOException e) {
            throw directory.failed(session.key(), "written", e);
        }
    }

    @Override
    public void touch(String key, long accessed, long expires) throws StoreException {
        try {
            SessionFile.touch(directory.file(key), accessed, expires);
            expiries.replace(key, expires);
        } catch (NoSuchFileException e) {
            expiries.remove(key);
        } catch (IOException e) {
            throw directory.failed(key, "written", e);
        }
    }

    @Override
    public boolean remove(String key) throws StoreException {
        try {
            boolean there = Files.deleteIfExists(directory.file(key));
            expiries.remove(key);
            return there;
        } catch (IOException e) {
            throw directory.failed(key, "deleted", e);
        }
    }

    @Override
    public List<String> expired(long now, int most) {
        List<String> found = new ArrayList<>();
        for (Map.Entry<String, Long> each : expiries.entrySet()) {
            if (each.getValue() < now && found.size() < most) {
                found.add(each.getKey());
            }
        }
        return found;
    }

    @Override
    public void setAside(String key, String reason) {
        moveAside(key, reason);
    }

    @Override
    public void close() {
        expiries.clear();
    }
}
