package dev.lanner.worker.sharing;

import dev.lanner.container.binding.UrlPrefix;
import java.util.List;

/// URLs that other processes may take over.
///
/// @param prefix all prefixes at and below it, of the same scheme, host and port
/// @param users the names of users whose processes may; the server's own may in any case
/// @param origin where it is written: file and line
public record Reservation(UrlPrefix prefix, List<String> users, String origin) {

    /// Copies the users.
    public Reservation {
        users = List.copyOf(users);
    }

    boolean covers(UrlPrefix wanted) {
        String path = prefix.path();
        return wanted.scheme().equals(prefix.scheme()) && wanted.port() == prefix.port()
                && wanted.host().equals(prefix.host()) && wanted.path().startsWith(path)
                && (wanted.path().length() == path.length() || wanted.path().charAt(path.length()) == '/');
    }
}
