package dev.lanner.launcher.logging;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// A file that is appended to, and put aside under `NAME.1` when it is full; older ones move on to `NAME.2` and so on,
/// and the oldest is deleted. Used by one thread.
final class RotatingFile extends OutputStream {
    private final Path file;
    private final byte[] head;
    private final long maxSize;
    private final int files;
    private OutputStream out;
    private long size;

    /// @param head written at the start of each file
    /// @param maxSize bytes after which a new file begins
    /// @param files how many files there are at most, with the one that is written to
    /// @throws IOException when the file can't be opened for appending
    RotatingFile(Path file, String head, long maxSize, int files) throws IOException {
        this.file = file;
        this.head = head.getBytes(StandardCharsets.UTF_8);
        this.maxSize = maxSize;
        this.files = files;
        out = open();
    }

    private OutputStream open() throws IOException {
        OutputStream opened = new FileOutputStream(file.toFile(), true);
        size = Files.size(file);
        if (size == 0 && head.length > 0) {
            opened.write(head);
            size = head.length;
        }
        return opened;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[]{(byte) b}, 0, 1);
    }

    /// Takes whole lines; they stay together.
    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (size > head.length && size + length > maxSize) {
            rotate();
        }
        out.write(bytes, offset, length);
        size += length;
    }

    private void rotate() throws IOException {
        out.close();
        try {
            for (int i = files - 1; i > 1; i--) {
                move(older(i - 1), older(i));
            }
            if (files > 1) {
                move(file, older(1));
            } else {
                Files.deleteIfExists(file);
            }
        } finally {
            // where a file can't be moved, the lines go on into the old one
            out = open();
        }
    }

    private Path older(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    private static void move(Path from, Path to) throws IOException {
        if (Files.exists(from)) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
