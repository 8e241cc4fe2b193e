package dev.lanner.spi.message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Fields in a small array; most messages have a handful. Not safe for use by several threads.
public final class FieldList implements MutableFields {
    private final boolean unicode;
    private String[] entries;
    private int size;

    /// Room for about ten fields.
    public FieldList() {
        this(10);
    }

    /// @param capacity room for this many fields at first
    public FieldList(int capacity) {
        this(capacity, false);
    }

    /// @param capacity room for this many fields at first
    /// @param unicode whether values may hold characters above U+00FF, because they are sent as UTF-8
    public FieldList(int capacity, boolean unicode) {
        this.unicode = unicode;
        entries = new String[capacity * 2];
    }

    @Override
    public @Nullable String first(String name) {
        int index = indexOf(name, 0);
        return index < 0 ? null : entries[index + 1];
    }

    @Override
    public List<String> all(String name) {
        List<String> values = new ArrayList<>(2);
        for (int i = indexOf(name, 0); i >= 0; i = indexOf(name, i + 2)) {
            values.add(entries[i + 1]);
        }
        return values;
    }

    @Override
    public Set<String> names() {
        Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        Set<String> names = new LinkedHashSet<>();
        for (int i = 0; i < size; i += 2) {
            if (seen.add(entries[i])) {
                names.add(entries[i]);
            }
        }
        return names;
    }

    @Override
    public void forEach(BiConsumer<String, String> visitor) {
        for (int i = 0; i < size; i += 2) {
            visitor.accept(entries[i], entries[i + 1]);
        }
    }

    /// The name of a field.
    ///
    /// @param index 0 to [#size()] - 1
    public String name(int index) {
        return entries[index * 2];
    }

    /// The value of a field.
    ///
    /// @param index 0 to [#size()] - 1
    public String value(int index) {
        return entries[index * 2 + 1];
    }

    @Override
    public int size() {
        return size / 2;
    }

    @Override
    public void set(String name, String value) {
        int index = indexOf(name, 0);
        if (index < 0) {
            add(name, value);
            return;
        }
        FieldSyntax.checkValue(name, value, unicode);
        entries[index + 1] = value;
        removeFrom(name, index + 2);
    }

    @Override
    public void add(String name, String value) {
        FieldSyntax.checkName(name);
        FieldSyntax.checkValue(name, value, unicode);
        if (size == entries.length) {
            entries = Arrays.copyOf(entries, Math.max(8, size * 2));
        }
        entries[size++] = name;
        entries[size++] = value;
    }

    @Override
    public void remove(String name) {
        removeFrom(name, 0);
    }

    @Override
    public void clear() {
        Arrays.fill(entries, 0, size, null);
        size = 0;
    }

    private void removeFrom(String name, int start) {
        int kept = start;
        for (int i = start; i < size; i += 2) {
            if (!entries[i].equalsIgnoreCase(name)) {
                entries[kept++] = entries[i];
                entries[kept++] = entries[i + 1];
            }
        }
        Arrays.fill(entries, kept, size, null);
        size = kept;
    }

    private int indexOf(String name, int start) {
        for (int i = start; i < size; i += 2) {
            if (entries[i].equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
        return text.toString();
    }
}
