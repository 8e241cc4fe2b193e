package dev.lanner.container.resource;

import dev.lanner.container.text.HttpDate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A resource with what serving it needs again and again: validators, precompressed siblings, and the content of a
/// small file. Safe for use by any thread.
final class StaticFile implements Resource {
    /// Files up to this size are kept in memory and sent in one write.
    static final int SMALL = 64 * 1024;

    /// The end of the year 9999, behind which no date can be written.
    private static final long LATEST = 253_402_300_799_000L;

    private final String path;
    private final ResourceRoot.Found found;
    private final OverlayResources tree;
    private final String modifiedText;
    private final AtomicReference<byte @Nullable []> content = new AtomicReference<>();
    private volatile @Nullable List<Variant> variants;
    private volatile boolean used;
    private volatile boolean retired;

    /// A precompressed sibling.
    ///
    /// @param encoding the content coding, such as `gzip`
    /// @param file the sibling
    /// @param etag a strong validator, in quotes; of no other coding of the same file, also where all files have one time
    record Variant(String encoding, StaticFile file, String etag) {

        static Variant of(String encoding, StaticFile file) {
            String own = file.etag();
            return new Variant(encoding, file, own.substring(0, own.length() - 1) + '-' + encoding + '"');
        }
    }

    StaticFile(String path, ResourceRoot.Found found, OverlayResources tree) {
        this.path = path;
        this.found = found;
        this.tree = tree;
        modifiedText = HttpDate.format(Math.clamp(found.lastModified(), 0, LATEST));
    }

    ResourceRoot.Found found() {
        return found;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public boolean isDirectory() {
        return found.directory();
    }

    @Override
    public long length() {
        return found.length();
    }

    @Override
    public long lastModified() {
        return found.lastModified();
    }

    @Override
    public InputStream open() throws IOException {
        if (found.directory()) {
            throw new IOException("a directory can't be read");
        }
        return found.opener().open();
    }

    @Override
    public @Nullable Path file() {
        return found.file();
    }

    /// A strong validator, in quotes.
    String etag() {
        return found.etag();
    }

    /// The time of the last change as a header field has it.
    String modifiedText() {
        return modifiedText;
    }

    /// The precompressed siblings, the best coding first.
    List<Variant> variants() {
        List<Variant> known = variants;
        if (known == null) {
            known = tree.variants(this);
            variants = known;
        }
        return known;
    }

    /// The siblings are to be looked for again.
    void forgetVariants() {
        variants = null;
    }

    /// The content of a small file, or null for a larger one. Not to be changed.
    ///
    /// @throws ChangedFileException when the file is no longer the one that was found; it is then forgotten
    /// @throws IOException when the file can't be read
    byte @Nullable [] content() throws IOException {
        if (found.length() > SMALL) {
            checkLength();
            return null;
        }
        byte[] known = content.get();
        if (known == null) {
            known = read();
            keep(known);
        }
        if (!used) {
            used = true;
        }
        return known;
    }

    /// Whether it was used since the last call.
    boolean clearUsed() {
        boolean was = used;
        used = false;
        return was;
    }

    /// Drops the content.
    ///
    /// @return how many bytes were dropped
    int dropContent() {
        byte[] known = content.getAndSet(null);
        return known == null ? 0 : known.length;
    }

    /// Drops the content, and keeps none from now on: the cache no longer has this file.
    int retire() {
        retired = true;
        return dropContent();
    }

    private void keep(byte[] bytes) {
        if (!retired && tree.reserve(bytes.length)) {
            boolean kept = content.compareAndSet(null, bytes);
            if (!kept) {
                tree.release(bytes.length);
            } else if (retired) {
                tree.release(dropContent());
            }
        }
    }

    private byte[] read() throws IOException {
        int length = (int) found.length();
        try (InputStream in = open()) {
            byte[] bytes = in.readNBytes(length);
            if (bytes.length != length || in.read() >= 0) {
                throw changed();
            }
            return bytes;
        } catch (NoSuchFileException _) {
            throw changed();
        }
    }

    /// One question to the file system, so that the announced length is right.
    private void checkLength() throws IOException {
        Path file = found.file();
        try {
            if (file != null && Files.size(file) != found.length()) {
                throw changed();
            }
        } catch (NoSuchFileException _) {
            throw changed();
        }
    }

    private ChangedFileException changed() {
        tree.forget(path);
        return new ChangedFileException(path);
    }
}
