package dev.lanner.http.h2;

import dev.lanner.spi.message.FieldSyntax;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Decodes the header blocks of one connection, in order (RFC 7541).
///
/// Fields are checked as they are made, once: those of the tables are shared by all requests that refer to them.
/// Nothing that the peer sends makes this larger than the table size that we announced.
public final class HpackDecoder {
    private static final int MOST_SIZE_UPDATES = 4;
    private static final int MOST_INTEGER_SHIFT = 21;
    private static final byte[] EMPTY = {};

    private final int announcedSize;
    private final boolean utf8;
    private final DynamicTable table;
    private byte[] data = EMPTY;
    private int at;
    private int end;
    private byte[] scratch = EMPTY;
    /// Where the string that was read last lies: in the block or in the scratch.
    private byte[] text = EMPTY;
    private int textFrom;
    private int textTo;

    /// @param tableSize the size that SETTINGS_HEADER_TABLE_SIZE announces, in bytes
    /// @param utf8 whether values are UTF-8 instead of ISO-8859-1
    public HpackDecoder(int tableSize, boolean utf8) {
        this.announcedSize = tableSize;
        this.utf8 = utf8;
        this.table = new DynamicTable(tableSize);
    }

    /// Decodes a block.
    ///
    /// @param fields takes the fields; it may drop those above its limits, the table is kept up nevertheless
    /// @throws ConnectionException when the block can't be decoded: then no later block can be
    public void decode(byte[] block, int from, int to, FieldBlock fields) throws ConnectionException {
        data = block;
        at = from;
        end = to;
        int updates = 0;
        boolean begun = false;
        while (at < end) {
            int first = data[at] & 0xFF;
            if (first >= 0x80) {
                fields.add(indexed(integer(0x7F)));
            } else if (first >= 0x40) {
                HeaderField field = literal(integer(0x3F));
                table.add(field);
                fields.add(field);
            } else if (first >= 0x20) {
                if (begun || ++updates > MOST_SIZE_UPDATES) {
                    throw fault();
                }
                int size = integer(0x1F);
                if (size > announcedSize) {
                    throw fault();
                }
                table.resize(size);
                continue;
            } else {
                fields.add(literal(integer(0x0F)));
            }
            begun = true;
        }
        data = EMPTY;
        text = EMPTY;
        scratch = EMPTY;
    }

    private HeaderField indexed(int index) throws ConnectionException {
        if (index >= 1 && index <= StaticTable.SIZE) {
            return StaticTable.get(index);
        }
        int dynamic = index - StaticTable.SIZE - 1;
        if (index == 0 || dynamic >= table.count()) {
            throw fault();
        }
        return table.get(dynamic);
    }

    private HeaderField literal(int nameIndex) throws ConnectionException {
        String name;
        int bytes;
        FieldKind kind;
        if (nameIndex == 0) {
            string();
            name = latin1();
            bytes = textTo - textFrom;
            kind = validName() ? FieldKind.of(name) : FieldKind.MALFORMED;
        } else {
            HeaderField named = indexed(nameIndex);
            name = named.name();
            bytes = name.length();
            // an entry with a malformed value must not spoil others of its name
            kind = named.kind() == FieldKind.MALFORMED ? kindOf(name) : named.kind();
        }
        string();
        bytes += textTo - textFrom;
        if (!validValue()) {
            kind = FieldKind.MALFORMED;
        }
        return new HeaderField(name, value(), bytes, kind);
    }

    private static FieldKind kindOf(String name) {
        for (int i = name.startsWith(":") ? 1 : 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!FieldSyntax.isTokenChar(c) || c >= 'A' && c <= 'Z') {
                return FieldKind.MALFORMED;
            }
        }
        return FieldKind.of(name);
    }

    private boolean validName() {
        if (textFrom == textTo) {
            return false;
        }
        for (int i = text[textFrom] == ':' ? textFrom + 1 : textFrom; i < textTo; i++) {
            byte c = text[i];
            if (!FieldSyntax.isTokenChar(c) || c >= 'A' && c <= 'Z') {
                return false;
            }
        }
        return true;
    }

    private boolean validValue() {
        if (textFrom == textTo) {
            return true;
        }
        if (blank(text[textFrom]) || blank(text[textTo - 1])) {
            return false;
        }
        boolean high = false;
        for (int i = textFrom; i < textTo; i++) {
            int c = text[i];
            if (c >= 0 && c < ' ' && c != '\t' || c == 127) {
                return false;
            }
            high |= c < 0;
        }
        return !high || !utf8 || validUtf8();
    }

    private static boolean blank(byte c) {
        return c == ' ' || c == '\t';
    }

    private boolean validUtf8() {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text, textFrom, textTo - textFrom));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private String latin1() {
        return new String(text, textFrom, textTo - textFrom, StandardCharsets.ISO_8859_1);
    }

    private String value() {
        return utf8 ? new String(text, textFrom, textTo - textFrom, StandardCharsets.UTF_8) : latin1();
    }

    /// Reads a string literal (RFC 7541, 5.2).
    private void string() throws ConnectionException {
        if (at >= end) {
            throw fault();
        }
        boolean coded = data[at] < 0;
        int length = integer(0x7F);
        if (length > end - at) {
            throw fault();
        }
        if (coded) {
            if (scratch.length < length * 2) {
                scratch = new byte[Math.max(256, length * 2)];
            }
            int decoded = Huffman.decode(data, at, at + length, scratch);
            if (decoded < 0) {
                throw fault();
            }
            text = scratch;
            textFrom = 0;
            textTo = decoded;
        } else {
            text = data;
            textFrom = at;
            textTo = at + length;
        }
        at += length;
    }

    /// Reads an integer (RFC 7541, 5.1); at most 2^28.
    private int integer(int prefix) throws ConnectionException {
        int value = data[at++] & prefix;
        if (value < prefix) {
            return value;
        }
        for (int shift = 0; shift <= MOST_INTEGER_SHIFT; shift += 7) {
            if (at >= end) {
                throw fault();
            }
            int next = data[at++];
            value += (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw fault();
    }

    private static ConnectionException fault() {
        return new ConnectionException(Fault.COMPRESSION);
    }
}
