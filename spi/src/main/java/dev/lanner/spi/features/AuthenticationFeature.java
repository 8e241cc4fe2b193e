package dev.lanner.spi.features;

import java.security.Principal;

/// The authenticated caller. Absent: nobody is logged in.
public interface AuthenticationFeature {

    /// Who it is.
    Principal principal();

    /// The scheme by which it was found out, such as `BASIC`.
    String scheme();

    /// Whether the caller has the role.
    boolean inRole(String role);
}
