package dev.lanner.container.security;

import dev.lanner.spi.security.RealmException;
import java.io.IOException;

/// A way to log in (Servlet 6.1, 13.6). Safe for use by any thread.
public interface Mechanism {

    /// Its name, as `HttpServletRequest.getAuthType` says it.
    String scheme();

    /// Looks at the credentials that the request has.
    ///
    /// @throws RealmException when the realm can't be asked
    Attempt attempt(SecurityExchange exchange) throws RealmException;

    /// What a request without credentials gets.
    ///
    /// @param stale whether credentials were right but too old
    /// @throws IOException when the request can't be read
    Admission challenge(SecurityExchange exchange, boolean stale) throws IOException;

    /// Whether `HttpServletRequest.login` makes sense with it.
    default boolean takesPasswords() {
        return true;
    }

    /// What came of it.
    sealed interface Attempt {
        /// There are no credentials for this mechanism.
        Attempt NONE = new None(false);

        /// There are none that can be used.
        ///
        /// @param stale whether there were right ones that are too old
        record None(boolean stale) implements Attempt {
        }

        /// They are right.
        ///
        /// @param caller who it is
        record Accepted(Authenticated caller) implements Attempt {
        }

        /// They are wrong, or were not looked at.
        ///
        /// @param admission what the request gets
        record Refused(Admission admission) implements Attempt {
        }
    }
}
