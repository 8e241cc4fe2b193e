package dev.lanner.testkit.contract;

import dev.lanner.spi.Application;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.Features;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.Http2Client;
import dev.lanner.testkit.Http2Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

/// The boundary of each limit of HTTP/2: what is just within it passes, one more is refused with the right code and
/// reason.
abstract class Http2BoundaryContract extends Http2ContractTests {
    private static final int FLOW_CONTROL_ERROR = 3;
    private static final int FRAME_SIZE_ERROR = 6;
    private static final int REFUSED_STREAM = 7;
    private static final int COMPRESSION_ERROR = 9;

    /// How one more is refused.
    private enum Refusal {
        /// By an answer.
        STATUS,
        /// By RST_STREAM; the others live on.
        STREAM,
        /// By GOAWAY.
        CONNECTION
    }

    /// Sends what is just within the limit, or more.
    @FunctionalInterface
    private interface Attempt {
        /// @param scheme of the request
        /// @param more by how much it is more
        /// @return the stream that is answered
        int send(Http2Client client, String scheme, int more) throws IOException;
    }

    /// The limits.
    @SuppressWarnings("ImmutableEnumChecker") // its parts are never changed
    enum Limit {
        /// L13.
        STREAMS(Map.of(Settings.MAX_STREAMS_PER_CONNECTION, 3L), Refusal.STREAM, REFUSED_STREAM, "h2-too-many-streams",
                (client, scheme, more) -> {
                    for (int i = 1; i < 3 + more; i++) {
                        client.request("GET", "/wait", true);
                    }
                    return client.request("GET", "/wait", true);
                }),
        /// L14.
        HEADER_TABLE(Map.of(Settings.HTTP2_HEADER_TABLE_SIZE, 1000L), Refusal.CONNECTION, COMPRESSION_ERROR,
                "h2-compression", (client, scheme, more) -> tableSize(client, scheme, 1000 + more)),
        /// L14: no table at all.
        NO_HEADER_TABLE(Map.of(Settings.HTTP2_HEADER_TABLE_SIZE, 0L), Refusal.CONNECTION, COMPRESSION_ERROR,
                "h2-compression", (client, scheme, more) -> tableSize(client, scheme, more)),
        /// L15.
        FRAME(Map.of(Settings.HTTP2_MAX_FRAME_SIZE, 20_000L), Refusal.CONNECTION, FRAME_SIZE_ERROR, "h2-frame-size",
                (client, scheme, more) -> {
                    int stream = client.request("POST", "/", false);
                    client.frame(Http2Client.DATA, Http2Client.END_STREAM, stream, new byte[20_000 + more]);
                    return stream;
                }),
        /// L16.
        FIELD(Map.of(Settings.MAX_REQUEST_HEADER_FIELD_SIZE, 500L), Refusal.STATUS, 431, "headers-too-large",
                (client, scheme, more) -> client.request("GET", "/", true, "name", "v".repeat(496 + more))),
        /// L17.
        CONNECTION_WINDOW(Map.of(Settings.HTTP2_CONNECTION_WINDOW, 70_000L, Settings.HTTP2_STREAM_WINDOW, 200_000L,
                Settings.HTTP2_MAX_WINDOW, 65_535L), Refusal.CONNECTION, FLOW_CONTROL_ERROR, "h2-flow-control",
                (client, scheme, more) -> {
                    int first = client.request("POST", "/wait", false);
                    int second = client.request("POST", "/wait", false);
                    client.data(first, new byte[40_000], false).data(second, new byte[30_000 + more], true);
                    return second;
                }),
        /// L18.
        STREAM_WINDOW(Map.of(Settings.HTTP2_STREAM_WINDOW, 66_000L, Settings.HTTP2_MAX_WINDOW, 65_535L), Refusal.STREAM,
                FLOW_CONTROL_ERROR, "h2-flow-control", (client, scheme, more) -> {
                    int stream = client.request("POST", "/wait", false);
                    client.data(stream, new byte[66_000 + more], true);
                    return stream;
                }),
        /// L6: the pseudo fields.
        PSEUDO_FIELDS(Map.of(Settings.MAX_REQUEST_LINE_SIZE, 1000L), Refusal.STATUS, 414, "request-line-too-long",
                (client, scheme, more) -> {
                    int others = (":method" + "GET" + ":scheme" + scheme + ":authority" + "localhost" + ":path")
                            .length();
                    return client.request("GET", "/" + "p".repeat(1000 - others - 1 + more), true);
                }),
        /// L7.
        FIELDS(Map.of(Settings.MAX_REQUEST_HEADERS_SIZE, 1000L), Refusal.STATUS, 431, "headers-too-large",
                (client, scheme, more) -> client.request("GET", "/", true, "a", "v".repeat(495), "b",
                        "v".repeat(495 + more))),
        /// L8.
        FIELD_COUNT(Map.of(Settings.MAX_REQUEST_HEADER_COUNT, 2L), Refusal.STATUS, 431, "too-many-headers",
                (client, scheme, more) -> more == 0
                        ? client.request("GET", "/", true, "a", "1", "b", "2")
                        : client.request("GET", "/", true, "a", "1", "b", "2", "c", "3")),
        /// L3.
        BODY(Map.of(Settings.MAX_REQUEST_BODY_SIZE, 1000L), Refusal.STATUS, 413, "request-body-too-large",
                (client, scheme, more) -> {
                    int stream = client.request("POST", "/", false);
                    client.data(stream, new byte[1000 + more], true);
                    return stream;
                });

