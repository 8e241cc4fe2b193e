package dev.lanner.container.security;

import dev.lanner.spi.features.AuthenticationFeature;
import dev.lanner.spi.security.Identity;
import java.security.Principal;

/// A caller who has logged in. Immutable.
public final class Authenticated implements AuthenticationFeature {
    private final Principal principal;
    private final String scheme;
    private final Identity identity;

    private record User(String name) implements Principal {
        @Override
        public String getName() {
            return name;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /// @param scheme by which the realm was asked, such as `BASIC`
    Authenticated(Identity identity, String scheme) {
        this.identity = identity;
        this.scheme = scheme;
        principal = new User(identity.name());
    }

    /// Name and roles.
    Identity identity() {
        return identity;
    }

    @Override
    public Principal principal() {
        return principal;
    }

    @Override
    public String scheme() {
        return scheme;
    }

    @Override
    public boolean inRole(String role) {
        return identity.roles().contains(role);
    }
}
