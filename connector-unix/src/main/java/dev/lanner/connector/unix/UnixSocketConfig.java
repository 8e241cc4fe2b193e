package dev.lanner.connector.unix;

import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.EndpointUrl;
import dev.lanner.spi.config.Settings;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// A Unix socket as configured, checked.
///
/// @param path absolute; a name in a directory
/// @param permissions of the file
/// @param owner a user's name or number; empty for the server's own user
/// @param group a group's name or number; empty for the server's own group
/// @param backlog connections that wait to be accepted
/// @param where the endpoint's name and origin, for messages
record UnixSocketConfig(Path path, Set<PosixFilePermission> permissions, String owner, String group, int backlog,
        String where) {

    /// The longest directory, in bytes: the socket is bound under a longer name than that of some public ones, in a
    /// directory beside it.
    static final int MAX_DIRECTORY = EndpointUrl.MAX_UNIX_PATH - PrivateDirectory.BELOW_PARENT;

    /// Checks what can be said without looking at the file system.
    ///
    /// @throws IllegalArgumentException with the rule that is broken
    static UnixSocketConfig of(EndpointConfig endpoint) {
        String where = "endpoint \"" + endpoint.name() + "\" (" + endpoint.origin() + ")";
        return new UnixSocketConfig(path(endpoint.url(), where),
                permissions(endpoint.settings().get(Settings.UNIX_MODE), where), owner(endpoint, where, false),
                owner(endpoint, where, true), Math.toIntExact(endpoint.settings().get(Settings.BACKLOG)), where);
    }

    /// The directory of the socket.
    Path directory() {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IllegalStateException("an absolute path of a file has a parent: " + path);
        }
        return parent;
    }

    /// The name of the socket in its directory.
    String name() {
        return String.valueOf(path.getFileName());
    }

    private static Path path(EndpointUrl url, String where) {
        Path path;
        try {
            path = Path.of(url.path());
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("LNR-2110: " + where + ": the path " + url.path() + " can't be written "
                    + "in the encoding of this process. Use ASCII letters, or start the server with LC_ALL=C.UTF-8.",
                    e);
        }
        if (!path.isAbsolute() || path.getFileName() == null || path.getParent() == null) {
            throw new IllegalArgumentException(
                    "LNR-2110: " + where + ": the path of a Unix socket is absolute, such as "
                            + "/run/lanner/http.sock; found \"" + url.path() + "\".");
        }
        int all = bytes(path);
        if (all > EndpointUrl.MAX_UNIX_PATH) {
            throw new IllegalArgumentException("LNR-2110: " + where + ": the path of a Unix socket is at most "
                    + EndpointUrl.MAX_UNIX_PATH + " bytes long, this one has " + all + ": " + path);
        }
        int directory = bytes(path.getParent());
        if (directory > MAX_DIRECTORY) {
            throw new IllegalArgumentException("LNR-2110: " + where + ": the directory of a Unix socket is at most "
                    + MAX_DIRECTORY + " bytes long, this one has " + directory + ": " + path.getParent());
        }
        return path;
    }

    private static int bytes(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8).length;
    }

    private static Set<PosixFilePermission> permissions(String mode, String where) {
        String octal;
        try {
            octal = Settings.UNIX_MODE.type().parse(mode);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "LNR-2111: " + where + ": unix-mode is " + mode + "; it " + e.getMessage()
                            + ".",
                    e);
        }
        int bits = Integer.parseInt(octal, 8);
        StringBuilder letters = new StringBuilder("rwxrwxrwx");
        for (int i = 0; i < letters.length(); i++) {
            if ((bits & 0400 >> i) == 0) {
                letters.setCharAt(i, '-');
            }
        }
        return Set.copyOf(PosixFilePermissions.fromString(letters.toString()));
    }

    private static String owner(EndpointConfig endpoint, String where, boolean ofGroup) {
        String value = endpoint.settings().get(Settings.UNIX_OWNER);
        int colon = value.indexOf(':');
        String owner = colon < 0 ? value : value.substring(0, colon);
        String group = colon < 0 ? "" : value.substring(colon + 1);
        boolean wrong = colon >= 0 && group.isEmpty();
        for (int i = 0; i < value.length(); i++) {
            wrong |= Character.isWhitespace(value.charAt(i)) || value.charAt(i) == ':' && i != colon;
        }
        if (wrong) {
            throw new IllegalArgumentException("LNR-2112: " + where + ": unix-owner is \"" + value + "\"; it must be "
                    + Settings.UNIX_OWNER.type().describe() + ".");
        }
        return ofGroup ? group : owner;
    }
}
