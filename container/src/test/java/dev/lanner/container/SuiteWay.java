package dev.lanner.container;

import dev.lanner.spi.BoundEndpoint;
import dev.lanner.spi.Connector;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.EndpointUrl;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.config.Settings.ForwardedFields;
import dev.lanner.spi.config.Settings.ProxyProtocol;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.log.RequestLog;
import dev.lanner.spi.message.FieldList;
import dev.lanner.spi.message.Fields;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.Http2Client;
import dev.lanner.testkit.Http2Response;
import dev.lanner.testkit.InMemoryConnector;
import dev.lanner.testkit.RawClient;
import dev.lanner.testkit.RawResponse;
import dev.lanner.testkit.TestConnectors;
import dev.lanner.testkit.TestResponse;
import dev.lanner.testkit.Way;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The way that the requests of the servlet suite take: in memory, or where `-Dlanner.test.way=…` says so, over a connector
/// and through a real proxy. The server and the proxy are started once, and serve whatever container a test has made.
///
/// What a way changes is in [WayExclusions]; what only memory has aborts a test by itself.
final class SuiteWay implements Way {
    /// The ways.
    enum Kind {
        /// Straight over TCP.
        TCP,
        /// HTTP/2 over TCP, by prior knowledge.
        HTTP2,
        /// Through nginx, which speaks TCP with the server.
        NGINX_TCP,
        /// Through nginx, which speaks with the server over a Unix socket.
        NGINX_UNIX,
        /// Through HAProxy, with the PROXY protocol in version 2.
        HAPROXY,
        /// Over TCP, and from there to a worker. Asked for by the module `worker`, which this one does not see.
        WORKER;

        /// Whether a program of others is in between.
        boolean throughAProxy() {
            return this == NGINX_TCP || this == NGINX_UNIX || this == HAPROXY;
        }
    }

    private static final Set<String> OF_CONNECTIONS = Set.of("connection", "transfer-encoding", "host");

    private final Kind kind;
    private final SocketAddress address;
    private volatile @Nullable ServletContainer serving;

    private SuiteWay(Kind kind) throws Exception {
        this.kind = kind;
        SuiteProxy proxy = new SuiteProxy(kind);
        Connector connector = connector(proxy);
        BoundEndpoint bound = connector.start().getFirst();
        address = kind.throughAProxy() ? proxy.start(bound.url()) : bound.address();
    }

    /// One for the whole run.
    private static final class Shared {
        private static final @Nullable SuiteWay WAY = make();

        private static @Nullable SuiteWay make() {
            Kind kind = kind();
            if (kind == null) {
                return null;
            }
            try {
                return new SuiteWay(kind);
            } catch (Exception e) {
                throw new IllegalStateException("the way " + kind, e);
            }
        }
    }

