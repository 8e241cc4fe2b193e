package dev.lanner.http;

import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.EndpointUrl;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.log.RequestLog;
import dev.lanner.testkit.Eventually;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

/// The client's choice of the protocol by ALPN (RFC 7301), with the JDK's client.
class Http2OverTlsTest {
    private static final String PASSWORD = "changeit";

    @TempDir static Path directory;

    @BeforeAll
    static void makeKey() throws Exception {
        Path store = directory.resolve("server.p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-alias", "server", "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=localhost",
                "-ext", "SAN=dns:localhost,ip:127.0.0.1", "-ext", "EKU=serverAuth", "-validity", "30", "-storetype",
                "PKCS12", "-keystore", store.toString(), "-storepass", PASSWORD)
                .redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, keytool.waitFor(), said);
        Path password = Files.writeString(directory.resolve("server.pass"), PASSWORD + "\n");
        Files.setPosixFilePermissions(store, PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
    }

    private static HttpConnector connector(List<String> protocols) {
        Map<Setting<?>, SettingValues.Value> values = new HashMap<>();
        values.put(Settings.PROTOCOLS, new SettingValues.Value(protocols, "test"));
        values.put(Settings.TLS_CERTIFICATE,
                new SettingValues.Value(directory.resolve("server.p12").toString(), "test"));
        values.put(Settings.TLS_PASSWORD_FILE,
                new SettingValues.Value(directory.resolve("server.pass").toString(), "test"));
        SettingValues settings = new SettingValues(null, values);
        ConnectorContext context = new ConnectorContext(Http2OverTlsTest::serve, settings, new FeatureCollection(),
                RequestLog.NONE);
        EndpointUrl url = new EndpointUrl("https", EndpointUrl.Kind.ADDRESS, "127.0.0.1", 0, "");
        return new HttpConnector(new EndpointConfig("test", url, settings, "test"), context,
                () -> List.of(new LoopbackListener(0)));
    }

    private static void serve(FeatureCollection exchange) throws Exception {
        var body = exchange.require(Features.REQUEST).body();
        exchange.require(Features.RESPONSE).headers().set("X-Protocol", exchange.require(Features.REQUEST).protocol());
        byte[] block = new byte[8192];
        for (int count = body.read(block, 0, block.length); count >= 0; count = body.read(block, 0, block.length)) {
            exchange.require(Features.RESPONSE_BODY).write(block, 0, count);
        }
    }

    private static HttpClient client() throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(directory.resolve("server.p12"))) {
            trusted.load(in, PASSWORD.toCharArray());
        }
        KeyStore anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, null);
        anchors.setCertificateEntry("server", trusted.getCertificate("server"));
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(anchors);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).connectTimeout(Duration.ofSeconds(10)).build();
    }

    private static HttpRequest request(HttpConnector connector, byte[] body) throws Exception {
        int port = ((InetSocketAddress) connector.start().getFirst().address()).getPort();
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/")).timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)).build();
    }

    @ParameterizedTest
    @CsvSource({"http1;http2, HTTP_2, HTTP/2.0, 2", "http1, HTTP_1_1, HTTP/1.1, 1.1"})
    void theClientGetsTheBestProtocolOfTheEndpoint(String protocols, HttpClient.Version version, String seen,
            String counted) throws Exception {
        HttpConnector connector = connector(List.of(protocols.split(";")));
        try (HttpClient client = client()) {
            HttpResponse<String> response = client.send(request(connector, "abc".getBytes(StandardCharsets.US_ASCII)),
                    HttpResponse.BodyHandlers.ofString());

            assertEquals(version, response.version());
            assertEquals(seen, response.headers().firstValue("x-protocol").orElse(""));
            assertEquals("abc", response.body());
        } finally {
            connector.stop(Duration.ofSeconds(5));
        }
        Eventually.until("the connection is counted", () -> !connector.statistics().durations().isEmpty());
        assertEquals(List.of("http " + counted + " TLS 1.3: 1"), connector.statistics().durations().stream()
                .map(kind -> kind.protocolName() + " " + kind.protocolVersion() + " TLS " + kind.tlsVersion() + ": "
                        + kind.durations().count())
                .toList());
    }

    @Test
    void manyBodiesGoBothWaysOverOneConnection() throws Exception {
        HttpConnector connector = connector(List.of("http1", "http2"));
        byte[] body = new byte[1 << 20];
        new java.util.Random(5).nextBytes(body);
        try (HttpClient client = client()) {
            HttpRequest request = request(connector, body);
            // the first one opens the connection that the others share
            client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                answers.add(client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray()));
            }
            for (CompletableFuture<HttpResponse<byte[]>> answer : answers) {
                assertArrayEquals(body, answer.get().body());
            }
            assertEquals(1, connector.connections());
        } finally {
            connector.stop(Duration.ofSeconds(5));
        }
    }
}
