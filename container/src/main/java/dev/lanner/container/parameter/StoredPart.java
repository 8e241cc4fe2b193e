package dev.lanner.container.parameter;

import jakarta.servlet.http.Part;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// A part that was read completely: in memory or in a temporary file.
public final class StoredPart implements Part {
    private final MultipartForm form;
    private final PartHeaders headers;
    private final String name;
    private final @Nullable String fileName;
    private Content content;
    private boolean deleted;

    /// Where the bytes are.
    ///
    /// @param bytes the bytes, when there is no file
    /// @param file the file that holds them
    /// @param size how many there are
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Content(byte[] bytes, @Nullable Path file, long size) {
    }

    StoredPart(MultipartForm form, PartHeaders headers, String name, @Nullable String fileName, Content content) {
        this.form = form;
        this.headers = headers;
        this.name = name;
        this.fileName = fileName;
        this.content = content;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        checkReadable();
        Path file = content.file;
        return file == null ? new ByteArrayInputStream(content.bytes) : Files.newInputStream(file);
    }

    @Override
    public @Nullable String getContentType() {
        return headers.contentType();
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public @Nullable String getSubmittedFileName() {
        return fileName;
    }

    @Override
    public long getSize() {
        return content.size;
    }

    /// Stores the part. A relative name is one inside the configured location: a name that leads out of it, also by a
    /// symbolic link, is refused. An absolute name is taken as it is (Servlet 6.1, `Part.write`); never make one from
    /// what the client sent. An existing file is replaced; the new one is for the server's user alone.
    ///
    /// @throws IOException when the name is refused or the file can't be written
    @Override
    public void write(String target) throws IOException {
        checkReadable();
        Path destination = destination(target);
        Path source = content.file;
        if (source == null) {
            source = form.newFile();
            try (OutputStream out = form.open(source)) {
                out.write(content.bytes);
            }
        }
        Files.move(source, destination, StandardCopyOption.REPLACE_EXISTING);
        form.release(source);
        content = new Content(content.bytes, destination, content.size);
    }

    /// Deletes the content, also when [#write] moved it.
    @Override
    public void delete() throws IOException {
        deleted = true;
        Path file = content.file;
        if (file != null) {
            Files.deleteIfExists(file);
            form.release(file);
        }
        content = new Content(new byte[0], null, content.size);
    }

    @Override
    public @Nullable String getHeader(String header) {
        return headers.first(header);
    }

    @Override
    public Collection<String> getHeaders(String header) {
        return headers.all(header);
    }

    @Override
    public Collection<String> getHeaderNames() {
        return headers.names();
    }

    /// The bytes of a field.
    byte[] bytes() {
        return content.bytes;
    }

    PartHeaders headers() {
        return headers;
    }

    private void checkReadable() throws IOException {
        form.checkOpen();
        if (deleted) {
            throw new NoSuchFileException(name, null, "the part was deleted");
        }
    }

    private Path destination(String target) throws IOException {
        try {
            Path path = Path.of(target);
            if (path.isAbsolute()) {
                return path;
            }
            Path location = form.location();
            Path destination = location.resolve(path).normalize();
            Path parent = destination.getParent();
            if (destination.equals(location) || !destination.startsWith(location) || parent == null
                    || !parent.toRealPath().startsWith(location.toRealPath())) {
                throw new IOException("LNR-3202 Part.write: the name leads out of the multipart location; "
                        + "use a plain file name, or an absolute path");
            }
            return destination;
        } catch (InvalidPathException e) {
            throw new IOException("LNR-3202 Part.write: no valid file name", e);
        }
    }
}
