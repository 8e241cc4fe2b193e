package dev.lanner.deploy.section;

import dev.lanner.container.binding.MalformedPrefixException;
import dev.lanner.container.binding.UrlPrefix;
import dev.lanner.spi.config.ConfigNode;
import dev.lanner.spi.config.Scope;
import dev.lanner.spi.config.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// `prefixes: ["https://+:443/shop/"]`: the URLs that a context serves, in place of its path at its host.
public final class PrefixesSection implements Section<List<UrlPrefix>> {
    /// The one there is.
    public static final PrefixesSection SECTION = new PrefixesSection();

    private static final int MOST = 1000;

    private PrefixesSection() {
    }

    @Override
    public String key() {
        return "prefixes";
    }

    @Override
    public Set<Scope> scopes() {
        return Set.of(Scope.CONTEXT);
    }

    @Override
    public String reason() {
        return "The URLs that a context serves, in place of its path at its host. A host is +, a name, an IP address of the "
                + "server, or *; they are looked at in this order.";
    }

    @Override
    public String example() {
        return "prefixes: [\"http://shop.example.com:8080/\", \"https://+:443/shop/\"]";
    }

    @Override
    public String schema() {
        return "{ \"anyOf\": [ { \"type\": \"array\", \"items\": { \"type\": \"string\" } }, "
                + "{ \"type\": [\"string\", \"null\"] } ] }";
    }

    @Override
    public List<UrlPrefix> empty() {
        return List.of();
    }

    @Override
    public List<UrlPrefix> read(ConfigNode node) {
        List<UrlPrefix> prefixes = new ArrayList<>();
        if (node.kind() == ConfigNode.Kind.MAPPING) {
            node.fault("must be a list of URL prefixes");
        }
        if (node.items().size() > MOST) {
            node.fault("must hold at most " + MOST + " prefixes");
        }
        for (String text : node.items()) {
            try {
                UrlPrefix prefix = UrlPrefix.parse(text);
                if (prefixes.contains(prefix)) {
                    node.fault("holds " + prefix + " twice");
                }
                prefixes.add(prefix);
            } catch (MalformedPrefixException e) {
                node.fault("holds '" + text + "', which " + e.rule());
            }
        }
        return List.copyOf(prefixes);
    }
}
