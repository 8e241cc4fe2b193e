package dev.lanner.worker.process;

import dev.lanner.deploy.archive.PrivateDirectory;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;

/// Deletes what another user may have made, and may be changing meanwhile: each step starts from an open directory, so
/// that no link put in the way leads elsewhere (S52). Stateless.
final class Removal {
    private Removal() {
    }

    /// Deletes a file or a directory with all in it; an absent one is fine.
    ///
    /// @throws IOException when something can't be deleted
    static void delete(Path path) throws IOException {
        Path parent = path.getParent();
        Path name = path.getFileName();
        if (parent == null || name == null) {
            throw new IOException(path + " is no file that could be deleted");
        }
        try (DirectoryStream<Path> directory = Files.newDirectoryStream(parent)) {
            if (directory instanceof SecureDirectoryStream<Path> secure) {
                delete(secure, name);
            } else {
                PrivateDirectory.delete(path);
            }
        } catch (NoSuchFileException e) {
            return;
        }
    }

    private static void delete(SecureDirectoryStream<Path> in, Path name) throws IOException {
        try {
            if (in.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS).readAttributes()
                    .isDirectory()) {
                empty(in, name);
                in.deleteDirectory(name);
            } else {
                in.deleteFile(name);
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            // it was taken away or replaced meanwhile: what is there now is looked at by the next one who cleans
            return;
        }
    }

    private static void empty(SecureDirectoryStream<Path> in, Path name) throws IOException {
        try (SecureDirectoryStream<Path> inside = in.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
            for (Path entry : inside) {
                Path last = entry.getFileName();
                if (last != null) {
                    delete(inside, last);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }
}
