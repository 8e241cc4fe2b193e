package dev.lanner.connector.tcp;

import dev.lanner.http.HttpConnector;
import dev.lanner.http.InheritedSockets;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.EndpointUrl.Kind;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.log.LazyLogger;
import dev.lanner.spi.transport.Listener;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Binds the addresses that an endpoint's URL stands for: all of them or none.
///
/// `localhost` stands for both loopback addresses. Where one does not exist on this machine a warning is logged; where
/// the port is taken on one of them the endpoint does not start, for else a part of the clients would reach another
/// server. All addresses are one socket for IPv6 and IPv4, or one for IPv4 where the machine has no IPv6.
final class TcpBinder implements HttpConnector.Binder {
    private static final String IPV4_LOOPBACK = "127.0.0.1";
    private static final String IPV6_LOOPBACK = "::1";
    private static final int FIRST_UNPRIVILEGED_PORT = 1024;

    private final EndpointConfig endpoint;
    private final Sockets sockets;

    /// Opens bound server sockets; a test brings a machine without IPv6.
    @FunctionalInterface
    interface Sockets {
        /// @param family null for both IP versions in one socket where the machine can
        ServerSocketChannel bind(@Nullable StandardProtocolFamily family, InetSocketAddress address, int backlog)
                throws IOException;
    }

    /// Why an address could not be bound.
    private enum Obstacle {
        IN_USE("LNR-2001"), NOT_ALLOWED("LNR-2002"), NO_SUCH_ADDRESS("LNR-2003"), OTHER("LNR-2004");

        private final String id;

        Obstacle(String id) {
            this.id = id;
        }

        /// Whether the address exists, so that some other server or rule is in the way.
        boolean onTheAddress() {
            return this == IN_USE || this == NOT_ALLOWED;
        }
    }

    TcpBinder(EndpointConfig endpoint) {
        this(endpoint, new SystemSockets());
    }

    TcpBinder(EndpointConfig endpoint, Sockets sockets) {
        this.endpoint = endpoint;
        this.sockets = sockets;
    }

    /// Binds. When it throws, nothing stays open.
    @Override
    public List<Listener> bind() throws IOException {
        int port = endpoint.url().port();
        return switch (endpoint.url().kind()) {
            case ADDRESS -> List.of(bind(endpoint.url().host(), port));
            case LOCALHOST -> loopbacks(port);
            case ANY_IPV4 -> List.of(bind(StandardProtocolFamily.INET, new InetSocketAddress("0.0.0.0", port)));
            case ANY -> List.of(all(port));
            case INHERITED -> List.of(inherited(endpoint.url().host()));
            case UNIX -> throw new IllegalStateException("a Unix socket is not for the TCP connector");
        };
    }

    private Listener bind(String host, int port) throws IOException {
        InetAddress address;
        try {
            address = InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException e) {
            // a zone, as in fe80::1%eth0, that is no interface of this machine
            throw failure(Obstacle.NO_SUCH_ADDRESS, shown(host, port), new BindException(e.getMessage()));
        }
        return bind(null, new InetSocketAddress(address, port));
    }

    private Listener inherited(String name) throws IOException {
        try {
            ServerSocketChannel channel = InheritedSockets.ofThisProcess().open(name);
            InetSocketAddress real = (InetSocketAddress) channel.getLocalAddress();
            return new TcpListener(channel, shown(host(real, real), real.getPort()), real,
                    endpoint.settings().get(Settings.TCP_NO_DELAY));
        } catch (IOException e) {
            throw new IOException("LNR-2220: endpoint \"" + endpoint.name() + "\" (" + endpoint.origin() + "): "
                    + e.getMessage() + ".", e);
        }
    }

    private List<Listener> loopbacks(int port) throws IOException {
        List<Listener> bound = new ArrayList<>(2);
        List<String> missing = new ArrayList<>(2);
        IOException last = null;
        try {
            for (String host : List.of(IPV4_LOOPBACK, IPV6_LOOPBACK)) {
                InetSocketAddress address = new InetSocketAddress(InetAddress.ofLiteral(host), port);
                try {
                    bound.add(listener(null, address));
                } catch (IOException e) {
                    Obstacle obstacle = obstacle(e, address);
                    last = failure(obstacle, shown(host, port), e);
                    if (obstacle.onTheAddress()) {
                        throw last;
                    }
                    missing.add(shown(host, port));
                }
            }
            if (bound.isEmpty() && last != null) {
                throw last;
            }
        } catch (IOException | RuntimeException | Error e) {
            closeAll(bound, e);
            throw e;
        }
        for (String url : missing) {
            log().log(Level.WARNING,
                    "LNR-2005: endpoint \"{0}\" ({1}): this machine has no address for {2}; only {3} is "
                            + "listened on.",
                    endpoint.name(), endpoint.origin(), url, bound.getFirst().url());
        }
        return bound;
    }

