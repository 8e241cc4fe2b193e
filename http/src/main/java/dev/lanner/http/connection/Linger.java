package dev.lanner.http.connection;

import dev.lanner.http.buffer.Block;
import dev.lanner.http.exchange.Dates;
import dev.lanner.http.h1.Rejection;
import dev.lanner.http.h1.RequestHead;
import dev.lanner.http.h1.RequestLine;
import dev.lanner.http.h1.ResponseHead;
import dev.lanner.http.h1.ResponseHeadEncoder;
import dev.lanner.http.transport.Wire;
import dev.lanner.spi.Route;
import dev.lanner.spi.features.AuthenticationFeature;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.log.RequestLogEntry;
import dev.lanner.spi.message.FieldList;
import dev.lanner.spi.message.Fields;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The answers to requests that no application sees, and their log lines.
final class Linger {
    /// How long a refused connection may take to read why.
    static final long REFUSED_MILLIS = 1000;

    private Linger() {
    }

    /// Writes the answer to a rejected request.
    static void answer(Output output, Rejection rejection) throws IOException {
        byte[] bytes = bytes(rejection);
        output.write(bytes, 0, bytes.length);
    }

    /// Sends what the socket takes at once, and closes our side.
    static void refuse(Wire wire, Rejection rejection) throws IOException {
        wire.write(ByteBuffer.wrap(bytes(rejection)));
        wire.shutdownOutput();
    }

    private static byte[] bytes(Rejection rejection) {
        byte[] body = (rejection.message() + "\n").getBytes(StandardCharsets.US_ASCII);
        FieldList fields = new FieldList(2);
        fields.add("Content-Type", "text/plain;charset=us-ascii");
        if (rejection.status() == 503) {
            fields.add("Retry-After", "1");
        }
        ResponseHead head = new ResponseHead(rejection.status(), fields, body.length, ResponseHead.CLOSE);
        byte[] bytes = new byte[Block.SIZE];
        int end = ResponseHeadEncoder.encode(bytes, 0, head, Dates.at(System.currentTimeMillis()));
        System.arraycopy(body, 0, bytes, end, body.length);
        return Arrays.copyOf(bytes, end + body.length);
    }

    /// Reports a request that was rejected before it could be read.
    ///
    /// @param headStart where its head begins in the connection's input
    static void log(Http1Connection connection, Rejection rejection, int headStart) {
        Input input = connection.input();
        RequestLine line = RequestLine.peek(input.data(), headStart, input.end());
        String method = line == null ? null : line.method();
        String target = line == null ? null : line.target();
        String protocol = line == null ? null : line.protocol();
        connection.endpoint().context().requestLog()
                .log(new RequestLogEntry(System.currentTimeMillis(), 0, connection.id(), "", connection.link.remote(),
                        null,
                        method, target, protocol, rejection.status(), rejection.message().length() + 1, Fields.EMPTY,
                        rejection.code(), connection.endpoint().rules().scheme(), null, null));
    }

    /// Reports an exchange that has ended.
    ///
    /// @param code why it failed; null when it did not
    static void log(Http1Exchange exchange, long durationNanos, @Nullable String code, @Nullable Route route) {
        Http1Connection connection = exchange.connection();
        FeatureCollection features = exchange.features();
        AuthenticationFeature caller = features.known(Features.AUTHENTICATION);
        RequestHead head = exchange.head();
        connection.endpoint().context().requestLog()
                .log(new RequestLogEntry(System.currentTimeMillis() - durationNanos / 1_000_000, durationNanos,
                        connection.id(), exchange.id(), connection.link.remote(features),
                        caller == null ? null : caller.principal().getName(), head.method(), head.target().raw(),
                        head.protocol(), exchange.response().started() ? exchange.response().status() : 0,
                        exchange.responseBody().written(), head.headers(), code,
                        connection.endpoint().rules().scheme(), route, features));
    }

    /// Writes a text of ours, which may hold words of the application.
    static void write(ResponseBody body, String text) throws IOException {
        byte[] bytes = (text.replaceAll("[^ -~]", "?") + "\n").getBytes(StandardCharsets.US_ASCII);
        body.write(bytes, 0, bytes.length);
    }
}
