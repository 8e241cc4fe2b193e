package dev.lanner.container.request;

import dev.lanner.spi.message.MalformedTargetException;
import dev.lanner.spi.message.PathNormalizer;
import dev.lanner.spi.message.RequestTarget;

/// Parts of a request's target in the forms that the Servlet API wants.
public final class RequestPaths {

    private RequestPaths() {
    }

    /// The context path as the client wrote it (Servlet 6.1, 3.6): a prefix of the raw path that means the same as
    /// `contextPath`.
    public static String contextPath(String contextPath, String rawPath) {
        int length = contextPath.length();
        if (length == 0 || rawPath.startsWith(contextPath)
                && (rawPath.length() == length || isEnd(rawPath.charAt(length)))) {
            return contextPath;
        }
        for (int end = rawPath.indexOf('/', 1); end >= 0; end = rawPath.indexOf('/', end + 1)) {
            if (means(rawPath.substring(0, end), contextPath)) {
                return rawPath.substring(0, end);
            }
        }
        return means(rawPath, contextPath) ? rawPath : contextPath;
    }

    private static boolean isEnd(char c) {
        return c == '/' || c == ';';
    }

    private static boolean means(String raw, String contextPath) {
        try {
            return PathNormalizer.normalize(raw, true).equals(contextPath);
        } catch (MalformedTargetException e) {
            return false;
        }
    }

    /// The host of an authority, brackets included.
    static String host(String authority) {
        int colon = portColon(authority);
        return colon < 0 ? authority : authority.substring(0, colon);
    }

    /// The port of a target; the scheme's own where the authority names none.
    static int port(RequestTarget target) {
        String authority = target.authority();
        int colon = portColon(authority);
        if (colon >= 0 && colon + 1 < authority.length()) {
            int port = 0;
            for (int i = colon + 1; i < authority.length(); i++) {
                port = port * 10 + authority.charAt(i) - '0';
            }
            return port;
        }
        return defaultPort(target.scheme());
    }

    static int defaultPort(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }

    private static int portColon(String authority) {
        int colon = authority.lastIndexOf(':');
        return colon > authority.lastIndexOf(']') ? colon : -1;
    }
}
