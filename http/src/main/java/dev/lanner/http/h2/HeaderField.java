package dev.lanner.http.h2;

/// A field as it stands in a header block or in the dynamic table. Immutable: requests share those of the table.
///
/// @param name in lower case, unless malformed
/// @param value without surrounding white space, unless malformed
/// @param bytes of name and value together
/// @param kind what it means
record HeaderField(String name, String value, int bytes, FieldKind kind) {
    /// What an entry of the table counts beyond its bytes (RFC 7541, 4.1).
    static final int OVERHEAD = 32;

    static HeaderField of(String name, String value) {
        return new HeaderField(name, value, name.length() + value.length(), FieldKind.of(name));
    }

    /// What it counts in the dynamic table and in SETTINGS_MAX_HEADER_LIST_SIZE.
    int tableSize() {
        return bytes + OVERHEAD;
    }
}
