package dev.lanner.http;

import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// A client of HTTP/2 that ends its side of TLS behind its request, and still reads (RFC 8446, 6.1). OpenSSL is the client, by way of
/// Python, as the engines of Java end both sides.
@Timeout(60)
class Http2HalfCloseTest {
    /// The arguments are the port, the version, and whether the request comes with the end of the handshake.
    private static final String CLIENT = """
            import socket, ssl, sys
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            context.set_alpn_protocols(['h2'])
            version = ssl.TLSVersion.TLSv1_2 if sys.argv[2] == '1.2' else ssl.TLSVersion.TLSv1_3
            context.minimum_version = context.maximum_version = version
            channel = socket.create_connection(('127.0.0.1', int(sys.argv[1])), timeout=10)
            received, out = ssl.MemoryBIO(), ssl.MemoryBIO()
            tls = context.wrap_bio(received, out, server_hostname='localhost')
            def more():
                try:
                    data = channel.recv(65536)
                except TimeoutError:
                    return False
                received.write(data) if data else received.write_eof()
                return bool(data)
            while True:
                try:
                    tls.do_handshake()
                    break
                except ssl.SSLWantReadError:
                    channel.sendall(out.read())
                    more()
            block = b'\\x82\\x87\\x84\\x41\\x09localhost'
            request = (b'PRI * HTTP/2.0\\r\\n\\r\\nSM\\r\\n\\r\\n' + bytes([0, 0, 0, 4, 0, 0, 0, 0, 0])
                       + bytes([0, 0, len(block), 1, 5, 0, 0, 0, 1]) + block)
            if sys.argv[3] == 'false':
                channel.sendall(out.read())
            tls.write(request)
            if sys.argv[3] == 'false':
                channel.sendall(out.read())
            # what has come is taken first: else OpenSSL finds it where it looks for the server's end, and reads no more
            answer = b''
            try:
                while True:
                    answer += tls.read(65536)
            except ssl.SSLWantReadError:
                pass
            try:
                tls.unwrap()
            except ssl.SSLWantReadError:
                pass
            channel.sendall(out.read())
            print('ended', flush=True)
            while True:
                try:
                    data = tls.read(65536)
                    if not data:
                        break
                    answer += data
                except ssl.SSLWantReadError:
                    if not more():
                        break
                except ssl.SSLError as e:
                    break
            print('answer' if b'the answer' in answer else 'no answer: ' + repr(answer), flush=True)
            """;

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    private void serve(FeatureCollection exchange) throws IOException, InterruptedException {
        begun.countDown();
        assertTrue(ended.await(20, TimeUnit.SECONDS));
        byte[] bytes = "the answer".getBytes(StandardCharsets.US_ASCII);
        exchange.require(Features.RESPONSE_BODY).write(bytes, 0, bytes.length);
    }

    @ParameterizedTest
    @CsvSource({"conscrypt, 1.3, false", "conscrypt, 1.2, false", "jdk, 1.2, false",
        "conscrypt, 1.3, true", "conscrypt, 1.2, true", "jdk, 1.2, true"})
    void theAnswerOfARunningStreamStillComes(String provider, String version, boolean together) throws Exception {
        assumeTrue(new ProcessBuilder("sh", "-c", "command -v python3").start().waitFor() == 0, "there is no python3");
        try (TlsEndpoint server = new TlsEndpoint("https", this::serve,
                Map.of(Settings.TLS_PROVIDER, Settings.TLS_PROVIDER.type().parse(provider)), Map.of())) {
            Process client = new ProcessBuilder(
                    List.of("python3", "-c", CLIENT, Integer.toString(server.port()), version,
                            Boolean.toString(together)))
                    .redirectErrorStream(true).start();
            try (BufferedReader said = client.inputReader()) {
                assertEquals("ended", said.readLine());
                assertTrue(begun.await(20, TimeUnit.SECONDS));
                ended.countDown();
                assertEquals("answer", said.readLine());
            } finally {
                client.destroyForcibly();
            }
        }
    }
}
