package dev.lanner.container.session.file;

import dev.lanner.container.session.store.StoredSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// The file of one session: a head of fixed length, then what is sealed.
final class SessionFile {
    /// How far the file says of itself when it may go.
    ///
    /// @param version of the session
    /// @param accessed milliseconds since 1970
    /// @param expires milliseconds since 1970
    record Head(long version, long accessed, long expires) {
    }

    private static final int MAGIC = 0x4c4e5246;
    private static final int HEAD = 4 + 3 * 8;
    private static final int TIMES = 4 + 8;
    private static final Set<StandardOpenOption> NEW = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

    private SessionFile() {
    }

    /// Writes a file aside and puts it in its place.
    static void write(Path file, StoredSession session, boolean posix) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + ".new");
        ByteBuffer bytes = ByteBuffer.allocate(HEAD + session.content().length).putInt(MAGIC).putLong(session.version())
                .putLong(session.accessed()).putLong(session.expires()).put(session.content()).flip();
        Files.deleteIfExists(aside);
        boolean done = false;
        try {
            FileAttribute<?>[] mode = posix
                    ? new FileAttribute<?>[]{PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(
                            "rw-------"))}
                    : new FileAttribute<?>[0];
            try (FileChannel channel = FileChannel.open(aside, NEW, mode)) {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            done = true;
        } finally {
            if (!done) {
                Files.deleteIfExists(aside);
            }
        }
    }

    /// Writes times into a file.
    static void touch(Path file, long accessed, long expires) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            channel.write(ByteBuffer.allocate(16).putLong(accessed).putLong(expires).flip(), TIMES);
        }
    }

    /// Reads the head of a file.
    ///
    /// @throws IOException when it is none of ours
    static Head head(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            return head(channel);
        }
    }

    private static Head head(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(HEAD);
        fill(channel, bytes);
        bytes.flip();
        if (bytes.remaining() < HEAD || bytes.getInt() != MAGIC) {
            throw new IOException("it is no file of a session");
        }
        return new Head(bytes.getLong(), bytes.getLong(), bytes.getLong());
    }

    /// Reads a file.
    ///
    /// @throws IOException when it is none of ours
    static StoredSession read(Path file, String key) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            Head head = head(channel);
            ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(channel.size() - HEAD));
            fill(channel, content);
            if (content.hasRemaining()) {
                throw new IOException("it is cut off");
            }
            return new StoredSession(key, head.version, head.accessed, head.expires, content.array());
        }
    }

    private static void fill(FileChannel channel, ByteBuffer bytes) throws IOException {
        int count = 0;
        while (bytes.hasRemaining() && count >= 0) {
            count = channel.read(bytes);
        }
    }
}
