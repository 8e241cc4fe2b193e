package dev.lanner.testkit.contract;

import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.DuplexStream;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.UpgradeFeature;
import dev.lanner.spi.message.Fields;
import dev.lanner.testkit.Http2Client;
import java.io.IOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Extended CONNECT (RFC 8441): tunnels in streams of HTTP/2.
abstract class Http2TunnelContract extends Http2ContractTests {

    @Test
    void extendedConnectCarriesBytesBothWays() throws IOException {
        Http2Client client = connect2(serve(exchange -> {
            assertEquals("GET", exchange.require(Features.REQUEST).method());
            UpgradeFeature upgrade = exchange.require(Features.UPGRADE);
            assertTrue(upgrade.upgradable() && upgrade.extendedConnect());
            assertEquals("own", upgrade.protocol());
            assertEquals(List.of("own"), exchange.require(Features.REQUEST).headers().all("Upgrade"));
            assertEquals(List.of("Upgrade"), exchange.require(Features.REQUEST).headers().all("Connection"));
            exchange.require(Features.RESPONSE).headers().set("Upgrade", "own");
            exchange.require(Features.RESPONSE).headers().set("X-A", "1");
            try (DuplexStream stream = upgrade.upgrade()) {
                assertFalse(upgrade.upgradable());
                byte[] block = new byte[1024];
                for (int count = stream.input().read(block, 0, 1024); count >= 0; count = stream.input().read(block,
                        0, 1024)) {
                    stream.output().write(block, 0, count);
                    stream.output().flush();
                }
            }
        }));
        int stream = client.headers(false, ":method", "CONNECT", ":protocol", "own", ":scheme", subject().scheme(),
                ":path",
                "/chat", ":authority", "localhost");
        client.data(stream, "early", false);
        client.until(() -> client.response(stream).text().equals("early"));
        assertEquals(200, client.response(stream).status());
        assertEquals("1", client.response(stream).header("x-a"));
        assertNull(client.response(stream).header("upgrade"));
        client.data(stream, " late", true);

        assertEquals("early late", client.read(stream).text());
    }

    /// Frameworks that make the handshake of HTTP/1.1 themselves find what they look for.
    @Test
    void anExtendedConnectForAWebSocketIsSeenAsItsHandshake() throws IOException {
        Http2Client client = connect2(serve(exchange -> {
            Fields fields = exchange.require(Features.REQUEST).headers();
            assertEquals("websocket", fields.first("upgrade"));
            assertEquals("Upgrade", fields.first("connection"));
            assertEquals(16, Base64.getDecoder().decode(fields.first("Sec-WebSocket-Key")).length);
            assertEquals("1", fields.first("x-a"));
            exchange.require(Features.RESPONSE).headers().set("Sec-WebSocket-Accept", "of-that-key");
            exchange.require(Features.RESPONSE).headers().set("X-B", "2");
            exchange.require(Features.UPGRADE).upgrade().close();
        }));
        int stream = client.headers(false, ":method", "CONNECT", ":protocol", "websocket", ":scheme",
                subject().scheme(), ":path", "/chat", ":authority", "localhost", "sec-websocket-version", "13", "x-a",
                "1");

        assertEquals(200, client.read(stream).status());
        assertEquals("2", client.response(stream).header("x-b"));
        assertNull(client.response(stream).header("sec-websocket-accept"));
    }

    /// A CONNECT has no content: nobody may wait for it, nor take the next request for it.
    @Test
    void aLengthOfAnExtendedConnectMeansNothing() throws IOException {
        Http2Client client = connect2(serve(exchange -> Applications.text(exchange,
                exchange.require(Features.REQUEST).headers().all("Content-Length").toString())));
        for (int i = 0; i < 3; i++) {
            int stream = client.headers(false, ":method", "CONNECT", ":protocol", "own", ":scheme", subject().scheme(),
                    ":path", "/", ":authority", "localhost", "content-length", "60");
            assertEquals(501, client.read(stream).status());
            assertEquals("[]", client.exchange("GET", "/").text());
        }
    }

    @Test
    void aTunnelThatNobodyIsAtTheEndOfIsNotOpened() throws IOException {
        Map<Setting<?>, Object> none = new HashMap<>();
        none.put(Settings.MAX_UPGRADED_CONNECTIONS, 0L);
        Http2Client client = connect2(serve(exchange -> {
            if (exchange.require(Features.REQUEST).target().path().equals("/limit")) {
                exchange.require(Features.UPGRADE).upgrade();
            }
            Applications.text(exchange, "x");
        }, none));
        for (String path : List.of("/", "/limit")) {
            int stream = client.headers(false, ":method", "CONNECT", ":protocol", "own", ":scheme", subject().scheme(),
                    ":path",
                    path, ":authority", "localhost");
            assertEquals(path.equals("/") ? 501 : 503, client.read(stream).status());
        }
        assertFalse(connect2(serve(exchange -> Applications.text(exchange,
                "" + (exchange.get(Features.UPGRADE) != null)))).exchange("GET", "/").text().equals("true"));
    }
}
