package dev.lanner.connector.unix;

import dev.lanner.spi.Application;
import dev.lanner.spi.features.BodySource;
import dev.lanner.spi.features.ConnectionFeature;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.RequestFeature;
import dev.lanner.spi.features.ResponseBodyFeature;
import dev.lanner.spi.features.UnixPeerFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Answers with method, path and body. Some paths answer with what is known of the connection.
final class EchoApplication implements Application {

    @Override
    public void handle(FeatureCollection exchange) throws IOException {
        RequestFeature request = exchange.require(Features.REQUEST);
        ConnectionFeature connection = exchange.require(Features.CONNECTION);
        ResponseBodyFeature response = exchange.require(Features.RESPONSE_BODY);
        switch (request.target().path()) {
            case "/address" -> write(response, connection.remote() + " " + connection.local());
            case "/connection" -> write(response, connection.id());
            case "/forwarded" -> write(response, request.headers().first("Host") + " "
                    + request.headers().first("X-Forwarded-For") + " " + request.headers().first("X-Forwarded-Proto"));
            case "/length" -> write(response, Integer.toString(read(request.body()).length));
            case "/peer" -> {
                UnixPeerFeature peer = exchange.require(Features.UNIX_PEER);
                write(response, peer.path() + " " + peer.user() + " " + peer.group());
            }
            default -> {
                // read before the answer begins: nginx stops sending a body when the answer has begun
                byte[] body = read(request.body());
                write(response, request.method() + " " + request.target().path() + " ");
                response.write(body, 0, body.length);
            }
        }
    }

    private static byte[] read(BodySource body) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] block = new byte[8192];
        for (int count = body.read(block, 0, block.length); count >= 0; count = body.read(block, 0, block.length)) {
            all.write(block, 0, count);
        }
        return all.toByteArray();
    }

    private static void write(ResponseBodyFeature response, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        response.write(bytes, 0, bytes.length);
    }
}
