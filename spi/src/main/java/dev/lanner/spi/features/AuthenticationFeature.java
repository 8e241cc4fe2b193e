package dev.lanner.spi.features;

import java.security.Principal;
import java.util.Set;

/// The authenticated caller. Absent: nobody is logged in.
public interface AuthenticationFeature {

    /// Who it is.
    Principal principal();

    /// The scheme by which it was found out, such as `BASIC`.
    String scheme();

    /// Whether the caller has the role.
    boolean inRole(String role);

    /// The roles of the caller that can be listed, for who passes the login on to another process; perhaps not all of them.
    default Set<String> roles() {
        return Set.of();
    }
}
