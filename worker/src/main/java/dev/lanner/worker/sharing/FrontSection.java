package dev.lanner.worker.sharing;

import dev.lanner.container.binding.MalformedPrefixException;
import dev.lanner.container.binding.UrlPrefix;
import dev.lanner.spi.config.ConfigNode;
import dev.lanner.spi.config.Scope;
import dev.lanner.spi.config.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `front: { base: /srv/front, prefixes: ["http://shop.example.com:8080/"] }`: the front server at which this server
/// registers.
public final class FrontSection implements Section<FrontAddress> {
    /// The one there is.
    public static final FrontSection SECTION = new FrontSection();

    /// More than that of one server can't be registered.
    public static final int MOST = 100;

    private FrontSection() {
    }

    @Override
    public String key() {
        return "front";
    }

    @Override
    public Set<Scope> scopes() {
        return Set.of(Scope.SERVER);
    }

    @Override
    public String reason() {
        return "Another server of this machine, by its base directory, at which this one registers URL prefixes: requests "
                + "for them come through that server's ports. Without endpoints of its own this server then opens none.";
    }

    @Override
    public String example() {
        return "front: { base: /srv/front, prefixes: [\"http://shop.example.com:8080/\"], name: shop, shared: false }";
    }

    @Override
    public String schema() {
        return "{ \"type\": [\"object\", \"null\"], \"properties\": { \"base\": { \"type\": \"string\" }, "
                + "\"socket\": { \"type\": \"string\" }, \"user\": { \"type\": \"string\" }, "
                + "\"listen\": { \"type\": \"string\" }, \"prefixes\": { \"anyOf\": [ { \"type\": \"array\", \"items\": { \"type\": \"string\" } }, { \"type\": \"string\" } ] }, "
                + "\"name\": { \"type\": \"string\" }, \"shared\": { \"type\": [\"boolean\", \"string\"] } }, "
                + "\"additionalProperties\": false }";
    }

    @Override
    public FrontAddress empty() {
        return FrontAddress.NONE;
    }

    @Override
    public FrontAddress read(ConfigNode node) {
        if (!node.only("base", "socket", "user", "listen", "prefixes", "name", "shared") || node.children().isEmpty()) {
            return FrontAddress.NONE;
        }
        return new FrontAddress(way(node), prefixes(node), name(node.child("name")), shared(node.child("shared")));
    }

    private static FrontAddress.Way way(ConfigNode node) {
        ConfigNode base = node.child("base");
        ConfigNode socket = node.child("socket");
        if ((base == null) == (socket == null)) {
            node.fault("needs 'base', the base directory of the front server, or 'socket', its registration-socket");
        }
        if (base != null && base.scalar() && (base.text().isBlank() || base.text().indexOf('\0') >= 0)) {
            base.fault("must be a directory");
        }
        ConfigNode user = node.child("user");
        if (user != null && user.scalar() && user.text().isBlank()) {
            user.fault("must be the name of a user");
        }
        return new FrontAddress.Way(base == null ? "" : base.text(), absolute(socket), user == null ? "" : user.text(),
                absolute(node.child("listen")));
    }

    private static String absolute(@Nullable ConfigNode written) {
        if (written == null || !written.scalar()) {
            return "";
        }
        if (written.text().indexOf('\0') >= 0 || !written.text().startsWith("/")) {
            written.fault("must be the absolute path of a Unix socket");
        }
        return written.text();
    }

    private static List<UrlPrefix> prefixes(ConfigNode node) {
        ConfigNode written = node.child("prefixes");
        List<UrlPrefix> prefixes = new ArrayList<>();
        if (written == null) {
            node.fault("needs 'prefixes', the URLs to register");
            return prefixes;
        }
        if (written.kind() == ConfigNode.Kind.MAPPING || written.items().isEmpty() || written.items().size() > MOST) {
            written.fault("must be a list of 1 to " + MOST + " URL prefixes");
        }
        for (String text : words(written)) {
            try {
                UrlPrefix prefix = UrlPrefix.parse(text);
                if (prefixes.contains(prefix)) {
                    written.fault("holds " + prefix + " twice");
                }
                prefixes.add(prefix);
            } catch (MalformedPrefixException e) {
                written.fault("holds '" + text + "', which " + e.rule());
            }
        }
        return prefixes;
    }

    /// On the command line there are no lists: there spaces separate.
    private static List<String> words(ConfigNode written) {
        return written.kind() == ConfigNode.Kind.SCALAR
                ? List.of(written.text().strip().split(" +", -1))
                : written.items();
    }

    private static String name(@Nullable ConfigNode written) {
        if (written == null || !written.scalar()) {
            return "";
        }
        if (!FrontAddress.isName(written.text())) {
            written.fault("must be 1 to 64 letters and digits of ASCII, '.', '-', '_'");
        }
        return written.text();
    }

    private static boolean shared(@Nullable ConfigNode written) {
        if (written == null || !written.scalar()) {
            return false;
        }
        boolean shared = written.text().equals("true");
        if (!shared && !written.text().equals("false")) {
            written.fault("must be true or false");
        }
        return shared;
    }
}
