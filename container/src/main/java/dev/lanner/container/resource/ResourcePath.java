package dev.lanner.container.resource;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rules for paths of resources.
public final class ResourcePath {

    private ResourcePath() {
    }

    /// Whether the path lies in `WEB-INF` or `META-INF`, which no client may see (Servlet 6.1, 10.5). Case does not
    /// count, as it does not on some file systems.
    public static boolean isPrivate(String path) {
        return begins(path, "/WEB-INF") || begins(path, "/META-INF");
    }

    private static boolean begins(String path, String directory) {
        return path.regionMatches(true, 0, directory, 0, directory.length())
                && (path.length() == directory.length() || path.charAt(directory.length()) == '/');
    }

    /// The path without empty, `.` and `..` segments (Servlet 6.1, 3.5.2), as an application may write it; null when it
    /// does not begin with a slash or leads above the root. Nothing is decoded: a file may have a percent sign.
    public static @Nullable String canonical(@Nullable String path) {
        if (path == null || path.isEmpty() || path.charAt(0) != '/') {
            return null;
        }
        if (isValid(path)) {
            return path;
        }
        List<String> kept = new ArrayList<>();
        String last = "";
        for (String segment : path.substring(1).split("/", -1)) {
            last = segment;
            if (segment.equals("..")) {
                if (kept.isEmpty()) {
                    return null;
                }
                kept.removeLast();
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                kept.add(segment);
            }
        }
        boolean directory = last.isEmpty() || last.equals(".") || last.equals("..");
        return "/" + String.join("/", kept) + (directory && !kept.isEmpty() ? "/" : "");
    }

    /// Whether a path is one that a tree may look for: a slash at the front, no empty, `.` or `..` segment, no
    /// backslash and no control character. One slash at the end is allowed.
    static boolean isValid(String path) {
        if (path.isEmpty() || path.charAt(0) != '/') {
            return false;
        }
        int segment = 1;
        for (int i = 1; i <= path.length(); i++) {
            char c = i < path.length() ? path.charAt(i) : '/';
            if (c == '\\' || c < ' ' || c == 127) {
                return false;
            }
            if (c == '/') {
                boolean last = i == path.length();
                if (!isName(path, segment, i) && !(last && segment == i)) {
                    return false;
                }
                segment = i + 1;
            }
        }
        return true;
    }

    private static boolean isName(String path, int start, int end) {
        return switch (end - start) {
            case 0 -> false;
            case 1 -> path.charAt(start) != '.';
            case 2 -> path.charAt(start) != '.' || path.charAt(start + 1) != '.';
            default -> true;
        };
    }

    /// The path without a slash at its end, but for the root.
    static String withoutSlash(String path) {
        return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
