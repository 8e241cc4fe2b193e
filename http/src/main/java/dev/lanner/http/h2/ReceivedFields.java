package dev.lanner.http.h2;

import dev.lanner.spi.message.Fields;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The fields of a message without the pseudo fields. Immutable.
final class ReceivedFields implements Fields {
    private final HeaderField[] fields;
    private final int size;

    ReceivedFields(HeaderField[] fields, int size) {
        this.fields = fields;
        this.size = size;
    }

    @Override
    public @Nullable String first(String name) {
        int index = indexOf(name, 0);
        return index < 0 ? null : fields[index].value();
    }

    @Override
    public List<String> all(String name) {
        int index = indexOf(name, 0);
        if (index < 0) {
            return List.of();
        }
        int second = indexOf(name, index + 1);
        if (second < 0) {
            return List.of(fields[index].value());
        }
        List<String> found = new ArrayList<>(4);
        found.add(fields[index].value());
        for (int i = second; i >= 0; i = indexOf(name, i + 1)) {
            found.add(fields[i].value());
        }
        return found;
    }

    @Override
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        for (int i = 0; i < size; i++) {
            names.add(fields[i].name());
        }
        return names;
    }

    @Override
    public void forEach(BiConsumer<String, String> visitor) {
        for (int i = 0; i < size; i++) {
            visitor.accept(fields[i].name(), fields[i].value());
        }
    }

    @Override
    public int size() {
        return size;
    }

    private int indexOf(String name, int first) {
        for (int i = first; i < size; i++) {
            if (fields[i].name().equalsIgnoreCase(name)) {
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
