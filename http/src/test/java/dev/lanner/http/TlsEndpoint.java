package dev.lanner.http;

import dev.lanner.spi.Application;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.EndpointUrl;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.TlsFeature;
import dev.lanner.spi.log.RequestLog;
import dev.lanner.spi.log.RequestLogEntry;
import dev.lanner.testkit.TestCertificate;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// An https endpoint for tests; shows the certificate for localhost where nothing else is said. Answers with protocol, server name and the
/// subjects of the client's certificates.
final class TlsEndpoint implements AutoCloseable {
    private final HttpConnector connector;
    private final InetSocketAddress address;
    private final List<String> reasons = new CopyOnWriteArrayList<>();

    TlsEndpoint(Map<Setting<?>, Object> settings) throws IOException {
        this(settings, Map.of());
    }

    TlsEndpoint(Map<Setting<?>, Object> settings, Map<String, Map<Setting<?>, Object>> names) throws IOException {
        this("https", TlsEndpoint::answer, settings, names);
    }

    TlsEndpoint(String scheme, Application application, Map<Setting<?>, Object> settings,
            Map<String, Map<Setting<?>, Object>> names) throws IOException {
        Map<Setting<?>, Object> all = new HashMap<>();
        all.put(Settings.KEEP_ALIVE_DRAIN_TIME, Duration.ZERO);
        all.putAll(show(TestCertificate.localhost()));
        all.putAll(settings);
        SettingValues own = values(null, all);
        Map<String, SettingValues> byName = new HashMap<>();
        names.forEach((name, each) -> byName.put(name, values(own, each)));
        EndpointUrl url = new EndpointUrl(scheme, EndpointUrl.Kind.ADDRESS, "127.0.0.1", 0, "");
        ConnectorContext context = new ConnectorContext(application, own, new FeatureCollection(), new Log());
        connector = new HttpConnector(new EndpointConfig("test", url, own, "test", byName), context,
                () -> List.of(new LoopbackListener(0)));
        address = (InetSocketAddress) connector.start().getFirst().address();
    }

    /// The settings that show this certificate.
    static Map<Setting<?>, Object> show(TestCertificate certificate) {
        return Map.of(Settings.TLS_CERTIFICATE, certificate.file().toString(), Settings.TLS_CERTIFICATE_KEY, "",
                Settings.TLS_PASSWORD_FILE, certificate.passwordFile().toString());
    }

    /// The settings of both.
    static Map<Setting<?>, Object> and(Map<Setting<?>, Object> one, Map<Setting<?>, Object> more) {
        Map<Setting<?>, Object> all = new HashMap<>(one);
        all.putAll(more);
        return all;
    }

    private static SettingValues values(@Nullable SettingValues wider, Map<Setting<?>, Object> settings) {
        Map<Setting<?>, SettingValues.Value> values = new HashMap<>();
        settings.forEach((setting, value) -> values.put(setting, new SettingValues.Value(value, "test")));
        return new SettingValues(wider, values);
    }

    private static void answer(FeatureCollection features) throws IOException {
        TlsFeature tls = features.require(Features.TLS);
        String text = tls.handshake().protocol() + " " + tls.handshake().serverName() + " "
                + tls.peerCertificates().stream().map(each -> each.getSubjectX500Principal().getName()).toList();
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        features.require(Features.RESPONSE_BODY).write(bytes, 0, bytes.length);
    }

    InetSocketAddress address() {
        return address;
    }

    int port() {
        return address.getPort();
    }

    HttpConnector connector() {
        return connector;
    }

    /// The reasons of the access log so far.
    List<String> reasons() {
        return reasons;
    }

    @Override
    public void close() {
        connector.stop(Duration.ZERO);
    }

    private final class Log implements RequestLog {
        @Override
        public boolean wantsAll() {
            return false;
        }

        @Override
        public void log(RequestLogEntry entry) {
            reasons.add(String.valueOf(entry.reason()));
        }
    }
}
