package dev.lanner.http.tls;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The sites of an endpoint by the name that clients ask for. Immutable.
///
/// An exact name comes before a wildcard, a longer wildcard before a shorter one, `*` last. Where no names are
/// configured, one site serves all.
///
/// @param byName by host name or `*.` and its end, in lower case; `*` is who asks for another name or for none
record Sites(Map<String, Site> byName) {
    /// The key of the site for all others.
    static final String ALL = "*";

    /// The site for a name; null when there is none, and the handshake is refused.
    ///
    /// @param name in lower case; null when the client named none
    @Nullable
    Site find(@Nullable String name) {
        if (name != null) {
            Site exact = byName.get(name);
            if (exact != null) {
                return exact;
            }
            for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
                Site wildcard = byName.get(ALL + name.substring(dot));
                if (wildcard != null) {
                    return wildcard;
                }
            }
        }
        return byName.get(ALL);
    }

    Collection<Site> all() {
        return byName.values();
    }
}
