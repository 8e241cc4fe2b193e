package dev.lanner.spi.message;

/// Fields that can be changed. Names must be tokens; values must be free of CR, LF, NUL and other control bytes but
/// tab, and of characters above U+00FF unless they are sent as UTF-8, else [IllegalArgumentException] (RFC 9110, 5.5).
public interface MutableFields extends Fields {

    /// Replaces all fields of this name by one, at the place of the first.
    void set(String name, String value);

    /// Adds a field.
    void add(String name, String value);

    /// Removes all fields of this name.
    void remove(String name);

    /// Removes all fields.
    void clear();
}
