package dev.lanner.container.session;

import org.jspecify.annotations.Nullable;

/// Session ids in paths (Servlet 6.1, 7.1.3).
public final class SessionPath {

    private SessionPath() {
    }

    /// The first id in a path as received, or null.
    ///
    /// @param parameter the parameter's name, such as `jsessionid`
    public static @Nullable String idIn(String rawPath, String parameter) {
        int semicolon = rawPath.indexOf(';');
        while (semicolon >= 0) {
            int start = semicolon + 1;
            int equals = start + parameter.length();
            if (equals < rawPath.length() && rawPath.charAt(equals) == '=' && rawPath.startsWith(parameter, start)) {
                int end = equals + 1;
                while (end < rawPath.length() && rawPath.charAt(end) != ';' && rawPath.charAt(end) != '/') {
                    end++;
                }
                return rawPath.substring(equals + 1, end);
            }
            semicolon = rawPath.indexOf(';', start);
        }
        return null;
    }

    /// Puts an id into a URL: at the end of the path, before query and fragment.
    public static String insert(String url, String parameter, String id) {
        int end = url.length();
        int query = url.indexOf('?');
        int fragment = url.indexOf('#');
        end = query >= 0 ? query : end;
        end = fragment >= 0 ? Math.min(fragment, end) : end;
        return url.substring(0, end) + ';' + parameter + '=' + id + url.substring(end);
    }
}
