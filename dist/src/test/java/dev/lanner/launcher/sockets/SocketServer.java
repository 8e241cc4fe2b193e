package dev.lanner.launcher.sockets;

import dev.lanner.connector.tcp.TcpConnectorFactory;
import dev.lanner.container.ServletContainer;
import dev.lanner.container.definition.ContextDefinition;
import dev.lanner.container.definition.ContextDefinitionBuilder;
import dev.lanner.container.definition.ServletDefinition;
import dev.lanner.spi.BoundEndpoint;
import dev.lanner.spi.Connector;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.EndpointUrl;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.ServerAddressesFeature;
import dev.lanner.spi.log.RequestLog;
import dev.lanner.testkit.Http2Client;
import dev.lanner.testkit.RawClient;
import dev.lanner.testkit.TestCertificate;
import jakarta.servlet.Servlet;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;

/// A container behind a TCP connector, with one context at the root.
final class SocketServer implements AutoCloseable {
    private final ServletContainer container;
    private final Connector connector;
    private final List<BoundEndpoint> bound;
    private final SSLContext tls;

    SocketServer(ContextDefinition context, Map<Setting<?>, Object> settings) throws Exception {
        this(context, settings, false);
    }

    /// @param encrypted whether the endpoint speaks TLS
    SocketServer(ContextDefinition context, Map<Setting<?>, Object> settings, boolean encrypted) throws Exception {
        tls = encrypted ? TestCertificate.localhost().client(null) : null;
        Map<Setting<?>, SettingValues.Value> own = new HashMap<>();
        settings.forEach((setting, value) -> own.put(setting, new SettingValues.Value(value, "test")));
        if (encrypted) {
            own.put(Settings.TLS_CERTIFICATE,
                    new SettingValues.Value(TestCertificate.localhost().file().toString(), "test"));
            own.put(Settings.TLS_PASSWORD_FILE,
                    new SettingValues.Value(TestCertificate.localhost().passwordFile().toString(), "test"));
        }
        SettingValues values = new SettingValues(SettingValues.DEFAULTS, own);
        FeatureCollection features = new FeatureCollection();
        features.set(Features.SERVER_ADDRESSES, (ServerAddressesFeature) this::addresses);
        container = ServletContainer.builder().settings(values).features(features)
                .drainTimeout(Duration.ofSeconds(5)).build();
        container.deploy(context.toBuilder().settings(values).build());
        connector = new TcpConnectorFactory().create(
                new EndpointConfig("web", EndpointUrl.parse((encrypted ? "https" : "http") + "://127.0.0.1:0"), values,
                        "test"),
                new ConnectorContext(container, values, features, RequestLog.NONE));
        bound = connector.start();
    }

    static SocketServer of(Servlet servlet, Map<Setting<?>, Object> settings) throws Exception {
        ContextDefinitionBuilder context = ContextDefinition.builder("");
        context.servlet(ServletDefinition.builder("s").instance(servlet).asyncSupported(true).build(), "/");
        return new SocketServer(context.build(), settings);
    }

    private List<BoundEndpoint> addresses() {
        return bound;
    }

    RawClient connect() throws IOException {
        return tls == null
                ? RawClient.connect(bound.getFirst().address())
                : RawClient.connect(bound.getFirst().address(), tls, "localhost", "http/1.1");
    }

    Http2Client connectHttp2() throws IOException {
        return tls == null
                ? Http2Client.connect(bound.getFirst().address())
                : Http2Client.over(RawClient.connect(bound.getFirst().address(), tls, "localhost", "h2"), "https");
    }

    static String get(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }

    static String chunked(String chunks) {
        return "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks;
    }

    @Override
    public void close() {
        connector.stop(Duration.ofSeconds(5));
        container.close();
    }
}
