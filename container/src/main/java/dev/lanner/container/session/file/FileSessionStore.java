package dev.lanner.container.session.file;

import dev.lanner.container.session.store.SessionStore;
import dev.lanner.container.session.store.StoreException;
import dev.lanner.container.session.store.StoredSession;
import dev.lanner.spi.log.LazyLogger;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The sessions of a context in files of a directory that is this server's alone. What lies there is listed once: an id that
/// is not known costs no look at the disk. For any thread; one thread at a time writes a session.
final class FileSessionStore implements SessionStore {
    private static final Logger LOG = LazyLogger.of(FileSessionStore.class);
    private static final Pattern KEY = Pattern.compile("[0-9a-f]{48}");
    private static final String ASIDE = "set-aside";

    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");

    private final Path directory;
    private final boolean posix;
    /// When each may go, by key.
    private final Map<String, Long> expiries = new ConcurrentHashMap<>();

    private FileSessionStore(Path directory) {
        this.directory = directory;
        posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /// Opens a directory, which is made where there is none.
    ///
    /// @throws StoreException when it can't be made or read, or is no directory
    static FileSessionStore open(Path directory) throws StoreException {
        FileSessionStore store = new FileSessionStore(directory);
        try {
            store.make();
            store.list();
            return store;
        } catch (IOException e) {
            throw new StoreException("LNR-3320: the directory of sessions " + directory + " can't be used: "
                    + reason(e), e);
        }
    }

    private void make() throws IOException {
        FileAttribute<?>[] mode = posix
                ? new FileAttribute<?>[]{PosixFilePermissions.asFileAttribute(PRIVATE)}
                : new FileAttribute<?>[0];
        Files.createDirectories(directory, mode);
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("it is a symbolic link");
        }
        if (posix) {
            Files.setPosixFilePermissions(directory, PRIVATE);
        }
    }

    private void list() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (name.endsWith(".new")) {
                    // written by a server that was killed
                    Files.deleteIfExists(file);
                } else if (!name.equals(ASIDE)) {
                    enlist(file, name);
                }
            }
        }
    }

    private void enlist(Path file, String name) {
        if (!KEY.matcher(name).matches()) {
            moveAside(name, "its name is none of a session");
            return;
        }
        try {
            expiries.put(name, SessionFile.head(file).expires());
        } catch (IOException e) {
            moveAside(name, reason(e));
        }
    }

    private void moveAside(String name, String reason) {
        expiries.remove(name);
        Path aside = directory.resolve(ASIDE);
        try {
            Files.createDirectories(aside);
            Files.move(directory.resolve(name), aside.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            LOG.log(Level.ERROR, "LNR-3321 {0} is no session that can be used, and was moved to {1}: {2}",
                    directory.resolve(name), aside, reason);
        } catch (IOException e) {
            LOG.log(Level.ERROR, "LNR-3321 {0} is no session that can be used ({1}), and can''t be moved to {2}: {3}",
                    directory.resolve(name), reason, aside, reason(e));
        }
    }

    @Override
    public String describe() {
        return directory.toString();
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
            StoredSession session = SessionFile.read(directory.resolve(key), key);
            return session.version() == known
                    ? StoredSession.unchanged(key, known, session.accessed(), session.expires())
                    : session;
        } catch (NoSuchFileException e) {
            expiries.remove(key);
            return null;
        } catch (FileSystemException e) {
            throw failed(key, "read", e);
        } catch (IOException | ArithmeticException e) {
            moveAside(key, String.valueOf(e.getMessage()));
            return null;
        }
    }

    @Override
    public boolean save(StoredSession session, long expected) throws StoreException {
        try {
            write(session);
            expiries.put(session.key(), session.expires());
            return true;
        } catch (IOException e) {
            throw failed(session.key(), "written", e);
        }
    }

    private void write(StoredSession session) throws IOException {
        try {
            SessionFile.write(directory.resolve(session.key()), session, posix);
        } catch (NoSuchFileException e) {
            // somebody has deleted the directory
            make();
            SessionFile.write(directory.resolve(session.key()), session, posix);
        }
    }

    @Override
    public void touch(String key, long accessed, long expires) throws StoreException {
        try {
            SessionFile.touch(directory.resolve(key), accessed, expires);
            expiries.replace(key, expires);
        } catch (NoSuchFileException e) {
            expiries.remove(key);
        } catch (IOException e) {
            throw failed(key, "written", e);
        }
    }

    @Override
    public boolean remove(String key) throws StoreException {
        try {
            boolean there = Files.deleteIfExists(directory.resolve(key));
            expiries.remove(key);
            return there;
        } catch (IOException e) {
            throw failed(key, "deleted", e);
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

    private StoreException failed(String key, String what, IOException e) {
        return new StoreException(directory.resolve(key) + " can't be " + what + ": " + reason(e), e);
    }

    private static String reason(IOException e) {
        return switch (e) {
            case java.nio.file.AccessDeniedException _ -> "permission denied";
            case NoSuchFileException _ -> "no such file or directory";
            case java.nio.file.FileAlreadyExistsException _ -> "it exists and is not a directory";
            case FileSystemException f when f.getReason() != null -> f.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }
}
