package dev.lanner.container.binding;

import dev.lanner.container.binding.UrlPrefix.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where requests of one scheme and port go: four kinds of places, one after the other. Immutable.
final class PortRoutes<T> {
    private final HostTable table;
    private final Paths<T> strong;
    private final Map<String, Paths<T>> hosts = new HashMap<>();
    private final Map<String, Paths<T>> addresses = new HashMap<>();
    private final Paths<T> weak;

    /// @param scheme empty for requests of a scheme and port that no prefix names
    PortRoutes(List<Bound<T>> all, HostTable table, String scheme, int port) {
        this.table = table;
        List<Named<T>> named = named(all, scheme, port);
        strong = paths(named, Kind.STRONG, "+");
        weak = weak(all, named);
        for (Named<T> each : named) {
            String host = each.prefix.host();
            if (each.prefix.kind() == Kind.ADDRESS && !addresses.containsKey(host)) {
                addresses.put(host, paths(named, Kind.ADDRESS, host));
            }
        }
        for (String host : hostNames(all, named)) {
            hosts.put(host, host(all, named, host));
        }
    }

    private record Named<T>(UrlPrefix prefix, Bound<T> bound) {
    }

    private static <T> List<Named<T>> named(List<Bound<T>> all, String scheme, int port) {
        List<Named<T>> named = new ArrayList<>();
        for (Bound<T> bound : all) {
            for (UrlPrefix prefix : bound.binding().prefixes()) {
                if (prefix.scheme().equals(scheme) && prefix.port() == port) {
                    named.add(new Named<>(prefix, bound));
                }
            }
        }
        return named;
    }

    private static <T> Paths<T> paths(List<Named<T>> named, Kind kind, String host) {
        Paths.Builder<T> paths = new Paths.Builder<>();
        add(named, kind, host, paths);
        return paths.build();
    }

    private static <T> void add(List<Named<T>> named, Kind kind, String host, Paths.Builder<T> paths) {
        for (Named<T> each : named) {
            if (each.prefix.kind() == kind && each.prefix.host().equals(host)) {
                paths.add(each.prefix.path(), each.bound, each.prefix.toString());
            }
        }
    }

    /// What has prefixes is bound to these alone.
    private static <T> void addUnnamed(List<Bound<T>> all, String host, Paths.Builder<T> paths) {
        for (Bound<T> bound : all) {
            if (bound.binding().prefixes().isEmpty() && bound.id().host().equals(host)) {
                paths.add(bound.id().path(), bound, (host.isEmpty() ? "*" : host) + bound.id().path() + "/");
            }
        }
    }

    private static <T> Paths<T> weak(List<Bound<T>> all, List<Named<T>> named) {
        Paths.Builder<T> paths = new Paths.Builder<>();
        add(named, Kind.WEAK, "*", paths);
        addUnnamed(all, "", paths);
        return paths.build();
    }

    /// What was said of a name itself goes before what was said of the host that it is an alias of, and what a prefix
    /// says before what a directory says.
    private Paths<T> host(List<Bound<T>> all, List<Named<T>> named, String name) {
        Paths.Builder<T> paths = new Paths.Builder<>();
        String host = table.hostOf(name);
        add(named, Kind.HOST, name, paths);
        if (host != null && !host.equals(name)) {
            add(named, Kind.HOST, host, paths);
        }
        addUnnamed(all, name, paths);
        if (host != null && !host.equals(name)) {
            addUnnamed(all, host, paths);
        }
        return paths.build();
    }

    private Set<String> hostNames(List<Bound<T>> all, List<Named<T>> named) {
        Set<String> names = new LinkedHashSet<>(table.names().keySet());
        for (Bound<T> bound : all) {
            if (!bound.id().host().isEmpty()) {
                names.add(bound.id().host());
            }
        }
        for (Named<T> each : named) {
            if (each.prefix.kind() == Kind.HOST) {
                names.add(each.prefix.host());
            }
        }
        return names;
    }

    /// Whether the server's address plays a part.
    boolean needsAddress() {
        return !addresses.isEmpty();
    }

    /// @param host as [HostName] has it, or null
    /// @param address of the server, as in prefixes; null where it has none
    @Nullable
    Place<T> find(@Nullable String host, @Nullable String address, String path) {
        Place<T> place = strong.find(path);
        if (place != null) {
            return place;
        }
        Paths<T> own = pathsOf(host);
        boolean known = own != null;
        if (own == null && !table.defaultHost().isEmpty()) {
            own = hosts.get(table.defaultHost());
        }
        place = own == null ? null : own.find(path);
        if (place == null && address != null) {
            Paths<T> bound = addresses.get(address);
            place = bound == null ? null : bound.find(path);
        }
        return place != null || !known && table.refusal() != 0 ? place : weak.find(path);
    }

    /// The places of a host that somebody has named; else null.
    private @Nullable Paths<T> pathsOf(@Nullable String host) {
        if (host == null) {
            return null;
        }
        Paths<T> own = hosts.get(host);
        if (own != null) {
            return own;
        }
        String alias = table.hostOf(host);
        return alias == null ? null : hosts.get(alias);
    }

    boolean knows(@Nullable String host) {
        return pathsOf(host) != null;
    }
}
