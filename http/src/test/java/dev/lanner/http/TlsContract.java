package dev.lanner.http;

import dev.lanner.spi.Connector;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.EndpointUrl;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.config.Settings.Execution;
import dev.lanner.testkit.RawClient;
import dev.lanner.testkit.TestCertificate;
import dev.lanner.testkit.contract.ConnectorContract;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;

/// The connector contract over TLS, for one provider and one way of execution.
abstract class TlsContract extends ConnectorContract {
    private static final SSLContext CLIENT = TestCertificate.localhost().client(null);

    private final Settings.TlsProvider provider;
    private final Execution execution;
    private final AtomicReference<HttpConnector> last = new AtomicReference<>();

    TlsContract(Settings.TlsProvider provider, Execution execution) {
        this.provider = provider;
        this.execution = execution;
    }

    @Override
    protected Connector connector(ConnectorContext context) {
        EndpointUrl url = new EndpointUrl("https", EndpointUrl.Kind.ADDRESS, "127.0.0.1", 0, "");
        HttpConnector connector = new HttpConnector(new EndpointConfig("test", url, context.settings(), "test"),
                context, () -> List.of(new LoopbackListener(0)));
        last.set(connector);
        return connector;
    }

    @Override
    protected String scheme() {
        return "https";
    }

    @Override
    protected boolean answersAfterTheEnd() {
        return provider == Settings.TlsProvider.JDK;
    }

    @Override
    protected RawClient connect(SocketAddress address) throws IOException {
        return RawClient.connect(address, CLIENT, "localhost");
    }

    @Override
    protected RawClient connectHttp2(SocketAddress address) throws IOException {
        return RawClient.connect(address, CLIENT, "localhost", "h2");
    }

    @Override
    protected SettingValues settings() {
        Map<Setting<?>, SettingValues.Value> values = new HashMap<>();
        values.put(Settings.EXECUTION, new SettingValues.Value(execution, "test"));
        values.put(Settings.TLS_PROVIDER, new SettingValues.Value(provider, "test"));
        values.put(Settings.TLS_RELOAD, new SettingValues.Value(false, "test"));
        values.put(Settings.TLS_CERTIFICATE,
                new SettingValues.Value(TestCertificate.localhost().file().toString(), "test"));
        values.put(Settings.TLS_PASSWORD_FILE,
                new SettingValues.Value(TestCertificate.localhost().passwordFile().toString(), "test"));
        return new SettingValues(null, values);
    }

    @Override
    protected Map<String, Long> leakCounters() {
        HttpConnector connector = last.get();
        return connector == null
                ? Map.of()
                : Map.of("connections", (long) connector.connections(), "blocks", (long) connector.blocksInUse());
    }
}
