package dev.lanner.spi.message;

import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Header or trailer fields, in their order. Names are compared without regard to case (RFC 9110, 5.1).
public interface Fields {

    /// No fields.
    Fields EMPTY = new NoFields();

    /// The value of the first field of this name.
    @Nullable
    String first(String name);

    /// The values of all fields of this name, in order; empty when there is none.
    List<String> all(String name);

    /// The distinct names, as first written, in order.
    Set<String> names();

    /// Visits each field, in order.
    void forEach(BiConsumer<String, String> visitor);

    /// How many fields there are.
    int size();
}