        private final Map<Setting<?>, Object> settings;
        private final Refusal refusal;
        private final int code;
        private final String reason;
        private final Attempt attempt;

        Limit(Map<Setting<?>, Object> settings, Refusal refusal, int code, String reason, Attempt attempt) {
            this.settings = settings;
            this.refusal = refusal;
            this.code = code;
            this.reason = reason;
            this.attempt = attempt;
        }

        /// A request that changes the size of the table first (RFC 7541, 6.3).
        private static int tableSize(Http2Client client, String scheme, int size) throws IOException {
            ByteArrayOutputStream block = new ByteArrayOutputStream();
            if (size < 31) {
                block.write(0x20 | size);
            } else {
                block.write(0x3f);
                int rest = size - 31;
                for (; rest >= 128; rest >>= 7) {
                    block.write(rest & 127 | 128);
                }
                block.write(rest);
            }
            block.writeBytes(Http2Client.block(":method", "GET", ":scheme", scheme, ":authority", "a",
                    ":path", "/"));
            return client.headersInParts(block.toByteArray(), block.size());
        }
    }

    /// Requests for `/wait` begin to read when they are let go.
    private static Application waiting(CountDownLatch release) {
        return exchange -> {
            if (exchange.require(Features.REQUEST).target().path().equals("/wait")) {
                Applications.await(release);
            }
            Applications.length().handle(exchange);
        };
    }

    @ParameterizedTest
    @EnumSource(Limit.class)
    void whatIsWithinTheLimitPasses(Limit limit) throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Http2Client client = connect2(server(limit, release));
        int stream = limit.attempt.send(client, subject().scheme(), 0);
        client.sync();
        assertNull(client.goAway());
        assertEquals(Http2Response.NOT_RESET, client.response(stream).reset());
        release.countDown();

        assertEquals(200, client.read(stream).status());
    }

    @ParameterizedTest
    @EnumSource(Limit.class)
    void oneMoreIsRefusedWithItsCodeAndReason(Limit limit) throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        ContractServer server = server(limit, release);
        Http2Client client = connect2(server);
        int stream = limit.attempt.send(client, subject().scheme(), 1);
        long code = switch (limit.refusal) {
            case STATUS -> client.read(stream).status();
            case STREAM -> client.read(stream).reset();
            case CONNECTION -> client.awaitGoAway();
        };
        release.countDown();

        assertEquals(limit.code, code);
        Eventually.until("the log says " + limit.reason,
                () -> server.log().stream().anyMatch(entry -> limit.reason.equals(entry.reason())));
        if (limit.refusal != Refusal.CONNECTION) {
            // what waited may still be on its way out
            Eventually.until("the connection lives on", () -> status(client) == 200);
        }
    }

    private static int status(Http2Client client) {
        try {
            return client.exchange("GET", "/").status();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ContractServer server(Limit limit, CountDownLatch release) {
        return serve(waiting(release), limit.settings);
    }

    @Test
    void clientsAreToldTheLimits() throws IOException {
        Http2Client client = connect2(serve(Applications.path(), Map.of(Settings.MAX_STREAMS_PER_CONNECTION, 7L,
                Settings.HTTP2_HEADER_TABLE_SIZE, 512L, Settings.HTTP2_MAX_FRAME_SIZE, 30_000L,
                Settings.HTTP2_STREAM_WINDOW, 80_000L, Settings.HTTP2_CONNECTION_WINDOW, 90_000L)));
        ByteBuffer told = client.await(Http2Client.SETTINGS).payload();
        Map<Integer, Integer> settings = new HashMap<>();
        while (told.hasRemaining()) {
            settings.put((int) told.getShort(), told.getInt());
        }
        client.sync();

        List<Integer> values = new ArrayList<>();
        for (int id : new int[]{3, 1, 5, 4}) {
            values.add(settings.get(id));
        }
        assertEquals(List.of(7, 512, 30_000, 80_000), values);
        assertEquals(90_000 - 65_535, client.increments(0));
    }
}
