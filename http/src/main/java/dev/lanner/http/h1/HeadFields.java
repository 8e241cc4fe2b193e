package dev.lanner.http.h1;

import dev.lanner.spi.message.Fields;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Fields as a view over the bytes that came: a table of offsets, and strings made when asked for.
///
/// The bytes must never change. Looking up is safe for several threads: a string may then be made twice, nothing worse.
final class HeadFields implements Fields {
    /// Places of a field in the table: start and end of its name, start and end of its value.
    static final int STEP = 4;

    private final byte[] data;
    private final int[] table;
    private final int size;
    private final Charset charset;
    private @Nullable String @Nullable [] values;

    HeadFields(byte[] data, int[] table, int size, boolean utf8) {
        this.data = data;
        this.table = table;
        this.size = size;
        this.charset = utf8 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
    }

    @Override
    public @Nullable String first(String name) {
        int index = indexOf(name, 0);
        return index < 0 ? null : value(index);
    }

    @Override
    public List<String> all(String name) {
        int index = indexOf(name, 0);
        if (index < 0) {
            return List.of();
        }
        int second = indexOf(name, index + 1);
        if (second < 0) {
            return List.of(value(index));
        }
        List<String> found = new ArrayList<>(4);
        found.add(value(index));
        for (int i = second; i >= 0; i = indexOf(name, i + 1)) {
            found.add(value(i));
        }
        return found;
    }

    @Override
    public Set<String> names() {
        Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        Set<String> names = new LinkedHashSet<>();
        for (int i = 0; i < size; i++) {
            String name = name(i);
            if (seen.add(name)) {
                names.add(name);
            }
        }
        return names;
    }

    @Override
    public void forEach(BiConsumer<String, String> visitor) {
        for (int i = 0; i < size; i++) {
            visitor.accept(name(i), value(i));
        }
    }

    @Override
    public int size() {
        return size;
    }

    String name(int index) {
        return RequestLine.text(data, table[index * STEP], table[index * STEP + 1]);
    }

    int nameLength(int index) {
        return table[index * STEP + 1] - table[index * STEP];
    }

    int nameEnd(int index) {
        return table[index * STEP + 1];
    }

    int valueStart(int index) {
        return table[index * STEP + 2];
    }

    int valueEnd(int index) {
        return table[index * STEP + 3];
    }

    String value(int index) {
        @Nullable
        String[] made = values;
        if (made == null) {
            made = new String[size];
            values = made;
        }
        String value = made[index];
        if (value == null) {
            value = new String(data, valueStart(index), valueEnd(index) - valueStart(index), charset);
            made[index] = value;
        }
        return value;
    }

    /// Whether the name is this one.
    ///
    /// @param lower in lower case; letters and dashes only
    boolean isNamed(int index, byte[] lower) {
        int start = table[index * STEP];
        if (table[index * STEP + 1] - start != lower.length) {
            return false;
        }
        for (int i = 0; i < lower.length; i++) {
            if ((data[start + i] | 0x20) != lower[i]) {
                return false;
            }
        }
        return true;
    }

    private int indexOf(String name, int first) {
        int length = name.length();
        for (int i = first; i < size; i++) {
            int start = table[i * STEP];
            if (table[i * STEP + 1] - start == length && equalsIgnoreCase(start, name)) {
                return i;
            }
        }
        return -1;
    }

    private boolean equalsIgnoreCase(int start, String name) {
        for (int i = 0; i < name.length(); i++) {
            int have = data[start + i];
            int want = name.charAt(i);
            if (have != want && ((have ^ want) != 0x20 || !isLetter(want | 0x20))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetter(int lower) {
        return lower >= 'a' && lower <= 'z';
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
        return text.toString();
    }
}
