package dev.lanner.launcher.realm;

import dev.lanner.container.realm.Users;
import dev.lanner.launcher.config.ConfigurationException;
import dev.lanner.launcher.config.UsersReader;
import dev.lanner.spi.log.LazyLogger;
import dev.lanner.spi.security.Credential;
import dev.lanner.spi.security.Identity;
import dev.lanner.spi.security.Realm;
import dev.lanner.spi.security.RealmException;
import dev.lanner.spi.security.SecretFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The users of a file, which is looked at again when it has changed: at most once a second, when somebody logs in. A
/// changed file with a fault is said in the log, and the users from before stay. Safe for use by any thread.
final class FileRealm implements Realm {
    private static final System.Logger LOG = LazyLogger.of(FileRealm.class);
    private static final long LOOK_AGAIN_MILLIS = 1000;

    private final Path file;
    private final InstantSource clock;
    /// Guards reading; who finds it taken goes on with what is known.
    private final ReentrantLock reading = new ReentrantLock();
    private volatile long looked;
    private volatile Known known;

    /// @param users the users
    /// @param stamp of the file that they were read from
    /// @param revision rises with each reading
    private record Known(Users users, @Nullable Stamp stamp, long revision) {
    }

    private record Stamp(FileTime modified, long size, @Nullable Object key) {
        static @Nullable Stamp of(Path file) throws IOException {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
            } catch (NoSuchFileException e) {
                return null;
            }
        }
    }

    /// @param needed whether the file must be there; else there are no users until it is made
    /// @throws RealmException when the file has faults, with their lines
    FileRealm(Path file, boolean needed, InstantSource clock) throws RealmException {
        this.file = file;
        this.clock = clock;
        try {
            Stamp stamp = Stamp.of(file);
            if (stamp == null && !needed) {
                LOG.log(System.Logger.Level.WARNING,
                        "LNR-3222: there is no {0}: nobody can log in. `lanner passwd NAME "
                                + "--roles ROLE` makes a user",
                        file);
                known = new Known(Users.builder().build(), null, 0);
            } else {
                known = new Known(UsersReader.read(file), stamp, 0);
                SecretFiles.warnIfShared(LOG, "login.users-file", file);
            }
        } catch (ConfigurationException e) {
            throw new RealmException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new RealmException("LNR-3230: " + file + " can't be read: " + e, e);
        }
        looked = clock.millis();
    }

    @Override
    public @Nullable Identity verify(Credential credential) {
        look();
        return known.users.verify(credential);
    }

    @Override
    public long revision() {
        look();
        return known.revision;
    }

    private void look() {
        long now = clock.millis();
        if (now - looked < LOOK_AGAIN_MILLIS && now >= looked || !reading.tryLock()) {
            return;
        }
        try {
            looked = now;
            Known before = known;
            Stamp stamp = Stamp.of(file);
            if (stamp == null || stamp.equals(before.stamp)) {
                return;
            }
            // also where it has faults: they are said once
            known = new Known(before.users, stamp, before.revision);
            known = new Known(UsersReader.read(file), stamp, before.revision + 1);
            LOG.log(System.Logger.Level.INFO, "{0} has changed: {1} user(s)", file, known.users.size());
        } catch (ConfigurationException | IOException e) {
            LOG.log(System.Logger.Level.ERROR, "LNR-3232: " + file + " has changed and can't be used: the users from "
                    + "before stay. " + e.getMessage());
        } finally {
            reading.unlock();
        }
    }
}
