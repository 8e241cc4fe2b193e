package dev.lanner.http.tls;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// The sites of an endpoint by the name that clients ask for. Immutable. Where no names are configured, one site serves
/// all.
record Sites(NameTable<Site> names) {

    /// The site for a name; null when there is none, and the handshake is refused.
    @Nullable
    Site find(@Nullable String name) {
        return names.find(name);
    }

    Collection<Site> all() {
        return names.byName().values();
    }
}
