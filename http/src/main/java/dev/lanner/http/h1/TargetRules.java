package dev.lanner.http.h1;

import dev.lanner.spi.message.MalformedTargetException;
import dev.lanner.spi.message.RequestTarget;

/// Makes the target of a request from its parts, whichever protocol they came by.
public final class TargetRules {
    private TargetRules() {
    }

    /// A target with a path.
    ///
    /// @param authority host and port, as [HostSyntax] gives them
    /// @param raw the request-target as received
    /// @param pathAndQuery the part of it that begins with the path
    /// @throws RejectedRequestException when the path must be refused
    public static RequestTarget target(HeadRules rules, String authority, String raw, String pathAndQuery)
            throws RejectedRequestException {
        try {
            return RequestTarget.of(rules.scheme(), authority, raw, pathAndQuery, rules.keepEncodedSlash());
        } catch (MalformedTargetException e) {
            throw RejectedRequestException.of(e.reason().equals(Rejection.FRAGMENT_IN_TARGET.code())
                    ? Rejection.FRAGMENT_IN_TARGET
                    : Rejection.SUSPICIOUS_PATH);
        }
    }

    /// The target that names no resource (RFC 9110, 7.1).
    public static RequestTarget asterisk(HeadRules rules, String authority, String raw) {
        return new RequestTarget(rules.scheme(), authority, raw, "*", "*", null);
    }
}
