package dev.lanner.http.edge;

import dev.lanner.http.h1.HostSyntax;
import dev.lanner.spi.Application;
import dev.lanner.spi.config.Networks;
import dev.lanner.spi.features.ConnectionFeature;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.RequestFeature;
import dev.lanner.spi.message.Fields;
import dev.lanner.spi.message.RequestTarget;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes the word of trusted proxies: the features of connection and request then tell of their client.
///
/// From the nearest proxy on: what it says is taken if its address is a trusted one; then the address that it names is
/// looked at, and so on up to the limit. What stands further left was written by nobody who is trusted, and is left in
/// the fields.
final class ForwardedApplication implements Application {
    private final Application application;
    private final ForwardedRules rules;

    ForwardedApplication(Application application, ForwardedRules rules) {
        this.application = application;
        this.rules = rules;
    }

    @Override
    public void handle(FeatureCollection exchange) throws Exception {
        RequestFeature request = exchange.require(Features.REQUEST);
        boolean changed = isTrustedPeer(exchange) && new Taking(exchange, request).apply();
        if (!changed && namesOriginals(request.headers())) {
            // only this server writes these
            exchange.set(Features.REQUEST, new ForwardedRequest(request, request.target(),
                    new ForwardedHeaders(request.headers()).hideOriginals()));
        }
        application.handle(exchange);
    }

    private boolean isTrustedPeer(FeatureCollection exchange) {
        if (exchange.get(Features.UNIX_PEER) != null && exchange.get(Features.PROXY_PROTOCOL) == null) {
            return rules.trusted().unix();
        }
        ConnectionFeature connection = exchange.get(Features.CONNECTION);
        return connection != null && rules.trusted().contains(connection.remote());
    }

    private static boolean namesOriginals(Fields headers) {
        for (ForwardedPart part : ForwardedPart.values()) {
            if (headers.first(part.original()) != null) {
                return true;
            }
        }
        return false;
    }

    /// One request's way through its proxies.
    private final class Taking {
        private final FeatureCollection exchange;
        private final RequestFeature request;
        private final List<ForwardedHop> hops;
        private @Nullable InetSocketAddress client;
        private @Nullable String scheme;
        private @Nullable String host;
        private int port;
        private @Nullable String prefix;
        private int taken;

        Taking(FeatureCollection exchange, RequestFeature request) throws MalformedForwardedException {
            this.exchange = exchange;
            this.request = request;
            hops = rules.rfc7239()
                    ? ForwardedParser.parse(request.headers().all("Forwarded"))
                    : XForwarded.hops(request.headers(), rules);
        }

        boolean apply() throws MalformedForwardedException {
            Networks trusted = rules.trusted();
            for (int i = hops.size() - 1; i >= 0 && taken < rules.limit(); i--) {
                take(hops.get(i));
                taken++;
                InetSocketAddress next = client;
                // without an address nobody can say who wrote what stands before
                if (next == null || hops.get(i).value(ForwardedPart.FOR) == null
                        || !trusted.contains((SocketAddress) next)) {
                    break;
                }
            }
            if (taken == 0) {
                return false;
            }
            change();
            return true;
        }

        private void take(ForwardedHop hop) throws MalformedForwardedException {
            for (ForwardedPart part : rules.parts()) {
                String value = hop.value(part);
                if (value == null) {
                    if (rules.symmetry()) {
                        throw new MalformedForwardedException("A proxy left out a part of its word.");
                    }
                    continue;
                }
                switch (part) {
                    case FOR -> client = ForwardedValues.address(value);
                    case PROTO -> scheme = ForwardedValues.scheme(value);
                    case HOST -> host = host(value);
                    case PORT -> port = ForwardedValues.port(value);
                    case PREFIX -> prefix = ForwardedValues.prefix(value);
                }
            }
        }

        private static String host(String text) throws MalformedForwardedException {
            String host = HostSyntax.parse(text);
            if (host == null) {
                throw new MalformedForwardedException("A forwarded host is malformed.");
            }
            return host;
        }

        private void change() {
            ConnectionFeature connection = exchange.require(Features.CONNECTION);
            RequestTarget received = request.target();
            exchange.set(Features.FORWARDED, new ForwardedWord(connection, received, taken, portOfClient()));
            InetSocketAddress address = client;
            if (address != null) {
                exchange.set(Features.CONNECTION, new ForwardedConnection(connection, address));
            }
            ForwardedHeaders headers = new ForwardedHeaders(request.headers()).hideOriginals();
            headers.consumed(rules, hops, taken);
            RequestTarget target = target(received);
            showOriginals(headers, connection, received);
            exchange.set(Features.REQUEST, new ForwardedRequest(request, target, headers));
        }

        /// Never that of the forwarded host, which proxies take from what the client has sent.
        private int portOfClient() {
            if (port > 0 || scheme == null) {
                return port;
            }
            return scheme.equals("https") ? 443 : 80;
        }

        private RequestTarget target(RequestTarget received) {
            String newScheme = scheme == null ? received.scheme() : scheme;
            String authority = host == null ? received.authority() : host;
            if (port > 0 && !authority.isEmpty()) {
                int end = authority.lastIndexOf(':') > authority.lastIndexOf(']')
                        ? authority.lastIndexOf(':')
                        : authority.length();
                boolean own = port == (newScheme.equals("https") ? 443 : 80);
                authority = authority.substring(0, end) + (own ? "" : ":" + port);
            }
            RequestTarget target = received.withOrigin(newScheme, authority);
            return prefix == null ? target : target.withPrefix(prefix);
        }

        private void showOriginals(ForwardedHeaders headers, ConnectionFeature connection, RequestTarget received) {
            if (client != null && connection.remote() instanceof InetSocketAddress peer && peer.getAddress() != null) {
                InetAddress address = peer.getAddress();
                String literal = address.getHostAddress();
                headers.add(ForwardedPart.FOR.original(),
                        (literal.indexOf(':') < 0 ? literal : "[" + literal + "]") + ":" + peer.getPort());
            }
            if (scheme != null) {
                headers.add(ForwardedPart.PROTO.original(), received.scheme());
            }
            if (host != null || port > 0) {
                headers.add(ForwardedPart.HOST.original(), received.authority());
            }
        }
    }

    /// The X-Forwarded fields side by side, as hops.
    private static final class XForwarded {
        private XForwarded() {
        }

        static List<ForwardedHop> hops(Fields headers, ForwardedRules rules) throws MalformedForwardedException {
            List<ForwardedHop> hops = new ArrayList<>();
            int named = -1;
            for (ForwardedPart part : rules.parts()) {
                List<String> values = values(headers, part.field());
                if (rules.symmetry() && !values.isEmpty()) {
                    if (named >= 0 && named != values.size()) {
                        throw new MalformedForwardedException("Forwarded fields name different numbers of proxies.");
                    }
                    named = values.size();
                }
                while (hops.size() < values.size()) {
                    hops.addFirst(ForwardedHop.empty());
                }
                for (int i = 0; i < values.size(); i++) {
                    hops.get(hops.size() - values.size() + i).values().put(part, values.get(i));
                }
            }
            return hops;
        }

        static List<String> values(Fields headers, String name) {
            List<String> values = new ArrayList<>();
            for (String line : headers.all(name)) {
                for (String value : line.split(",", -1)) {
                    values.add(value.strip());
                }
            }
            return values;
        }
    }
}
