package dev.lanner.container.security;

import dev.lanner.spi.features.AuthenticationFeature;
import java.util.Set;

/// What the constraints say about a request.
///
/// @param access who may
/// @param roles of which one is needed, for ROLES
/// @param encrypted whether TLS is needed
public record Decision(Access access, Set<String> roles, boolean encrypted) {
    /// Nothing is constrained.
    public static final Decision FREE = new Decision(Access.ALL, Set.of(), false);
    /// Nobody may.
    public static final Decision NOBODY = new Decision(Access.NOBODY, Set.of(), false);

    /// Who may.
    public enum Access {
        /// Everybody.
        ALL,
        /// Whoever is logged in.
        AUTHENTICATED,
        /// Who has one of the roles.
        ROLES,
        /// Nobody.
        NOBODY
    }

    /// Whether one must be logged in.
    public boolean needsLogin() {
        return access == Access.ROLES || access == Access.AUTHENTICATED;
    }

    /// Whether somebody who is logged in may.
    public boolean permits(AuthenticationFeature caller) {
        return switch (access) {
            case ALL, AUTHENTICATED -> true;
            case NOBODY -> false;
            case ROLES -> roles.stream().anyMatch(caller::inRole);
        };
    }
}