    /// What was asked for; null for memory.
    static @Nullable Kind kind() {
        String name = System.getProperty("lanner.test.way", "memory");
        return name.equals("memory") ? null : Kind.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /// Requests to this container.
    static InMemoryConnector connector(ServletContainer container) {
        Kind asked = kind();
        if (asked != null) {
            SuiteProxy.assumeInstalled(asked);
        }
        SuiteWay way = Shared.WAY;
        if (way == null) {
            return new InMemoryConnector(container);
        }
        return InMemoryConnector.over((method, target, head, body, trailers) -> {
            way.serving = container;
            return way.send(method, target, head, body, trailers);
        }, container);
    }

    private Connector connector(SuiteProxy proxy) throws Exception {
        Map<Setting<?>, Object> settings = new HashMap<>();
        if (kind == Kind.NGINX_TCP || kind == Kind.NGINX_UNIX) {
            settings.put(Settings.FORWARDED_HEADERS, ForwardedFields.X_FORWARDED);
            settings.put(Settings.FORWARDED_PARTS, List.of("for", "proto", "host"));
        }
        if (kind == Kind.NGINX_UNIX) {
            settings.put(Settings.UNIX_MODE, "0666");
            settings.put(Settings.FORWARDED_TRUSTED_PROXIES, Settings.FORWARDED_TRUSTED_PROXIES.type().parse("unix"));
        }
        if (kind == Kind.HAPROXY) {
            settings.put(Settings.PROXY_PROTOCOL, ProxyProtocol.V2);
        }
        Map<Setting<?>, SettingValues.Value> values = new HashMap<>();
        settings.forEach((setting, value) -> values.put(setting, new SettingValues.Value(value, "test")));
        SettingValues effective = new SettingValues(SettingValues.DEFAULTS, values);
        String url = kind == Kind.NGINX_UNIX ? "http://unix:" + proxy.socket() : "http://127.0.0.1:0";
        EndpointConfig endpoint = new EndpointConfig("suite", EndpointUrl.parse(url), effective, "test");
        ConnectorContext context = new ConnectorContext(exchange -> {
            ServletContainer now = serving;
            if (now != null) {
                now.handle(exchange);
            }
        }, effective, new FeatureCollection(), RequestLog.NONE);
        return TestConnectors.create(endpoint, context);
    }

    @Override
    public TestResponse send(String method, String target, FieldList head, byte[] body, FieldList trailers)
            throws IOException {
        TestResponse response = kind == Kind.HTTP2
                ? http2(method, target, head, body, trailers)
                : http1(method, target, head, body, trailers);
        awaitEnd();
        return response;
    }

    /// An answer may arrive before the last listener has been told.
    private void awaitEnd() {
        ServletContainer now = serving;
        if (now != null) {
            Eventually.until("no request runs",
                    () -> now.contexts().stream().allMatch(context -> context.activeRequests() == 0));
        }
    }

    private TestResponse http1(String method, String target, FieldList head, byte[] body, FieldList trailers)
            throws IOException {
        StringBuilder request = new StringBuilder(method).append(' ').append(target).append(" HTTP/1.1\r\n");
        boolean chunked = trailers.size() > 0;
        for (int i = 0; i < head.size(); i++) {
            if (!chunked || !head.name(i).equalsIgnoreCase("Content-Length")) {
                request.append(head.name(i)).append(": ").append(head.value(i)).append("\r\n");
            }
        }
        String content = new String(body, StandardCharsets.ISO_8859_1);
        if (chunked) {
            request.append("Transfer-Encoding: chunked\r\n\r\n");
            if (body.length > 0) {
                request.append(Integer.toHexString(body.length)).append("\r\n").append(content).append("\r\n");
            }
            request.append("0\r\n");
            for (int i = 0; i < trailers.size(); i++) {
                request.append(trailers.name(i)).append(": ").append(trailers.value(i)).append("\r\n");
            }
            request.append("\r\n");
        } else {
            request.append("\r\n").append(content);
        }
        try (RawClient client = RawClient.connect(address)) {
            RawResponse response = client.send(request.toString()).read(method);
            List<TestResponse.Interim> interim = new ArrayList<>();
            response.interim().forEach(one -> interim.add(new TestResponse.Interim(one.status(), one.headers())));
            return new TestResponse(response.status(), response.headers(), response.body(), response.trailers(),
                    interim);
        }
    }

    private TestResponse http2(String method, String target, FieldList head, byte[] body, FieldList trailers)
            throws IOException {
        List<String> fields = new ArrayList<>(List.of(":method", method, ":scheme", "http", ":path", target));
        String host = head.first("Host");
        if (host != null) {
            fields.addAll(List.of(":authority", host));
        }
        for (int i = 0; i < head.size(); i++) {
            String name = head.name(i).toLowerCase(Locale.ROOT);
            if (!OF_CONNECTIONS.contains(name)) {
                fields.addAll(List.of(name, head.value(i)));
            }
        }
        boolean more = body.length > 0 || trailers.size() > 0;
        try (Http2Client client = Http2Client.connect(address)) {
            int stream = client.headers(!more, fields.toArray(String[]::new));
            if (more) {
                client.data(stream, body, trailers.size() == 0);
            }
            if (trailers.size() > 0) {
                List<String> last = new ArrayList<>();
                for (int i = 0; i < trailers.size(); i++) {
                    last.addAll(List.of(trailers.name(i).toLowerCase(Locale.ROOT), trailers.value(i)));
                }
                client.frame(Http2Client.HEADERS, Http2Client.END_HEADERS | Http2Client.END_STREAM, stream,
                        Http2Client.block(last.toArray(String[]::new)));
            }
            Http2Response response = client.read(stream);
            List<TestResponse.Interim> interim = new ArrayList<>();
            response.interim().forEach(one -> interim.add(
                    new TestResponse.Interim(Integer.parseInt(one.getOrDefault(":status", "0")), fields(one))));
            return new TestResponse(response.status(), fields(response.fields()), response.body(),
                    fields(response.trailers()), interim);
        }
    }

    private static Fields fields(Map<String, String> received) {
        FieldList list = new FieldList(received.size());
        received.forEach((name, values) -> {
            for (String value : values.split("\0", -1)) {
                if (!name.startsWith(":")) {
                    list.add(name, value);
                }
            }
        });
        return list;
    }
}
