package dev.lanner.container.session;

import java.security.SecureRandom;
import java.util.Base64;

/// Ids of sessions: 144 random bits, in letters that need no encoding in cookies and paths. A class of its own, so that
/// the random source is not made before the first session.
final class SessionId {
    /// Characters of each id.
    static final int LENGTH = 24;

    private static final int BYTES = LENGTH * 3 / 4;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

    private SessionId() {
    }

    /// A new id.
    static String next() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return TEXT.encodeToString(bytes);
    }
}