    private Listener all(int port) throws IOException {
        String host = endpoint.url().host();
        if (!host.equals("*") && !host.equals("+") && !host.equals("::")) {
            log().log(Level.WARNING,
                    "LNR-2006: endpoint \"{0}\" ({1}): the host name {2} is not looked up, all addresses "
                            + "are listened on. Write \"*\" to say so, or an IP address to listen there only.",
                    endpoint.name(), endpoint.origin(), host);
        }
        InetSocketAddress both = new InetSocketAddress(InetAddress.ofLiteral("::"), port);
        try {
            return listener(null, both);
        } catch (IOException e) {
            Obstacle obstacle = obstacle(e, both);
            if (obstacle.onTheAddress()) {
                throw failure(obstacle, endpoint.url().toString(), e);
            }
            return bind(StandardProtocolFamily.INET, new InetSocketAddress("0.0.0.0", port));
        }
    }

    private Listener bind(@Nullable StandardProtocolFamily family, InetSocketAddress address) throws IOException {
        try {
            return listener(family, address);
        } catch (IOException e) {
            throw failure(obstacle(e, address), endpoint.url().toString(), e);
        }
    }

    private Listener listener(@Nullable StandardProtocolFamily family, InetSocketAddress address) throws IOException {
        int backlog = Math.toIntExact(endpoint.settings().get(Settings.BACKLOG));
        ServerSocketChannel channel = sockets.bind(family, address, backlog);
        try {
            InetSocketAddress real = (InetSocketAddress) channel.getLocalAddress();
            return new TcpListener(channel, shown(host(address, real), real.getPort()), real,
                    endpoint.settings().get(Settings.TCP_NO_DELAY));
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    /// A configured address is shown as it was written; the rest is ours to say.
    private String host(InetSocketAddress asked, InetSocketAddress real) {
        if (endpoint.url().kind() == Kind.ADDRESS) {
            return endpoint.url().host();
        }
        boolean four = real.getAddress().getAddress().length == 4;
        if (real.getAddress().isAnyLocalAddress()) {
            return four ? "0.0.0.0" : "::";
        }
        if (endpoint.url().kind() == Kind.INHERITED) {
            return real.getAddress().getHostAddress();
        }
        return asked.getAddress().getAddress().length == 4 ? IPV4_LOOPBACK : IPV6_LOOPBACK;
    }

    private String shown(String host, int port) {
        return endpoint.url().scheme() + "://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }

    /// Tells a port in use from an address that does not exist. The operating system's text may be translated; whether
    /// the address takes a free port says it in any language.
    private Obstacle obstacle(IOException failure, InetSocketAddress address) {
        if (!(failure instanceof BindException)) {
            return Obstacle.OTHER;
        }
        try (ServerSocketChannel _ = sockets.bind(null, new InetSocketAddress(address.getAddress(), 0), 1)) {
            String text = String.valueOf(failure.getMessage());
            boolean privileged = address.getPort() > 0 && address.getPort() < FIRST_UNPRIVILEGED_PORT;
            return privileged && text.contains("Permission denied") ? Obstacle.NOT_ALLOWED : Obstacle.IN_USE;
        } catch (IOException e) {
            return Obstacle.NO_SUCH_ADDRESS;
        }
    }

    private IOException failure(Obstacle obstacle, String url, Exception cause) {
        String text = switch (obstacle) {
            case IN_USE -> url + " is in use by another server. Stop that one (\"ss -ltnp sport = :"
                    + endpoint.url().port() + "\" shows it), or give this endpoint another port.";
            case NOT_ALLOWED -> "ports below 1024 such as in " + url + " need a right that this process does not have. "
                    + "Take a port from 1024, or give it the capability CAP_NET_BIND_SERVICE (AmbientCapabilities= in "
                    + "a systemd unit).";
            case NO_SUCH_ADDRESS -> "this machine has no address for " + url + ". \"ip address\" lists what it has.";
            case OTHER -> "can't listen on " + url + ": " + cause.getMessage() + ".";
        };
        return new IOException(obstacle.id + ": endpoint \"" + endpoint.name() + "\" (" + endpoint.origin() + "): "
                + text, cause);
    }

    /// Made when there is something to say: most starts have nothing.
    private static Logger log() {
        return LazyLogger.of(TcpBinder.class);
    }

    private static void closeAll(List<Listener> bound, Throwable failure) {
        for (Listener listener : bound) {
            try {
                listener.close();
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
    }

    /// The machine's own.
    private static final class SystemSockets implements Sockets {
        @Override
        public ServerSocketChannel bind(@Nullable StandardProtocolFamily family, InetSocketAddress address,
                int backlog) throws IOException {
            ServerSocketChannel channel = family == null
                    ? ServerSocketChannel.open()
                    : ServerSocketChannel.open(family);
            try {
                // A restart need not wait for the connections of the last run to be forgotten.
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                channel.bind(address, backlog);
                return channel;
            } catch (UnsupportedAddressTypeException e) {
                channel.close();
                throw (IOException) new BindException("no IPv6 here").initCause(e);
            } catch (IOException | RuntimeException | Error e) {
                channel.close();
                throw e;
            }
        }
    }
}
