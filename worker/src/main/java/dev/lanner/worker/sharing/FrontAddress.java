package dev.lanner.worker.sharing;

import dev.lanner.container.binding.UrlPrefix;
import java.util.List;

/// Where a server registers, and for which URLs.
///
/// @param way how it reaches its front server, and is reached
/// @param prefixes the URLs; at least one, unless the server registers nowhere
/// @param name how the front server's owner sees this server; empty for the name of its base directory
/// @param shared whether other processes of the same user may have the same prefixes at the same time
public record FrontAddress(Way way, List<UrlPrefix> prefixes, String name, boolean shared) {
    /// The server registers nowhere.
    public static final FrontAddress NONE = new FrontAddress(new Way("", "", "", ""), List.of(), "", false);

    /// How a server reaches its front server, and is reached.
    ///
    /// @param base the base directory of the front server, as written; empty where the socket is said
    /// @param socket the front server's `registration-socket`; empty where the base is said
    /// @param user the user that the front server runs as; empty for that of this server
    /// @param listen where this server listens for a front server of another user; empty for a place of its own
    public record Way(String base, String socket, String user, String listen) {
    }

    /// Copies the prefixes.
    public FrontAddress {
        prefixes = List.copyOf(prefixes);
    }

    /// Whether the server registers nowhere.
    public boolean isNone() {
        return prefixes.isEmpty();
    }

    /// Whether something may be the name of a server at a front server: 1 to 64 letters and digits of ASCII, `.`, `-`, `_`.
    public static boolean isName(String text) {
        boolean good = !text.isEmpty() && text.length() <= 64;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            good &= c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '.' || c == '-'
                    || c == '_';
        }
        return good;
    }
}
