package dev.lanner.http.h1;

import java.util.Set;
import java.util.TreeSet;

/// The names of fields that must not stand in a trailer section (RFC 9110, 6.5.1), whichever protocol it came by.
public final class ForbiddenTrailers {
    private static final Set<String> NAMES = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    static {
        // framing, routing, modifiers, authentication, content format, control
        NAMES.addAll(Set.of("Transfer-Encoding", "Content-Length", "Host", "Trailer", "TE", "Connection",
                "Keep-Alive", "Proxy-Connection", "Upgrade", "Expect", "Max-Forwards", "Cache-Control", "Pragma"));
        NAMES.addAll(Set.of("Range", "If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since",
                "If-Range", "Authorization", "Proxy-Authorization", "Cookie", "Set-Cookie"));
        NAMES.addAll(Set.of("Content-Encoding", "Content-Type", "Content-Range", "Forwarded", "X-Forwarded-For",
                "X-Forwarded-Host", "X-Forwarded-Proto"));
    }

    private ForbiddenTrailers() {
    }

    /// Whether the name is one of them.
    public static boolean contains(String name) {
        return NAMES.contains(name);
    }
}
