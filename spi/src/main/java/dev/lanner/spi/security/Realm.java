package dev.lanner.spi.security;

import org.jspecify.annotations.Nullable;

/// Knows users. Safe for use by any thread; may block, on threads of requests alone.
///
/// A realm fails closed: what it does not know for sure is no identity. To keep names from being found out it spends
/// on a user that it does not know what it spends on one that it knows.
public interface Realm {

    /// Checks credentials.
    ///
    /// @return who it is; null when the credentials are wrong, the user is unknown, or the realm can't check credentials
    ///   of this kind
    /// @throws RealmException when the realm can't be asked now: nobody is let in
    @Nullable
    Identity verify(Credential credential) throws RealmException;

    /// Rises when what the realm knows has changed, so that remembered answers are forgotten. Cheap.
    default long revision() {
        return 0;
    }
}
