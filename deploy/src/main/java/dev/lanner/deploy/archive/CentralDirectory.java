package dev.lanner.deploy.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/// The part of a zip's directory that the JDK does not tell: which entries are symbolic links (APPNOTE.TXT, 4.3.12,
/// 4.4.15).
final class CentralDirectory {
    private static final int END = 0x06054b50;
    private static final int END_LENGTH = 22;
    private static final int LOCATOR_64 = 0x07064b50;
    private static final int LOCATOR_64_LENGTH = 20;
    private static final int ENTRY = 0x02014b50;
    private static final int ENTRY_LENGTH = 46;
    private static final int MAX_DIRECTORY = 256 << 20;
    private static final int UNIX = 3;
    private static final int TYPE_MASK = 0xF000;
    private static final int TYPE_LINK = 0xA000;

    private CentralDirectory() {
    }

    /// Where the directory lies.
    ///
    /// @param from its first byte
    /// @param length its bytes
    /// @param whole whether nothing but its end record follows it
    private record Place(long from, int length, boolean whole) {
    }

    /// The names of the entries that are symbolic links.
    ///
    /// @throws IOException when the directory is not where it should be
    static Set<String> links(Path zip) throws IOException {
        try (FileChannel channel = FileChannel.open(zip)) {
            Place place = find(channel);
            return links(read(channel, place.from, place.length));
        } catch (IndexOutOfBoundsException e) {
            throw new IOException("its zip directory is damaged", e);
        }
    }

    /// Whether the directory is all there and the file ends with it.
    ///
    /// @throws IOException when there is none
    static boolean isWhole(Path zip) throws IOException {
        try (FileChannel channel = FileChannel.open(zip)) {
            Place place = find(channel);
            ByteBuffer first = read(channel, place.from, Math.min(4, place.length));
            return place.whole && (place.length == 0 || first.remaining() == 4 && first.getInt(0) == ENTRY);
        } catch (IndexOutOfBoundsException e) {
            return false;
        }
    }

    private static Place find(FileChannel channel) throws IOException {
        long tailAt = Math.max(0, channel.size() - (END_LENGTH + 0xFFFF));
        ByteBuffer tail = read(channel, tailAt, END_LENGTH + 0xFFFF);
        int end = tail.limit() - END_LENGTH;
        while (end >= 0 && tail.getInt(end) != END) {
            end--;
        }
        if (end < 0) {
            throw new IOException("it has no end of a zip directory; the file is cut off or no zip");
        }
        int comment = Short.toUnsignedInt(tail.getShort(end + 20));
        long length = Integer.toUnsignedLong(tail.getInt(end + 12));
        long offset = Integer.toUnsignedLong(tail.getInt(end + 16));
        if (offset == 0xFFFFFFFFL || length == 0xFFFFFFFFL) {
            int locator = end - LOCATOR_64_LENGTH;
            if (locator < 0 || tail.getInt(locator) != LOCATOR_64) {
                throw new IOException("its zip directory has no place");
            }
            ByteBuffer end64 = read(channel, tail.getLong(locator + 8), 56);
            length = end64.getLong(40);
            offset = end64.getLong(48);
        }
        if (length < 0 || length > MAX_DIRECTORY || offset < 0 || offset > channel.size()) {
            throw new IOException("its zip directory is too long or beyond the end");
        }
        boolean whole = end + END_LENGTH + comment == tail.limit() && offset + length <= tailAt + end;
        return new Place(offset, (int) length, whole);
    }

    private static Set<String> links(ByteBuffer directory) {
        Set<String> links = new HashSet<>();
        int at = 0;
        while (at + ENTRY_LENGTH <= directory.limit() && directory.getInt(at) == ENTRY) {
            int madeBy = directory.get(at + 5);
            int name = Short.toUnsignedInt(directory.getShort(at + 28));
            int extra = Short.toUnsignedInt(directory.getShort(at + 30));
            int comment = Short.toUnsignedInt(directory.getShort(at + 32));
            int mode = directory.getInt(at + 38) >>> 16;
            if (madeBy == UNIX && (mode & TYPE_MASK) == TYPE_LINK) {
                byte[] bytes = new byte[name];
                directory.get(at + ENTRY_LENGTH, bytes);
                links.add(new String(bytes, StandardCharsets.UTF_8));
            }
            at += ENTRY_LENGTH + name + extra + comment;
        }
        return links;
    }

    private static ByteBuffer read(FileChannel channel, long from, int length) throws IOException {
        int available = (int) Math.min(length, Math.max(0, channel.size() - from));
        ByteBuffer bytes = ByteBuffer.allocate(available).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
            // until the end
        }
        return bytes.flip();
    }
}
