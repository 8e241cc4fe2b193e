package dev.lanner.http.tls;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What holds for the names that clients ask for. Immutable.
///
/// An exact name comes before a wildcard, a longer wildcard before a shorter one, `*` last.
///
/// @param byName by host name, `*.` and its end, or `*`, in lower case
/// @param <V> what holds
public record NameTable<V>(Map<String, V> byName) {
    /// The key for all others, and for who asks for no name.
    public static final String ALL = "*";

    /// What holds for a name; null when nothing does.
    ///
    /// @param name in lower case; null when the client named none
    public @Nullable V find(@Nullable String name) {
        if (name != null) {
            V exact = byName.get(name);
            if (exact != null) {
                return exact;
            }
            for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
                V wildcard = byName.get(ALL + name.substring(dot));
                if (wildcard != null) {
                    return wildcard;
                }
            }
        }
        return byName.get(ALL);
    }
}
