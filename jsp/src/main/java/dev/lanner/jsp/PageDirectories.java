package dev.lanner.jsp;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.jasper.servlet.JspServlet;
import org.jspecify.annotations.Nullable;

/// The directories with the sources and classes of an application's translated pages: one for each servlet, as two that
/// translate the same page must not write the same files.
///
/// They outlive the application where its content can't change, so that the next start translates nothing. One
/// deployment at a time has them; another one of the same content, as there is for a moment when an application is
/// deployed again, translates into its temporary directory. Safe for use by several threads.
final class PageDirectories {
    private final @Nullable Path kept;
    private final ReentrantLock lock = new ReentrantLock();
    // guarded by lock
    private int users;
    private @Nullable FileChannel claim;

    /// @param kept where they may stay; null for the temporary directory
    PageDirectories(@Nullable Path kept) {
        this.kept = kept;
    }

    /// Classes that one version of the engine made mean nothing to another.
    private static String version() {
        String version = JspServlet.class.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version.replaceAll("[^A-Za-z0-9._-]", "_");
    }

    /// The directory of a servlet; to be followed by [#close].
    ///
    /// @param temporary the context's directory for temporary files
    /// @throws ServletException when it can't be made
    Path open(String servlet, Path temporary) throws ServletException {
        lock.lock();
        try {
            Path directory = parent(temporary)
                    .resolve(HexFormat.of().formatHex(servlet.getBytes(StandardCharsets.UTF_8)));
            Files.createDirectories(directory);
            users++;
            return directory;
        } catch (IOException e) {
            throw new ServletException("LNR-4202: the directory for translated pages can't be made: " + e, e);
        } finally {
            lock.unlock();
        }
    }

    private Path parent(Path temporary) throws IOException {
        if (kept != null) {
            Path pages = kept.resolve("pages-" + version());
            if (claim(pages)) {
                return pages;
            }
        }
        return temporary.resolve("pages");
    }

    /// Takes the kept directory for this deployment, unless another one, of this process or another, has it.
    private boolean claim(Path directory) throws IOException {
        if (claim != null) {
            return true;
        }
        if (users > 0) {
            // what began in the temporary directory stays there
            return false;
        }
        Files.createDirectories(directory);
        FileChannel file = FileChannel.open(directory.resolve(".lock"), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        boolean taken = false;
        try {
            taken = file.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // a deployment of this process has it
            taken = false;
        } finally {
            if (taken) {
                claim = file;
            } else {
                file.close();
            }
        }
        return taken;
    }

    /// The user of a directory is gone; the last one gives up the claim.
    void close() {
        lock.lock();
        try {
            users--;
            FileChannel file = claim;
            if (users == 0 && file != null) {
                claim = null;
                file.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException("LNR-4206: the lock of translated pages can't be given back: " + e, e);
        } finally {
            lock.unlock();
        }
    }
}
