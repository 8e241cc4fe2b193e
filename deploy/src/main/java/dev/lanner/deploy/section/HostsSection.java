package dev.lanner.deploy.section;

import dev.lanner.container.binding.HostName;
import dev.lanner.spi.config.ConfigNode;
import dev.lanner.spi.config.Scope;
import dev.lanner.spi.config.Section;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `hosts: { shop.example.com: { aliases: [www.shop.example.com] } }`: the virtual hosts of a server, by name in the form
/// of [HostName].
public final class HostsSection implements Section<Map<String, HostsSection.Host>> {
    /// The one there is.
    public static final HostsSection SECTION = new HostsSection();

    private static final String BELOW = "*.";

    /// A virtual host.
    ///
    /// @param aliases its other names; `*.example.com` for all names below
    /// @param webapps the directory of its web applications, below the base directory unless it is absolute
    public record Host(List<String> aliases, String webapps) {

        /// Copies the aliases.
        public Host {
            aliases = List.copyOf(aliases);
        }
    }

    private HostsSection() {
    }

    @Override
    public String key() {
        return "hosts";
    }

    @Override
    public Set<Scope> scopes() {
        return Set.of(Scope.SERVER);
    }

    @Override
    public String reason() {
        return "Virtual hosts by name: other names of each, and the directory of its web applications, webapps-NAME unless "
                + "said. What lies in webapps is served at every host.";
    }

    @Override
    public String example() {
        return "hosts: { shop.example.com: { aliases: [\"*.shop.example.com\"], webapps: webapps-shop } }";
    }

    @Override
    public String schema() {
        return "{ \"type\": [\"object\", \"null\"], \"additionalProperties\": { \"type\": [\"object\", \"null\"], "
                + "\"properties\": { \"aliases\": { \"anyOf\": [ { \"type\": \"array\", \"items\": { \"type\": \"string\" "
                + "} }, { \"type\": \"string\" } ] }, \"webapps\": { \"type\": \"string\" } }, "
                + "\"additionalProperties\": false } }";
    }

    @Override
    public Map<String, Host> empty() {
        return Map.of();
    }

    @Override
    public Map<String, Host> read(ConfigNode node) {
        Map<String, Host> hosts = new LinkedHashMap<>();
        if (!node.mapping()) {
            return hosts;
        }
        Map<String, String> names = new HashMap<>();
        Map<String, String> directories = new HashMap<>(Map.of("webapps", "every host"));
        for (ConfigNode child : node.children().values()) {
            String name = HostName.of(child.key());
            if (name == null) {
                child.fault("is not the name of a host, such as shop.example.com; names with * are aliases");
            } else if (isNew(name, name, names, child) && child.only("aliases", "webapps")) {
                hosts.put(name, new Host(aliases(child.child("aliases"), name, names),
                        directory(child, name, directories)));
            }
        }
        return Collections.unmodifiableMap(hosts);
    }

    private static boolean isNew(String name, String host, Map<String, String> names, ConfigNode at) {
        String owner = names.putIfAbsent(name, host);
        if (owner != null) {
            at.fault("names " + name + ", which is a name of host " + owner + " already");
        }
        return owner == null;
    }

    private static List<String> aliases(@Nullable ConfigNode written, String host, Map<String, String> names) {
        List<String> aliases = new ArrayList<>();
        if (written == null) {
            return aliases;
        }
        if (written.kind() == ConfigNode.Kind.MAPPING) {
            written.fault("must be a list of names");
        }
        for (String text : written.items()) {
            boolean below = text.startsWith(BELOW);
            String name = HostName.of(below ? text.substring(2) : text);
            if (name == null || below && name.startsWith("[")) {
                written.fault("holds '" + text + "', which is not the name of a host without a port, such as "
                        + "www.example.com, *.example.com or [::1]");
                continue;
            }
            String alias = below ? BELOW + name : name;
            if (isNew(alias, host, names, written)) {
                aliases.add(alias);
            }
        }
        return aliases;
    }

    private static String directory(ConfigNode host, String name, Map<String, String> directories) {
        ConfigNode written = host.child("webapps");
        String directory = "webapps-" + name;
        if (written != null && written.scalar()) {
            if (written.text().isBlank()) {
                written.fault("must be a directory");
            }
            directory = written.text();
        }
        String owner = directories.putIfAbsent(directory, "host " + name);
        if (owner != null && written != null) {
            written.fault("is the directory of " + owner + " already");
        }
        return directory;
    }
}
