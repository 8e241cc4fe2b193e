package dev.lanner.spi.security;

import java.util.Set;

/// Somebody whose credentials were right.
///
/// @param name the name as the realm writes it, whatever way the client wrote it
/// @param roles the roles
public record Identity(String name, Set<String> roles) {

    /// Copies the roles.
    public Identity {
        roles = Set.copyOf(roles);
    }
}
