package dev.lanner.spi.message;

import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// No fields, and no way to add one: safe to share.
final class NoFields implements Fields {

    @Override
    public @Nullable String first(String name) {
        return null;
    }

    @Override
    public List<String> all(String name) {
        return List.of();
    }

    @Override
    public Set<String> names() {
        return Set.of();
    }

    @Override
    public void forEach(BiConsumer<String, String> visitor) {
        // there is none to visit
    }

    @Override
    public int size() {
        return 0;
    }

    @Override
    public String toString() {
        return "";
    }
}
