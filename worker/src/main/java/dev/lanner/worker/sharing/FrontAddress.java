package dev.lanner.worker.sharing;

import dev.lanner.container.binding.UrlPrefix;
import java.util.List;

/// Where a server registers, and for which URLs.
///
/// @param base the base directory of the front server, as written; empty where the server registers nowhere
/// @param prefixes the URLs; at least one, unless the base is empty
/// @param name how the front server's owner sees this server; empty for the name of its base directory
/// @param shared whether other processes of the same user may have the same prefixes at the same time
public record FrontAddress(String base, List<UrlPrefix> prefixes, String name, boolean shared) {
    /// The server registers nowhere.
    public static final FrontAddress NONE = new FrontAddress("", List.of(), "", false);

    /// Copies the prefixes.
    public FrontAddress {
        prefixes = List.copyOf(prefixes);
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
