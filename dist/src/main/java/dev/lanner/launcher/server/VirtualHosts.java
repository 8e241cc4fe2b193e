package dev.lanner.launcher.server;

import dev.lanner.container.ServletContainer;
import dev.lanner.container.binding.HostName;
import dev.lanner.container.binding.HostTable;
import dev.lanner.deploy.section.HostsSection;
import dev.lanner.deploy.section.HostsSection.Host;
import dev.lanner.launcher.config.Configuration;
import dev.lanner.spi.config.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The virtual hosts of a configuration. Stateless; not loaded where there are none.
final class VirtualHosts {
    private static final String NONE = "none";

    private VirtualHosts() {
    }

    /// What the container needs to know.
    static HostTable table(Configuration configuration) {
        Map<String, List<String>> names = new LinkedHashMap<>();
        configuration.sections().get(HostsSection.SECTION).forEach((name, host) -> names.put(name, host.aliases()));
        String other = configuration.server().get(Settings.DEFAULT_HOST);
        if (other.equalsIgnoreCase(NONE)) {
            return HostTable.refusing(names, switch (configuration.server().get(Settings.UNKNOWN_HOST)) {
                case BAD_REQUEST -> 400;
                case MISDIRECTED_REQUEST -> 421;
                case NOT_FOUND -> 404;
            });
        }
        String host = HostName.of(other);
        return HostTable.of(names, host == null ? "" : host);
    }

    /// Where their web applications lie.
    static List<HostDirectory> directories(Configuration configuration, BaseDirectory base) {
        List<HostDirectory> directories = new ArrayList<>();
        configuration.sections().get(HostsSection.SECTION).forEach(
                (name, host) -> directories.add(new HostDirectory(name, base.resolve(host.webapps()))));
        return directories;
    }

    /// Takes over what has changed.
    ///
    /// @return a line for people for each change
    static List<String> reload(Configuration before, Configuration next, ServletContainer container) {
        Map<String, Host> old = before.sections().get(HostsSection.SECTION);
        Map<String, Host> now = next.sections().get(HostsSection.SECTION);
        List<String> lines = new ArrayList<>();
        boolean others = !before.server().get(Settings.DEFAULT_HOST).equals(next.server().get(Settings.DEFAULT_HOST))
                || before.server().get(Settings.UNKNOWN_HOST) != next.server().get(Settings.UNKNOWN_HOST);
        if (!old.equals(now) || others) {
            container.hosts(table(next));
        }
        if (!old.equals(now)) {
            lines.add("hosts: names and aliases have changed");
            now.forEach((name, host) -> {
                Host known = old.get(name);
                if (known == null || !known.webapps().equals(host.webapps())) {
                    lines.add("hosts." + name + ".webapps: holds from the next start on");
                }
            });
        }
        if (others) {
            lines.add("default-host: has changed");
        }
        return lines;
    }
}
