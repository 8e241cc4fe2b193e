package dev.lanner.container.binding;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The virtual hosts of a server: names, aliases, and what requests for other hosts get. Immutable.
public final class HostTable {
    /// No virtual hosts: all requests are for every host.
    public static final HostTable NONE = new HostTable(Map.of(), "", 0);

    private static final String BELOW = "*.";

    private final Map<String, String> names;
    private final Map<String, String> below;
    private final String defaultHost;
    private final int refusal;

    private HostTable(Map<String, List<String>> hosts, String defaultHost, int refusal) {
        names = new HashMap<>();
        below = new HashMap<>();
        // no lambdas: the empty table is made at the start of each server
        for (Map.Entry<String, List<String>> host : hosts.entrySet()) {
            names.put(host.getKey(), host.getKey());
            for (String alias : host.getValue()) {
                if (alias.startsWith(BELOW)) {
                    below.put(alias.substring(1), host.getKey());
                } else {
                    names.put(alias, host.getKey());
                }
            }
        }
        this.defaultHost = defaultHost;
        this.refusal = refusal;
    }

    /// Hosts with their aliases, each as [HostName] has it; `*.example.com` stands for all names below `example.com`. A
    /// name that stands twice is the caller's fault.
    ///
    /// @param defaultHost the host that requests for unknown ones, and those without a host, are for; empty for what is
    ///   bound to every host
    public static HostTable of(Map<String, List<String>> hosts, String defaultHost) {
        return new HostTable(hosts, defaultHost, 0);
    }

    /// The same, but requests for unknown hosts are refused unless a context is bound to `+`.
    ///
    /// @param status what they get: 400, 404 or 421
    public static HostTable refusing(Map<String, List<String>> hosts, int status) {
        return new HostTable(hosts, "", status);
    }

    /// Whether nothing is said.
    public boolean isEmpty() {
        return names.isEmpty() && refusal == 0;
    }

    /// All names and aliases without those that have `*`, each with the host that it is of.
    Map<String, String> names() {
        return names;
    }

    /// The host that a name is of; null when it is unknown.
    @Nullable
    String hostOf(String name) {
        String known = names.get(name);
        if (known != null || below.isEmpty()) {
            return known;
        }
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
            String host = dot == 0 ? null : below.get(name.substring(dot));
            if (host != null) {
                return host;
            }
        }
        return null;
    }

    /// The host for requests for unknown ones; empty for none.
    public String defaultHost() {
        return defaultHost;
    }

    /// The status for requests for unknown hosts; 0 when they are not refused.
    public int refusal() {
        return refusal;
    }
}
