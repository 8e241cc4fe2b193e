package dev.lanner.websocket.connection;

import dev.lanner.spi.Connector;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.EndpointUrl;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.ExecutionFeature;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.RequestFeature;
import dev.lanner.spi.features.ResponseFeature;
import dev.lanner.spi.features.UpgradeFeature;
import dev.lanner.spi.log.RequestLog;
import dev.lanner.spi.metrics.ConnectorStatistics;
import dev.lanner.testkit.RawClient;
import dev.lanner.testkit.TestConnectors;
import dev.lanner.websocket.deflate.DeflateNegotiation;
import dev.lanner.websocket.deflate.DeflateNegotiation.Agreed;
import dev.lanner.websocket.handshake.HandshakeException;
import dev.lanner.websocket.handshake.ServerHandshake;
import dev.lanner.websocket.protocol.ConnectionLimits;
import dev.lanner.websocket.protocol.MessageListener;
import dev.lanner.websocket.protocol.WebSocketConnection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// A server that speaks WebSocket without a container. By hand: `EchoServer PORT SECONDS`, with group 9 of Autobahn in mind.
public final class EchoServer implements AutoCloseable {
    private final ConnectionLimits limits;
    private final boolean context;
    private final Function<WebSocketConnection, MessageListener> listeners;
    private final Connector connector;
    private final SocketAddress address;
    final Queue<WebSocketConnection> connections = new ConcurrentLinkedQueue<>();

    EchoServer(ConnectionLimits limits, Function<WebSocketConnection, MessageListener> listeners) throws IOException {
        this(0, limits, true, Map.of(), listeners);
    }

    EchoServer(int port, ConnectionLimits limits, boolean context, Map<Setting<?>, Object> settings,
            Function<WebSocketConnection, MessageListener> listeners) throws IOException {
        this("http://127.0.0.1:" + port, limits, context, settings, listeners);
    }

    private EchoServer(String url, ConnectionLimits limits, boolean context, Map<Setting<?>, Object> settings,
            Function<WebSocketConnection, MessageListener> listeners) throws IOException {
        this.limits = limits;
        this.context = context;
        this.listeners = listeners;
        Map<Setting<?>, SettingValues.Value> own = new HashMap<>();
        settings.forEach((setting, value) -> own.put(setting, new SettingValues.Value(value, "test")));
        SettingValues values = new SettingValues(null, own);
        EndpointConfig endpoint = new EndpointConfig("test", EndpointUrl.parse(url), values, "test");
        connector = TestConnectors.create(endpoint,
                new ConnectorContext(this::serve, values, new FeatureCollection(), RequestLog.NONE));
        address = connector.start().getFirst().address();
    }

    /// Sends back what comes, on a free port.
    public static EchoServer plain(ConnectionLimits limits) throws IOException {
        return plain(limits, true);
    }

    /// Sends back what comes, on a free port.
    ///
    /// @param context whether compression keeps its context
    public static EchoServer plain(ConnectionLimits limits, boolean context) throws IOException {
        return new EchoServer(0, limits, context, Map.of(), Echo::new);
    }

    /// The same, elsewhere.
    public static EchoServer at(String url, ConnectionLimits limits, Map<Setting<?>, Object> settings)
            throws IOException {
        return new EchoServer(url, limits, true, settings, Echo::new);
    }

    /// The same, over HTTP/2 too.
    public static EchoServer http2(ConnectionLimits limits) throws IOException {
        return new EchoServer(0, limits, false, Map.of(Settings.PROTOCOLS, List.of("http1", "http2")), Echo::new);
    }

    /// The same; messages that begin with `result` are kept.
    public static EchoServer listening(ConnectionLimits limits, Queue<String> results) throws IOException {
        return new EchoServer(limits, connection -> new Echo(connection) {
            @Override
            public void text(String part, boolean last) {
                if (part.startsWith("result ")) {
                    results.add(part);
                } else {
                    super.text(part, last);
                }
            }
        });
    }

    public static void main(String[] args) throws Exception {
        ConnectionLimits large = new ConnectionLimits(20 << 20, 20 << 20, 64 << 20, Duration.ofSeconds(20),
                Duration.ZERO, Duration.ofSeconds(10), Duration.ZERO);
        try (EchoServer server = new EchoServer(Integer.parseInt(args[0]), large, args.length > 2,
                Map.of(Settings.EXECUTION, Settings.Execution.LOOP), Echo::new)) {
            System.out.println("listening on " + server.address);
            new CountDownLatch(1).await(Long.parseLong(args[1]), TimeUnit.SECONDS);
        }
    }

    private void serve(FeatureCollection features) throws IOException {
        RequestFeature request = features.require(Features.REQUEST);
        ResponseFeature response = features.require(Features.RESPONSE);
        UpgradeFeature upgrade = features.get(Features.UPGRADE);
        if (!ServerHandshake.asked(upgrade)) {
            response.status(404);
            return;
        }
        ServerHandshake handshake;
        try {
            handshake = ServerHandshake.read(request, upgrade);
        } catch (HandshakeException e) {
            response.status(e.status());
            return;
        }
        Agreed agreed = DeflateNegotiation.accept(handshake.extensions(), context);
        handshake.answer(response, handshake.subprotocols().isEmpty() ? null : handshake.subprotocols().getFirst(),
                agreed == null ? List.of() : List.of(agreed.extension()));
        ExecutionFeature execution = features.require(Features.EXECUTION);
        execution.suspend();
        WebSocketConnection connection = FramedConnection.server(upgrade.upgrade(), limits,
                agreed == null ? null : agreed.parameters());
        connections.add(connection);
        connection.start(listeners.apply(connection));
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) address;
    }

    /// Open connections of clients.
    int open() {
        ConnectorStatistics now = Objects.requireNonNull(connector.statistics());
        return (int) (now.active() + now.upgraded());
    }

    /// A client that has asked for a WebSocket and read the answer.
    Frames connect(String... fields) throws IOException {
        RawClient client = RawClient.connect(address);
        client.send("GET /echo HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + String.join("", fields) + "\r\n");
        return new Frames(client, client.read());
    }

    @Override
    public void close() {
        connector.stop(Duration.ZERO);
    }
}
