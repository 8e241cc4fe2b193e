package dev.lanner.container.parameter;

import dev.lanner.spi.log.LazyLogger;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The parts of a multipart body, and the owner of their temporary files.
///
/// Whoever reads a form closes it when the request has ended, however it ended; then the files are gone and the parts
/// no longer readable. Files have random names, which nothing of the request flows into, and belong to the server's
/// user alone.
public final class MultipartForm implements AutoCloseable {
    private static final Logger LOG = LazyLogger.of(MultipartForm.class);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int NAME_BYTES = 16;
    private static final FileAttribute<?>[] OWNER_ONLY = FileSystems.getDefault().supportedFileAttributeViews()
            .contains("posix")
                    ? new FileAttribute<?>[]{
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))}
                    : new FileAttribute<?>[0];

    private final Path location;
    private final List<StoredPart> parts = new ArrayList<>();
    private final Set<Path> files = new LinkedHashSet<>();
    private @Nullable OutputStream open;
    private Parameters fields = Parameters.EMPTY;
    private boolean closed;

    MultipartForm(Path location) {
        this.location = location;
    }

    /// All parts in their order; unmodifiable.
    public List<Part> parts() {
        return Collections.unmodifiableList(parts);
    }

    /// The first part of this name, or null.
    public @Nullable Part part(String name) {
        for (StoredPart part : parts) {
            if (part.getName().equals(name)) {
                return part;
            }
        }
        return null;
    }

    /// The parts without a file name, which are parameters too (Servlet 6.1, 3.2).
    public Parameters fields() {
        return fields;
    }

    /// Deletes all temporary files that the application did not move away. Idempotent.
    @Override
    public void close() {
        closed = true;
        closeOpen();
        for (Path file : files) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                LOG.log(Level.WARNING, "LNR-3201 the temporary file of an upload can't be deleted; delete it by hand: "
                        + file, e);
            }
        }
        files.clear();
    }

    void add(StoredPart part) {
        parts.add(part);
    }

    void fields(Parameters parameters) {
        fields = parameters;
    }

    Path location() {
        return location;
    }

    void checkOpen() throws IOException {
        if (closed) {
            throw new IOException("the request of this part has ended, and its content is gone");
        }
    }

    /// A new empty file of this form.
    Path newFile() throws IOException {
        checkOpen();
        byte[] random = new byte[NAME_BYTES];
        while (true) {
            RANDOM.nextBytes(random);
            Path file = location.resolve("upload-" + HexFormat.of().formatHex(random) + ".tmp");
            try {
                Files.createFile(file, OWNER_ONLY);
                files.add(file);
                return file;
            } catch (FileAlreadyExistsException _) {
                // another name, then
            }
        }
    }

    /// Opens a file for writing; closed with the form at the latest.
    OutputStream open(Path file) throws IOException {
        OutputStream stream = Files.newOutputStream(file, StandardOpenOption.WRITE);
        open = stream;
        return stream;
    }

    /// The file is no longer this form's.
    void release(Path file) {
        files.remove(file);
    }

    private void closeOpen() {
        OutputStream stream = open;
        open = null;
        if (stream != null) {
            try {
                stream.close();
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "closing the temporary file of an upload failed", e);
            }
        }
    }
}
