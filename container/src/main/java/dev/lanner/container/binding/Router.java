package dev.lanner.container.binding;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// From scheme, host, port, address and path of a request to what is bound there. Immutable.
public final class Router<T> {
    private final HostTable hosts;
    private final PortRoutes<T> others;
    private final List<Port<T>> ports = new ArrayList<>();
    private final List<Bound<T>> all;

    private record Port<T>(String scheme, int port, PortRoutes<T> routes) {
    }

    /// @param all what is bound; of two with the same prefix that are no versions of each other the first counts
    public Router(List<Bound<T>> all, HostTable hosts) {
        this.all = List.copyOf(all);
        this.hosts = hosts;
        others = new PortRoutes<>(all, hosts, "", 0);
        for (Bound<T> bound : all) {
            for (UrlPrefix prefix : bound.binding().prefixes()) {
                if (routes(prefix.scheme(), prefix.port()) == others) {
                    ports.add(new Port<>(prefix.scheme(), prefix.port(),
                            new PortRoutes<>(all, hosts, prefix.scheme(), prefix.port())));
                }
            }
        }
    }

    private PortRoutes<T> routes(String scheme, int port) {
        for (int i = 0; i < ports.size(); i++) {
            Port<T> each = ports.get(i);
            if (each.port == port && each.scheme.equals(scheme)) {
                return each.routes;
            }
        }
        return others;
    }

    /// Whether any prefix names a scheme and a port; without, they need not be known.
    public boolean needsPort() {
        return !ports.isEmpty();
    }

    /// Whether the server's address plays a part at this port.
    public boolean needsAddress(String scheme, int port) {
        return routes(scheme, port).needsAddress();
    }

    /// What a request is for.
    ///
    /// @param host as [HostName#ofAuthority] gives it; null where the request names none
    /// @param address the server's, as `InetAddress.getHostAddress` gives it; null where it has none
    /// @param path normalised
    public @Nullable Place<T> find(String scheme, int port, @Nullable String host, @Nullable String address,
            String path) {
        return routes(scheme, port).find(host, address, path);
    }

    /// The status of a request for which [#find] has nothing: 404, or what requests for unknown hosts get.
    public int refusal(String scheme, int port, @Nullable String host) {
        return hosts.refusal() == 0 || routes(scheme, port).knows(host) ? 404 : hosts.refusal();
    }

    /// Of what is bound at the host of one, or at every host: the one whose path is the longest that the given one is at
    /// or below. Schemes and ports play no part.
    public @Nullable Place<T> sibling(ContextId asking, String path) {
        Paths.Builder<T> own = new Paths.Builder<>();
        for (String host : List.of(asking.host(), "")) {
            for (Bound<T> bound : all) {
                if (bound.id().host().equals(host)) {
                    own.add(bound.binding().shownPath(), bound, bound.id().toString());
                }
            }
        }
        return own.build().find(path);
    }

    /// What is bound to a prefix that this one would have too, and is no version of it; null when there is none.
    public static <T> @Nullable Conflict conflict(List<Bound<T>> all, ContextId id, ContextBinding binding) {
        for (UrlPrefix prefix : binding.prefixes()) {
            for (Bound<T> bound : all) {
                if (!bound.id().samePlace(id) && bound.binding().prefixes().contains(prefix)) {
                    return new Conflict(prefix, bound.id());
                }
            }
        }
        return null;
    }

    /// Two contexts for one prefix.
    ///
    /// @param prefix the prefix
    /// @param holder who has it
    public record Conflict(UrlPrefix prefix, ContextId holder) {
    }
}
