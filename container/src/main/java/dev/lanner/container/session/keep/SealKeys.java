package dev.lanner.container.session.keep;

import dev.lanner.container.session.store.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/// Files with the key that sessions are sealed with: one line, 32 bytes in Base64.
public final class SealKeys {
    private static final String HOW = "; make one by: (umask 077; openssl rand -base64 32 > FILE)";

    private SealKeys() {
    }

    /// Reads a key that the owner made.
    ///
    /// @throws StoreException when it is no key, or others may read or write it
    public static byte[] read(Path file) throws StoreException {
        try {
            if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
                Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
                if (mode.contains(PosixFilePermission.OTHERS_READ) || mode.contains(PosixFilePermission.OTHERS_WRITE)
                        || mode.contains(PosixFilePermission.GROUP_WRITE)) {
                    throw new StoreException("LNR-3318: " + file + " may be read or written by others (mode "
                            + PosixFilePermissions.toString(mode)
                            + "): who has it can make sessions; run: chmod 600 " + file);
                }
            }
            byte[] key = Base64.getDecoder().decode(Files.readString(file, StandardCharsets.US_ASCII).strip());
            if (key.length != SessionSeal.KEY_BYTES) {
                throw new StoreException("LNR-3318: " + file + " has " + key.length + " bytes, and a key has "
                        + SessionSeal.KEY_BYTES + HOW.replace("FILE", file.toString()));
            }
            return key;
        } catch (IllegalArgumentException e) {
            throw new StoreException("LNR-3318: " + file + " is not Base64" + HOW.replace("FILE", file.toString()), e);
        } catch (StoreException e) {
            throw e;
        } catch (IOException e) {
            throw new StoreException("LNR-3318: the key " + file + " can't be read ("
                    + e.getClass().getSimpleName() + ")" + HOW.replace("FILE", file.toString()), e);
        }
    }

    /// Reads the key of this server alone, which is made where there is none. By one thread at a time.
    ///
    /// @throws StoreException when that can't be done
    public static byte[] readOrMake(Path file) throws StoreException {
        if (Files.exists(file)) {
            return read(file);
        }
        byte[] key = new byte[SessionSeal.KEY_BYTES];
        new SecureRandom().nextBytes(key);
        try {
            Files.createDirectories(file.getParent());
            boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
            FileAttribute<?>[] mode = posix
                    ? new FileAttribute<?>[]{PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(
                            "rw-------"))}
                    : new FileAttribute<?>[0];
            Path aside = Files.createTempFile(file.getParent(), "key", ".new", mode);
            try {
                Files.writeString(aside, Base64.getEncoder().encodeToString(key) + "\n", StandardCharsets.US_ASCII,
                        StandardOpenOption.TRUNCATE_EXISTING);
                // a link: of several processes that make one at the same time, all use the first
                Files.createLink(file, aside);
            } catch (FileAlreadyExistsException e) {
                return read(file);
            } catch (UnsupportedOperationException e) {
                Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(aside);
            }
            return key;
        } catch (IOException e) {
            throw new StoreException("LNR-3318: the key " + file + " can't be made: " + e.getMessage(), e);
        }
    }
}
