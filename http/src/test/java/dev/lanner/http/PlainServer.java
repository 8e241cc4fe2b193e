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
import dev.lanner.spi.log.RequestLog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A server without a container, to be measured by hand: `PlainServer PORT loop|virtual|platform MINUTES
/// [CERTIFICATE KEY auto|conscrypt|jdk]`.
final class PlainServer {
    private static final byte[] HELLO = "Hello, World!".getBytes(StandardCharsets.US_ASCII);

    private PlainServer() {
    }

    public static void main(String[] args) throws Exception {
        Map<Setting<?>, SettingValues.Value> values = new HashMap<>();
        values.put(Settings.EXECUTION,
                new SettingValues.Value(Settings.EXECUTION.type().parse(args.length > 1 ? args[1] : "loop"), "test"));
        if (args.length > 5) {
            values.put(Settings.TLS_CERTIFICATE, new SettingValues.Value(args[3], "test"));
            values.put(Settings.TLS_CERTIFICATE_KEY, new SettingValues.Value(args[4], "test"));
            values.put(Settings.TLS_PROVIDER,
                    new SettingValues.Value(Settings.TLS_PROVIDER.type().parse(args[5]), "test"));
        }
        SettingValues settings = new SettingValues(null, values);
        Application application = PlainServer::serve;
        ConnectorContext context = new ConnectorContext(application, settings, new FeatureCollection(),
                RequestLog.NONE);
        int port = Integer.parseInt(args[0]);
        HttpConnector connector = new HttpConnector(
                new EndpointConfig("test",
                        new EndpointUrl(args.length > 5 ? "https" : "http", EndpointUrl.Kind.ADDRESS, "127.0.0.1", port,
                                ""),
                        settings, "test"),
                context, () -> List.of(new LoopbackListener(port)));
        connector.start().forEach(bound -> System.out.println("Listening on " + bound.url()));
        Thread.sleep(Duration.ofMinutes(args.length > 2 ? Long.parseLong(args[2]) : 10));
        connector.stop(Duration.ofSeconds(1));
    }

    private static void serve(FeatureCollection features) throws Exception {
        var request = features.require(Features.REQUEST);
        var response = features.require(Features.RESPONSE);
        var body = features.require(Features.RESPONSE_BODY);
        switch (request.target().path()) {
            case "/slow" -> Thread.sleep(50);
            case "/burn" -> {
                long end = System.nanoTime() + 20_000_000;
                while (System.nanoTime() < end) {
                    Thread.onSpinWait();
                }
            }
            case "/post" -> {
                byte[] buffer = new byte[8192];
                long count = 0;
                for (int n = request.body().read(buffer, 0, 8192); n >= 0; n = request.body().read(buffer, 0, 8192)) {
                    count += n;
                }
                byte[] text = Long.toString(count).getBytes(StandardCharsets.US_ASCII);
                body.write(text, 0, text.length);
                return;
            }
            default -> {
            }
        }
        response.headers().add("Content-Type", "text/plain");
        response.headers().add("Content-Length", "13");
        body.write(HELLO, 0, HELLO.length);
    }
}
