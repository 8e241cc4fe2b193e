package dev.lanner.http.h2;

import dev.lanner.spi.message.FieldList;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Encodes the header blocks of one connection, in the order in which they are sent (RFC 7541).
///
/// A value goes into the dynamic table when it is seen for the second time, so that values that never come again don't
/// push others out. Secrets and values that change each time stay out.
public final class HpackEncoder {
    private static final int SEEN = 64;
    private static final int LEAST_HUFFMAN = 8;
    private static final int LONGEST_INDEXED = 256;
    private static final int INDEXED = 0x80;
    private static final int INSERTED = 0x40;
    private static final int SIZE_UPDATE = 0x20;
    private static final int NEVER = 0x10;

    private final boolean utf8;
    private final int largest;
    private final DynamicTable table;
    private final int[] seen = new int[SEEN];
    private int smallestAsked = Integer.MAX_VALUE;
    private boolean sizeAsked;
    private byte[] target = new byte[0];
    private int at;

    /// @param tableSize the largest dynamic table that is used, in bytes; 0 switches it off
    /// @param utf8 whether values are sent as UTF-8 instead of ISO-8859-1
    public HpackEncoder(int tableSize, boolean utf8) {
        this.largest = tableSize;
        this.utf8 = utf8;
        // what the peer has until its settings say otherwise (RFC 9113, 6.5.2)
        this.table = new DynamicTable(Math.min(tableSize, PeerSettings.DEFAULT_TABLE_SIZE));
        if (table.capacity() != PeerSettings.DEFAULT_TABLE_SIZE) {
            sizeAsked = true;
            smallestAsked = table.capacity();
        }
    }

    /// The peer's SETTINGS_HEADER_TABLE_SIZE; told to its decoder at the start of the next block.
    public void peerTableSize(long size) {
        int capacity = (int) Math.min(size, largest);
        if (capacity != table.capacity()) {
            table.resize(capacity);
            sizeAsked = true;
            smallestAsked = Math.min(smallestAsked, capacity);
        }
    }

    /// Room that is enough for a block with these fields, in bytes.
    public int room(FieldList fields) {
        int room = 128;
        for (int i = 0; i < fields.size(); i++) {
            room += fields.name(i).length() + (utf8 ? 3 : 1) * fields.value(i).length() + 12;
        }
        return room;
    }

    /// Begins a block.
    ///
    /// @param bytes where to write; the caller has seen to the room
    /// @param from where to begin
    public void begin(byte[] bytes, int from) {
        target = bytes;
        at = from;
        if (sizeAsked) {
            sizeAsked = false;
            if (smallestAsked < table.capacity()) {
                integer(SIZE_UPDATE, 5, smallestAsked);
            }
            integer(SIZE_UPDATE, 5, table.capacity());
            smallestAsked = Integer.MAX_VALUE;
        }
    }

    /// Ends a block.
    ///
    /// @return the index after its last byte
    public int end() {
        target = new byte[0];
        return at;
    }

    /// Writes `:status`.
    public void status(int status) {
        int index = switch (status) {
            case 200 -> 8;
            case 204 -> 9;
            case 206 -> 10;
            case 304 -> 11;
            case 400 -> 12;
            case 404 -> 13;
            case 500 -> 14;
            default -> 0;
        };
        if (index > 0) {
            target[at++] = (byte) (INDEXED | index);
            return;
        }
        target[at++] = 8;
        target[at++] = 3;
        target[at++] = (byte) ('0' + status / 100);
        target[at++] = (byte) ('0' + status / 10 % 10);
        target[at++] = (byte) ('0' + status % 10);
    }

    /// Writes `content-length`.
    public void contentLength(long length) {
        FieldName name = FieldName.of("content-length");
        integer(0, 4, name.index());
        int digits = 1;
        for (long rest = length; rest >= 10; rest /= 10) {
            digits++;
        }
        target[at++] = (byte) digits;
        long rest = length;
        for (int i = at + digits - 1; i >= at; i--) {
            target[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        at += digits;
    }

    /// Writes a field with a value of ASCII bytes that changes often.
    public void plain(String name, byte[] value) {
        FieldName known = FieldName.of(name);
        literal(0, 4, known, known.index());
        string(value, false);
    }

    /// Writes a field; those that HTTP/2 does not have are left out.
    public void field(String name, String value) {
        FieldName known = FieldName.of(name);
        switch (known.use()) {
            case DROPPED -> {
                // what it says is said by the frames
            }
            case SECRET -> {
                literal(NEVER, 4, known, known.index());
                string(bytes(value), true);
            }
            case PLAIN -> {
                literal(0, 4, known, known.index());
                string(bytes(value), true);
            }
            case INDEXED -> indexed(known, value);
        }
    }

    private void indexed(FieldName name, String value) {
        int nameIndex = name.index();
        int hash = name.lower().hashCode() * 31 + value.hashCode();
        for (int i = 0; i < table.count(); i++) {
            HeaderField entry = table.get(i);
            if (entry.name().equals(name.lower())) {
                if (entry.value().equals(value)) {
                    integer(INDEXED, 7, StaticTable.SIZE + 1 + i);
                    return;
                }
                nameIndex = nameIndex == 0 ? StaticTable.SIZE + 1 + i : nameIndex;
            }
        }
        int slot = (hash ^ hash >>> 16) & SEEN - 1;
        byte[] bytes = bytes(value);
        boolean again = seen[slot] == hash && value.length() <= LONGEST_INDEXED && table.capacity() > 0;
        seen[slot] = hash;
        if (again) {
            literal(INSERTED, 6, name, nameIndex);
            table.add(new HeaderField(name.lower(), value, name.bytes().length + bytes.length, FieldKind.OTHER));
        } else {
            literal(0, 4, name, nameIndex);
        }
        string(bytes, true);
    }

    private void literal(int pattern, int prefix, FieldName name, int index) {
        integer(pattern, prefix, index);
        if (index == 0) {
            string(name.bytes(), true);
        }
    }

    private byte[] bytes(String value) {
        byte[] bytes = value.getBytes(utf8 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
        // Fields are checked when they are set. This is the second lock on the door.
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] >= 0 && bytes[i] < ' ' && bytes[i] != '\t' || bytes[i] == 127) {
                bytes[i] = ' ';
            }
        }
        int from = 0;
        int to = bytes.length;
        // white space around a value makes it malformed (RFC 9113, 8.2.1)
        while (from < to && (bytes[from] == ' ' || bytes[from] == '\t')) {
            from++;
        }
        while (to > from && (bytes[to - 1] == ' ' || bytes[to - 1] == '\t')) {
            to--;
        }
        return from == 0 && to == bytes.length ? bytes : Arrays.copyOfRange(bytes, from, to);
    }

    private void string(byte[] bytes, boolean mayCode) {
        int coded = mayCode && bytes.length >= LEAST_HUFFMAN ? Huffman.length(bytes, 0, bytes.length) : bytes.length;
        if (coded < bytes.length) {
            integer(0x80, 7, coded);
            at = Huffman.encode(bytes, 0, bytes.length, target, at);
            return;
        }
        integer(0, 7, bytes.length);
        System.arraycopy(bytes, 0, target, at, bytes.length);
        at += bytes.length;
    }

    private void integer(int pattern, int prefix, int value) {
        int most = (1 << prefix) - 1;
        if (value < most) {
            target[at++] = (byte) (pattern | value);
            return;
        }
        target[at++] = (byte) (pattern | most);
        int rest = value - most;
        while (rest >= 0x80) {
            target[at++] = (byte) (rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        target[at++] = (byte) rest;
    }
}
